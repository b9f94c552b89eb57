"""Three invented papers in three markups and two languages, whose articles a test edits.

`text` knows an article's paragraphs: a lead, a number, a quotation, two plain ones, and a line of
thanks that some readers take for furniture. Every line names its article's house, for what stands
word for word in many articles of a site is taken for furniture.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from tests.crawl.harness import ALMATY, Answer, Site

XML = {"Content-Type": "application/xml"}
SHOWN = 30
"""Articles that a source lists."""

WORDS = {
    "ru": {
        "titles": ("В Актау ремонтируют {n}-й дом", "Двор {n}-го дома обновят"),
        "lead": "В Актау начали ремонтировать {n}-й дом, сообщает наш корреспондент из города.",
        "number": ("На работы направили {m} млн тенге.", "Работы коснутся {m} дворов."),
        "quotes": (
            "«Дети впервые играли при полном дворе», — сказал житель дома {house}.",
            "«Радоваться рано: впереди долгая зима», — сказал житель дома {house}.",
        ),
        "plain": (
            "Подрядчик уже завёз материалы, а рабочие разобрали старое ограждение.",
            "Жители верхних этажей полгода носили коляски на руках.",
            "Поливать деревья будут очищенной водой, капельным способом.",
            "Хозяевам гаражей дали месяц, чтобы вывезти вещи.",
            "Очевидцев просят сохранить записи видеорегистраторов.",
        ),
        "house": "Дом {house}: ",
        "thanks": "Редакция благодарит читателей за внимание к теме городских дворов",
        "sign": "Свои новости можно прислать дежурному редактору в любое время суток",
    },
    "kk": {
        "titles": ("Астанада {n} үйге су берілмейді", "Астанада {n} үй уақытша сусыз қалады"),
        "lead": "Астанада су құбырын жөндеуге байланысты {n} үйге су берілмейді, деп хабарлайды "
        "тілші.",
        "number": ("Қалада балабақша кезегінде {m} бала тұр.", "Стадионға {m} адам жиналды."),
        "quotes": (
            "«Балалар соңғы минутқа дейін күресті», – деді бас бапкер ({house}).",
            "«Біз бұл ойынға ұзақ дайындалдық», – деді бас бапкер ({house}).",
        ),
        "plain": (
            "Жүргізушілерге жылдамдықты азайтып, арақашықтықты сақтау ұсынылады.",
            "Дәрігерлер балалар мен қарт адамдарға жылы киінуге кеңес береді.",
            "Жұмыс барысын аудан әкімдігі бақылайды.",
            "Сатушылар мұны өнімнің мол болуымен түсіндіреді.",
            "Ауызсу мектептің жанына жеткізіледі, оны тегін алуға болады.",
        ),
        "house": "{house}: ",
        "thanks": "Болжам күн сайын жаңартылып тұрады",
        "sign": "Көмек қажет болса, құтқарушыларға қоңырау шалуға болады",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """An article as it stands: what `n` and `m` make of its paper's words, and its edits."""

    lang: str
    n: int
    m: int
    title: int = 0
    quote: int = 0
    plain: tuple[str, ...] = ()
    noise: str = ""
    edits: tuple[str, ...] = field(default=())

    @property
    def headline(self) -> str:
        return WORDS[self.lang]["titles"][self.title].format(n=self.n)

    @property
    def paragraphs(self) -> list[str]:
        words = WORDS[self.lang]
        return [
            str(words["lead"]).format(n=self.n),
            words["number"][self.n % 2].format(m=self.m),
            words["quotes"][(self.n + self.quote) % 2].format(house=house(self.n)),
            *self.plain,
            f"{words['thanks']} ({house(self.n)}).",
            f"{words['sign']} ({house(self.n)}).",
        ]

    def edited(self, kind: str) -> Text:
        """The text after one more edit of a class, or after bytes changed that mean nothing."""
        first, second, *more = self.plain
        edits = (*self.edits, kind)
        match kind:
            case "headline":
                return replace(self, title=1 - self.title, m=self.m + 1, edits=edits)
            case "number":
                return replace(self, m=self.m + 7, quote=self.quote + self.n % 2, edits=edits)
            case "quote":
                return replace(self, quote=self.quote + 1, edits=edits)
            case "cosmetic":
                slight = (
                    f"{second[:-1]}!",
                    second.upper(),
                    f"{second[:-2]}{second[-1]}",
                )[self.n % 3]
                return replace(self, plain=(first, slight, *more), edits=edits)
            case "substance":
                other = next(p for p in plain_lines(self.lang, self.n) if p not in self.plain)
                plain = ((second, *more), (first, other, *more), (*self.plain, other))[self.n % 3]
                return replace(self, plain=plain, edits=edits)
        return replace(self, noise=f"{self.noise} {kind} {self.n}")


