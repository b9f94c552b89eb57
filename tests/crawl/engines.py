"""Three small sites in three markups, each with sections and pages that are no articles."""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import format_datetime

from sholu import clock
from tests.crawl.harness import ALMATY, TEXT, Answer, Site

ARTICLES = 20
SLUGS = ("remont-mosta-cherez-kanal", "novaya-shkola-v-gorode", "pogoda-na-vyhodnye-dni")
ABOUT = (
    "Редакция работает с понедельника по пятницу и отвечает на письма читателей каждый день. "
    "Перепечатка материалов разрешена только с письменного согласия редакции издания. "
    "Мнение авторов может не совпадать с мнением редакции, а реклама всегда отмечена особо. "
) * 2


class Engine(Site):
    """A site whose every address in the profile is wrong; `way` says how its articles show."""

    sections: tuple[str, ...] = ("/obshchestvo/", "/ekonomika/", "/sport/")
    pattern = ""

    def __init__(self, id: str, way: str = "robots") -> None:
        self.ways = ("robots", "alternate", "home")
        super().__init__(id, articles=0)
        self.paths = [self.path(number) for number in range(ARTICLES)]
        for number, path in enumerate(self.paths):
            self.answers[path] = Answer(self.page(number, path))
        self.show(way)

    def path(self, number: int) -> str:
        raise NotImplementedError

    def profile_text(self) -> str:
        return (
            f"title: {{ru: Проба}}\nsummary: An invented site whose addresses are all wrong.\n"
            f"editions:\n  ru: {{hosts: [{self.host}], language: ru}}\nsources:\n"
            f'  - {{kind: news_sitemap, url: "https://{self.host}/moved/map.xml", edition: ru}}\n'
            f'  - {{kind: feed, url: "https://{self.host}/moved/rss", edition: ru}}\n'
            f"urls:\n  article: ['{self.pattern}']\n"
        )

    def profile(self, folder, more: str = "") -> None:
        folder.mkdir(exist_ok=True)
        (folder / f"{self.id}.yml").write_text(self.profile_text() + more, encoding="utf-8")

    def list_articles(self, *extra: str) -> None:
        """The profile's addresses answer 404."""

    def show(self, way: str) -> None:
        """Let the articles be found by this way only: what stands before it is gone."""
        gone = Answer(status=404, validators=False)
        self.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /admin/\n")
        self.answers["/hidden-map.xml"] = self.answers["/hidden-feed.xml"] = gone
        if way == "robots":
            line = f"Sitemap: https://{self.host}/hidden-map.xml\n".encode()
            self.answers["/robots.txt"].body += line
            self.answers["/hidden-map.xml"] = Answer(self.sitemap(), headers=XML)
        if way == "alternate":
            self.answers["/hidden-feed.xml"] = Answer(self.feed(), headers=XML)
        self.answers["/"] = Answer(self.listing(self.paths[:9], alternate=way == "alternate"))
        for at, section in enumerate(self.sections):
            self.answers[section] = Answer(self.listing(self.paths[at :: len(self.sections)]))
        for side in ("/about/", "/kontakty/", "/tag/pogoda/", "/author/aliya-sadykova/"):
            self.answers[side] = Answer(self.about())

    def sitemap(self) -> bytes:
        pages = [*self.sections, "/about/", "/tag/pogoda/", *self.paths]
        now = clock.now().isoformat(timespec="seconds")
        urls = "".join(
            f"<url><loc>https://{self.host}{path}</loc><lastmod>{now}</lastmod></url>"
            for path in pages
        )
        head = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        return f"{head}{urls}</urlset>".encode()

    def feed(self) -> bytes:
        items = "".join(
            f"<item><title>Новость {path}</title><link>https://{self.host}{path}</link>"
            f"<pubDate>{format_datetime(clock.now())}</pubDate></item>"
            for path in self.paths
        )
        head = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
        return f"{head}{items}</channel></rss>".encode()

    def listing(self, paths: list[str], alternate: bool = False) -> bytes:
        feeds = (("Новости", "/hidden-feed.xml"), ("Комментарии", "/comments/feed/"))
        head = "".join(
            f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'
            for title, path in feeds
            if alternate
        )
        menu = "".join(f'<li><a href="{path}">Раздел</a></li>' for path in self.sections)
        cards = "".join(
            f'<div class="card"><a href="{path}"><h3>Новость {path}</h3></a></div>'
            for path in paths
        )
        return (
            '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Новости</title>'
            f"{head}</head><body><ul>{menu}</ul>{cards}<p>{ABOUT}</p><footer>"
            '<a href="/about/">О нас</a><a href="/tag/pogoda/">погода</a>'
            '<a href="/author/aliya-sadykova/">Алия Садыкова</a>'
            '<a href="https://other.example.kz/12345-chuzhaya-novost.html">Чужая</a>'
            '<a href="mailto:red@example.kz">Почта</a></footer></body></html>'
        ).encode()

    def about(self) -> bytes:
        return (
            '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>О редакции</title>'
            f"</head><body><h1>О редакции</h1><p>{ABOUT}</p></body></html>"
        ).encode()

    def when(self, number: int) -> str:
        at = clock.now().astimezone(ALMATY) - timedelta(minutes=number)
        return at.isoformat(timespec="minutes")

    def text(self, number: int) -> str:
        return f"{TEXT} {TEXT.replace('вторник', 'среду')} Это сюжет {number}"


