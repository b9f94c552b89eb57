"""A notice under every article: learned by one crawl, left out by the next and by reprocess."""

from __future__ import annotations

import pytest

from crawlers.memory import line_hash
from sholu.jobs.reprocess import reprocess
from sholu.settings import Settings, load_settings
from tests.crawl.harness import Answer, Crawl, Site

NOTICE = "Наша редакция открыта для писем читателей, адрес указан в контактах газеты."
TEXTS = (
    "В степи под Актау нашли стоянку древних охотников. Археологи работали там два лета. "
    "Находки передадут в областной музей, где весной откроется отдельный зал.",
    "Рыбаки просят продлить срок лова кефали. Они говорят, что весна пришла поздно. "
    "Инспекция ответит им после совета учёных, который соберётся в пятницу.",
    "Школьники посёлка Баутино собрали робота для уборки пляжа. Его испытали на берегу. "
    "Теперь авторы ищут деньги на вторую машину, полегче и с солнечной батареей.",
    "Новый автобус пошёл до аэропорта каждые полчаса. Билет стоит как в городе. "
    "Перевозчик обещает добавить рейсы ночью, когда прилетают столичные самолёты.",
    "Цены на помидоры на рынке упали вдвое за неделю. Продавцы винят жару и урожай. "
    "Покупатели довольны, а хозяйки уже закрывают банки на зиму целыми ящиками.",
)


def page(site: Site, number: int) -> Answer:
    text = f"{TEXTS[number]} {NOTICE}"
    return Answer(site.page(number, site.paths[number], text=text))


def texts(crawl: Crawl) -> list[str]:
    with crawl.store() as store:
        return [record.article.text for record in store.all_records()]


def test_a_notice_is_learned_once_and_left_out_everywhere(crawl_of):
    site = Site("proba", articles=5)
    for number, path in enumerate(site.paths):
        site.answers[path] = page(site, number)
    last = site.paths.pop()
    site.list_articles()
    crawl: Crawl = crawl_of(site)
    assert crawl.run().code == 0
    assert all("Наша редакция" in text for text in texts(crawl))

    site.paths.append(last)
    site.list_articles()
    assert crawl.run().code == 0
    with crawl.store() as store:
        new = next(r for r in store.all_records() if r.article.url.endswith(last))
    assert "помидоры" in new.article.text
    assert "Наша редакция" not in new.article.text
    assert dict(new.article.how)["memory"] == "1 line cut"

    first = crawl.command("reprocess", "--json")
    assert first.code == 0, first.err
    assert not any("Наша редакция" in text for text in texts(crawl))
    with crawl.store() as store:
        readings = {record.id: record.reading for record in store.all_records()}
        assert {record.revision for record in store.all_records()} == {1}
    assert sorted(readings.values()) == [1, 2, 2, 2, 2]
    assert crawl.command("reprocess", "--json").code == 0
    with crawl.store() as store:
        assert {record.id: record.reading for record in store.all_records()} == readings
    hits = crawl.command("search", "контактах", "--json")
    assert hits.rows == []


@pytest.fixture
def old(crawl_of) -> Crawl:
    """A crawled site in a store as an upgrade leaves it: no article's lines were learned."""
    site = Site("proba", articles=5)
    for number, path in enumerate(site.paths):
        site.answers[path] = page(site, number)
    crawl: Crawl = crawl_of(site)
    assert crawl.run().code == 0
    with crawl.store() as store, store.write() as db:
        db.execute("UPDATE articles SET learned = 0")
        db.execute("DELETE FROM lines")
        db.execute("DELETE FROM line_days")
    return crawl


@pytest.fixture
def settings(old: Crawl, monkeypatch) -> Settings:
    """Those of the old site, for passes in this process."""
    for name, value in old.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(old.folder)
    return load_settings()


def stop_after(articles: int, settings: Settings) -> None:
    """Begin a pass and interrupt it."""
    outcomes = []

    def listener(site: str, outcome: str) -> None:
        outcomes.append(outcome)
        if len(outcomes) == articles:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reprocess(settings, listener=listener)


def test_after_an_upgrade_one_pass_is_enough(old: Crawl):
    first = old.command("reprocess", "--json")
    assert first.row == {"site": "proba", "articles": 5, "reading": 5}, first.err
    assert not any("Наша редакция" in text for text in texts(old))
    second = old.command("reprocess", "--json")
    assert second.row == {"site": "proba", "articles": 5, "same": 5}, second.err


def test_a_pass_that_was_stopped_after_an_upgrade_is_still_one(old: Crawl, settings: Settings):
    stop_after(2, settings)
    assert sum("Наша редакция" in text for text in texts(old)) == 3
    assert reprocess(settings).counts == {"proba": {"reading": 3}}
    assert reprocess(settings).counts == {"proba": {"same": 5}}


def test_a_pass_begins_anew_when_more_was_learned_since(old: Crawl, settings: Settings):
    stop_after(2, settings)
    line = "Археологи работали там два лета."
    assert any(line in text for text in texts(old))
    with old.store() as store, store.write() as db:
        found = db.execute("UPDATE lines SET articles = 3 WHERE line = ?", (line_hash(line),))
        assert found.rowcount == 1
    assert reprocess(settings).counts["proba"].total() == 5
    assert not any(line in text for text in texts(old))
    assert reprocess(settings).counts == {"proba": {"same": 5}}