def plain_lines(lang: str, n: int) -> list[str]:
    """The plain paragraphs there are for an article."""
    begins = str(WORDS[lang]["house"]).format(house=house(n))
    return [begins + line for line in WORDS[lang]["plain"]]


def house(n: int) -> str:
    """A house's name, in letters: digits are counted when an edit is classed."""
    return "".join("АБВГДЕЖЗИК"[int(digit)] for digit in str(n))


class Daily(Site):
    """A paper that a test fills day by day; `texts` are its articles in the order of their paths.

    Each kind below has a source, an address and a page of its own.
    """

    lang = "ru"
    source = ""
    pattern = ""

    def __init__(self, id: str) -> None:
        super().__init__(id, articles=0)
        self.texts: list[Text] = []
        self.at: list[datetime] = []
        self.changed: list[datetime] = []
        self.answers["/"] = Answer(b"<html><body>home</body></html>")

    def profile(self, folder: Path, more: str = "") -> None:
        folder.mkdir(exist_ok=True)
        host_re = self.host.replace(".", r"\.")
        text = (
            "title: {ru: Проба}\nsummary: A small invented paper of the tests.\n"
            f"editions:\n  {self.lang}: {{hosts: [{self.host}], language: {self.lang}}}\n"
            f"sources:\n  - {{{self.source.format(host=self.host)}, edition: {self.lang}}}\n"
            f"urls:\n  article: ['^https?://{host_re}{self.pattern}$']\n"
        )
        (folder / f"{self.id}.yml").write_text(text + more, encoding="utf-8")

    def list_articles(self, *extra: str) -> None:
        """Nothing yet: `publish` lists."""

    def write(self, at: datetime) -> int:
        """A new article; gives its number."""
        number = len(self.texts)
        pool = plain_lines(self.lang, 100 + number)
        start = number % len(pool)
        plain = (*pool[start:], *pool[:start])[:3]
        self.texts.append(Text(self.lang, 100 + number, 11 + number % 80, plain=plain))
        self.at.append(at - timedelta(hours=1))
        self.changed.append(self.at[number])
        self.paths.append(self.path(number))
        self.put(number)
        return number

    def edit(self, number: int, kind: str, now: datetime) -> None:
        """Change an article so that its edit is of a class; `noise` is no edit."""
        self.texts[number] = self.texts[number].edited(kind)
        self.changed[number] = now
        self.put(number)

    def put(self, number: int) -> None:
        """Serve an article as it stands."""
        self.answers[self.paths[number]] = Answer(self.article(number).encode())

    def path(self, number: int) -> str:
        raise NotImplementedError

    def article(self, number: int) -> str:
        raise NotImplementedError

    def publish(self, now: datetime) -> None:
        """Let the source list the newest articles."""
        raise NotImplementedError

    def newest(self) -> range:
        return range(max(0, len(self.texts) - SHOWN), len(self.texts))

    def document(self, head: str, body: str) -> str:
        return (
            f'<!doctype html><html lang="{self.lang}"><head><meta charset="utf-8">{head}</head>'
            f"<body>{body}</body></html>"
        )

    def body(self, number: int) -> str:
        text = self.texts[number]
        parts = "".join(f"<p>{part}</p>" for part in text.paragraphs)
        return f"{parts}<!-- {text.noise} -->"

    def when(self, number: int) -> str:
        return self.at[number].astimezone(ALMATY).isoformat(timespec="minutes")