XML = {"Content-Type": "application/xml"}


class Numbered(Engine):
    """`/section/123456-slug.html`, JSON-LD (the lada and zakon family)."""

    pattern = r"^https?://numbered\.example\.kz/(?:[a-z0-9-]+/)?(?P<id>\d{5,7})-[a-z0-9-]+\.html$"

    def path(self, number: int) -> str:
        section = self.sections[number % len(self.sections)]
        return f"{section}{123400 + number}-{SLUGS[number % 3]}.html"

    def page(self, number: int, path: str, title: str | None = None, text: str = TEXT) -> bytes:
        return super().page(number, path, text=self.text(number))


class Dated(Engine):
    """`/2026/11/21/slug/`, og:type and article:published_time (WordPress)."""

    pattern = r"^https?://dated\.example\.kz/\d{4}/\d\d/\d\d/(?P<id>[a-z0-9-]+)/$"

    def path(self, number: int) -> str:
        return f"/2026/11/{1 + number % 20:02}/{SLUGS[number % 3]}-{number}/"

    def page(self, number: int, path: str, title: str | None = None, text: str = TEXT) -> bytes:
        title = f"Погода в городе: выпуск {number} за неделю"
        parts = "".join(f"<p>{part}.</p>" for part in self.text(number).split(". "))
        return (
            f'<!doctype html><html lang="ru-RU"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta property="og:type" content="article">'
            f'<meta property="og:title" content="{title}">'
            f'<meta property="article:published_time" content="{self.when(number)}">'
            f'</head><body class="single"><header><h1 class="single-header__title">{title}</h1>'
            f'</header><div class="single-body">{parts}</div></body></html>'
        ).encode()


class Suffixed(Engine):
    """`/section/slug-123456/`, nothing but a printed time (the old engines)."""

    pattern = r"^https?://suffixed\.example\.kz/[a-z]+/[a-z0-9-]+-(?P<id>\d{5,7})/?$"

    def path(self, number: int) -> str:
        section = self.sections[number % len(self.sections)]
        return f"{section}{SLUGS[number % 3]}-{560100 + number}/"

    def page(self, number: int, path: str, title: str | None = None, text: str = TEXT) -> bytes:
        title = f"Открытие школы номер {number} в новом районе"
        parts = "".join(f"<p>{part}.</p>" for part in self.text(number).split(". "))
        day = json.dumps(self.when(number))[1:-1]
        return (
            f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title>'
            f'</head><body><div class="post"><h1 class="head-single">{title}</h1>'
            f'<time class="date-time" datetime="{day}">сегодня</time>'
            f'<div class="content_main_text">{parts}</div></div></body></html>'
        ).encode()


ENGINES = (Numbered, Dated, Suffixed)
WAYS = ("robots", "alternate", "home")
