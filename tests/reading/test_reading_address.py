"""Canonical addresses, article keys and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.address import BadAddress, accepts, article_id, article_key, canonical
from crawlers.site import Site, get_site

LADA = "https://www.lada.kz/aktau_news/society/130001-novyy-park-v-aktau.html"
ZAKON_KK = "https://kaz.zakon.kz/kogam-tynysy/6070001-sana-alyt-turaly.html"


@pytest.fixture
def lada() -> Site:
    return get_site("lada_kz")


@pytest.mark.parametrize(
    "written",
    [
        "http://lada.kz/aktau_news/society/130001-novyy-park-v-aktau.html",
        "https://LADA.kz/aktau_news/society/130001-novyy-park-v-aktau.html?utm_source=tg&fbclid=1",
        "https://www.lada.kz:443/aktau_news/society/130001-novyy-park-v-aktau.html#comments",
        "https://www.lada.kz/amp/aktau_news/society/130001-novyy-park-v-aktau.html?from=main",
        "https://www.lada.kz//aktau_news/society/130001-novyy-park-v-aktau.html?page=2",
        " https://www.lada.kz/aktau_news/society/130001-novyy-park-v-aktau.html/ ",
    ],
)
def test_one_article_has_one_address(written: str, lada: Site) -> None:
    assert canonical(written, lada) == LADA
    assert article_key(written, lada) == ("ru", "130001")


@pytest.mark.parametrize(
    "broken",
    [
        "https://tengrinews.kzhttps://tengrisport.kz/football/a-12345/",
        "https://orda.kz/slug__trashed/",
        "https://orda.kz/slug%ef%bf%bc/",
        "https://orda.kz/slug\ufe0f/",
        "https://orda.kz/https://orda.kz/slug/",
        "mailto:red@example.kz",
        "javascript:void(0)",
        "/relative/1.html",
        "https:///nohost",
        "http://[broken",
        "",
    ],
)
def test_defects_of_sitemaps_are_refused(broken: str, lada: Site) -> None:
    with pytest.raises(BadAddress):
        canonical(broken, None)
    assert not accepts(broken, lada)
    assert article_key(broken, lada) is None


def test_accepts_only_articles_of_the_site(lada: Site) -> None:
    zakon = get_site("zakon_kz")
    assert accepts(LADA, lada)
    assert not accepts("https://www.lada.kz/aktau_news/society/page/2/", lada)
    assert not accepts(LADA, zakon)
    assert accepts(ZAKON_KK, zakon)
    assert not accepts("https://www.zakon.kz/amp/pravo/6490001-novyy-zakon.html", zakon)
    assert not accepts("https://online.zakon.kz/pravo/6490001-novyy-zakon.html", zakon)


def test_editions_have_ids_of_their_own() -> None:
    zakon = get_site("zakon_kz")
    assert article_key(ZAKON_KK, zakon) == ("kk", "6070001")
    assert article_key("https://zakon.kz/pravo/6070001-x-y.html", zakon) == ("ru", "6070001")
    inform = get_site("inform_kz")
    assert canonical("http://inform.kz/ru/novost-a1b2c3/", inform) == (
        "https://www.inform.kz/ru/novost-a1b2c3/"
    )
    slashes = [
        article_key(f"https://kaz.inform.kz/news/zhana-a1b2c3{end}", inform) for end in ("", "/")
    ]
    assert slashes == [("kk", "zhana-a1b2c3")] * 2


def test_without_a_profile_only_the_sure_things_change() -> None:
    url = "http://Example.kz/Novosti/Park/?b=2&a=1&utm_medium=x&yclid=7#top"
    assert canonical(url, None) == "https://example.kz/Novosti/Park/?a=1&b=2"
    assert canonical("http://127.0.0.1:8080/a", None) == "http://127.0.0.1:8080/a"


def test_an_id_is_sixteen_hex_digits_of_site_edition_and_own_id() -> None:
    one = article_id("zakon_kz", "kk", "6070001")
    assert len(one) == 16
    assert int(one, 16) >= 0
    assert one != article_id("zakon_kz", "ru", "6070001")
    assert article_id("e.kz", None, "https://www.e.kz/a/") == article_id(
        "e.kz", None, "http://e.kz/a"
    )


_PIECES = st.sampled_from(
    ["amp", "", "a", "Ж", "%41", "..", "130001-a.html", "ru", "news", "%d0%96", "a b", "/", "%25"]
)
_QUERY = st.sampled_from(["", "?b=1&a=2", "?utm_x=1", "?a=%D0&from", "?&&=", "?a;b=1+2", "?Amp=1"])


@given(
    host=st.sampled_from(
        ["lada.kz", "www.lada.kz", "KAZ.inform.kz", "inform.kz.", "e.kz:80", "e.kz:81"]
    ),
    path=st.lists(_PIECES, max_size=5),
    query=_QUERY,
    site=st.sampled_from([None, "lada_kz", "inform_kz"]),
    scheme=st.sampled_from(["http", "HTTPS"]),
)
def test_canonical_twice_is_canonical(
    host: str, path: list[str], query: str, site: str | None, scheme: str
) -> None:
    profile = get_site(site) if site else None
    once = canonical(f"{scheme}://{host}/" + "/".join(path) + query, profile)
    assert canonical(once, profile) == once


@given(st.text(max_size=60))
def test_any_text_gives_an_address_or_is_refused(text: str) -> None:
    try:
        once = canonical("https://e.kz/" + text, None)
    except BadAddress:
        return
    assert canonical(once, None) == once
