"""Articles kept by a learned pattern, or of a site without a profile, can be read again."""

from __future__ import annotations

import pytest

from tests.crawl.engines import ARTICLES, ENGINES

pytestmark = pytest.mark.long

BROAD = {"SHOLU_CRAWL__SOFT_SECONDS": "30", "SHOLU_CRAWL__HARD_SECONDS": "60"}


def reprocessed(crawl, *args: str) -> dict:
    done = crawl.command("reprocess", *args, "--json", **BROAD)
    assert done.code == 0, done.err
    return {name: count for name, count in done.row.items() if name != "site"}


def test_what_a_learned_pattern_let_in_is_read_again(crawl_of):
    site = ENGINES[1]("dated", "alternate")
    crawl = crawl_of(site)
    profile = crawl.folder / "sites" / "dated.yml"
    right = profile.read_text()
    profile.write_text(right.replace(site.pattern, r"/old/(?P<id>\d+)\.html$"))
    assert crawl.run(**BROAD).row["dispositions"] == {"stored": ARTICLES}
    assert reprocessed(crawl, "dated") == {"articles": ARTICLES, "same": ARTICLES}
    with profile.open("a") as file:
        file.write('furniture: {ru: ["Акимат города"]}\n')
    assert reprocessed(crawl, "dated") == {"articles": ARTICLES, "reading": ARTICLES}
    assert reprocessed(crawl, "dated") == {"articles": ARTICLES, "same": ARTICLES}
    profile.write_text(right)  # the pattern stands in the profile now, and the line is text again
    assert reprocessed(crawl) == {"articles": ARTICLES, "reading": ARTICLES}
    with crawl.store() as store:
        assert {record.revision for record in store.all_records()} == {1}


def test_a_site_without_a_profile_is_read_again(crawl_of):
    site = ENGINES[0]("numbered", "robots")
    crawl = crawl_of(site)
    profile = crawl.folder / "sites" / "numbered.yml"
    written = profile.read_text()
    profile.unlink()
    done = crawl.command("crawl", "--url", f"https://{site.host}/", "--json", **BROAD)
    assert done.row["dispositions"] == {"stored": ARTICLES}
    assert reprocessed(crawl) == {"articles": ARTICLES, "same": ARTICLES}
    assert reprocessed(crawl, site.host) == {"articles": ARTICLES, "same": ARTICLES}
    (crawl.folder / "sites" / f"{site.host}.yml").write_text(
        written + 'furniture: {ru: ["Акимат города"]}\n'
    )
    assert reprocessed(crawl, site.host) == {"articles": ARTICLES, "reading": ARTICLES}
    with crawl.store() as store:
        records = list(store.all_records())
    assert {record.article.site for record in records} == {site.host}
    assert {record.revision for record in records} == {1}
    assert not any("Акимат" in record.article.text for record in records)