class Numbered(Daily):
    """A feed, `/section/123456-slug.html`, JSON-LD (the lada and zakon family), in Russian."""

    source = 'kind: feed, url: "https://{host}/rss.xml"'
    pattern = r"/news/(?P<id>\d+)-[a-z0-9-]+\.html"

    def path(self, number: int) -> str:
        return f"/news/{123400 + 7 * number}-remont-doma-{number}.html"

    def article(self, number: int) -> str:
        text = self.texts[number]
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": text.headline,
            "datePublished": self.when(number),
            "articleBody": "\n".join(text.paragraphs),
            "url": f"https://{self.host}{self.paths[number]}",
        }
        head = f'<title>{text.headline}</title><meta property="og:type" content="article">'
        head += f'<script type="application/ld+json">{json.dumps(data)}</script>'
        page = f"<article><h1>{text.headline}</h1>{self.body(number)}</article>"
        return self.document(head, page)

    def publish(self, now: datetime) -> None:
        items = "".join(
            f"<item><title>{self.texts[n].headline}</title>"
            f"<link>https://{self.host}{self.paths[n]}</link>"
            f"<pubDate>{format_datetime(self.at[n])}</pubDate></item>"
            for n in reversed(self.newest())
        )
        head = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
        body = f"{head}{items}</channel></rss>".encode()
        self.answers["/rss.xml"] = Answer(body, headers=XML)


class Dated(Daily):
    """A sitemap with times of change, `/2026/11/21/slug/`, Open Graph (WordPress), in Kazakh."""

    lang = "kk"
    source = 'kind: sitemap_index, url: "https://{host}/sitemap.xml"'
    pattern = r"/\d{4}/\d\d/\d\d/(?P<id>[a-z0-9-]+)/"

    def path(self, number: int) -> str:
        return f"/{self.at[number]:%Y/%m/%d}/astanada-{number}-uige-su-berilmeidi/"

    def article(self, number: int) -> str:
        title = self.texts[number].headline
        head = (
            f'<title>{title}</title><meta property="og:type" content="article">'
            f'<meta property="og:title" content="{title}">'
            f'<meta property="article:published_time" content="{self.when(number)}">'
        )
        page = f'<h1>{title}</h1><div class="single-body">{self.body(number)}</div>'
        return self.document(head, page)

    def publish(self, now: datetime) -> None:
        urls = "".join(
            f"<url><loc>https://{self.host}{self.paths[n]}</loc>"
            f"<lastmod>{self.changed[n].isoformat(timespec='seconds')}</lastmod></url>"
            for n in self.newest()
        )
        head = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        self.answers["/sitemap.xml"] = Answer(f"{head}{urls}</urlset>".encode(), headers=XML)


class Listed(Daily):
    """A list of links, `/section/slug-123456/`, a printed time (the old engines), in Russian."""

    source = 'kind: listing, url: "https://{host}/news/", links: ".card a"'
    pattern = r"/[a-z]+/[a-z0-9-]+-(?P<id>\d+)/"

    def path(self, number: int) -> str:
        return f"/gorod/dvor-doma-{560100 + 3 * number}/"

    def article(self, number: int) -> str:
        title = self.texts[number].headline
        when = self.when(number)
        page = (
            f'<div class="post"><h1 class="head-single">{title}</h1>'
            f'<time class="date-time" datetime="{when}">сегодня</time>'
            f'<div class="content_main_text">{self.body(number)}</div></div>'
        )
        head = f'<title>{title}</title><meta property="og:type" content="article">'
        return self.document(head, page)

    def publish(self, now: datetime) -> None:
        cards = "".join(
            f'<div class="card"><a href="{self.paths[n]}">{self.texts[n].headline}</a></div>'
            for n in reversed(self.newest())
        )
        self.answers["/news/"] = Answer(self.document("<title>Новости</title>", cards).encode())


PAPERS = (Numbered, Dated, Listed)
