"""Articles for the generated pages: what they say, before any page shows it.

Sentences are those of words_*.yml and of the demo newsroom. The same seed gives the same article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from nlp.tokens import sentences
from sholu.demo.newsroom import Newsroom
from sholu.yamlfile import load
from tests.eval.scripts import in_script

ALMATY = ZoneInfo("Asia/Almaty")
FETCHED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
"""When all the pages were fetched, and the demo newsroom stands: 14:00 in Almaty."""
MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
FORMS = {
    "kk": (
        "{d:%d.%m.%Y %H:%M}", "{d:%H:%M}, {d.day} {month} {d.year}", "{d:%d.%m.%Y}, {d:%H:%M}",
        "{d.day} {Month}, {d.year}", "{d.year} жылғы {d.day} {month}", "{d:%d.%m.%Y} · {d:%H:%M}",
    ),
    "ru": (
        "{d:%d.%m.%Y %H:%M}", "{d:%H:%M}, {d.day} {month} {d.year}", "{d:%d.%m.%Y}, {d:%H:%M}",
        "{d.day} {month} {d.year} года", "{d.day} {month} {d.year} | {d:%H:%M}",
        "{d.day} {month} {d.year} {d:%H:%M} 271",
    ),
}  # fmt: skip
"""How a page prints its date; those without an hour say the day only."""
TODAY = {"kk": "{d:%H:%M}, Бүгін", "ru": "сегодня, {d:%H:%M}"}
_RUBRICS = ("news", "kogam", "zhanalyq")
Kind = Literal["p", "h", "li", "quote"]


class Words(BaseModel):
    """A file of words: the sentences of articles, and what stands around them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: tuple[str, ...]
    said: tuple[str, ...]
    questions: tuple[str, ...]
    headings: tuple[str, ...]
    items: tuple[str, ...]
    menu: tuple[str, ...]
    sections: tuple[str, ...]
    authors: tuple[str, ...]
    captions: tuple[str, ...]
    keywords: tuple[str, ...]
    credit: str
    comments: tuple[str, ...]
    labels: dict[str, str]

    def in_script(self, script: str) -> Words:
        """The same in another script."""
        return Words.model_validate(_in_script(self.model_dump(), script))


@dataclass(frozen=True)
class Part:
    """A piece of an article: its text as a reader sees it, and as inline markup."""

    kind: Kind
    text: str
    html: str


@dataclass(frozen=True)
class Other:
    """Another article, as cards and lists show it."""

    title: str
    teaser: str
    at: datetime
    path: str

    @property
    def shown(self) -> str:
        """The title as markup."""
        return escape(self.title, quote=False)


@dataclass(frozen=True)
class Article:
    """An article and its surroundings. `at` is local time in Almaty, `printed` its date."""

    lang: str
    words: Words
    title: str
    parts: tuple[Part, ...]
    at: datetime
    printed: str
    hour: bool
    section: str
    author: str
    caption: str
    others: tuple[Other, ...]
    url: str
    seed: int

    @property
    def shown(self) -> str:
        """The title as markup."""
        return escape(self.title, quote=False)

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return self.parts[0].text

    @property
    def text(self) -> str:
        """All of it, as a perfect reading gives it."""
        return "\n\n".join(part.text for part in self.parts)

    @property
    def iso(self) -> str:
        """The time of publication with its offset."""
        return self.at.isoformat(timespec="seconds")


def article(lang: str, seed: int, *, script: str = "Cyrl", interview: bool = False) -> Article:
    """The article of a seed."""
    chance = Random(f"{lang} {seed}")
    words = load_words(lang)
    pool, titles = texts(lang)
    title = titles[seed * 7 % len(titles)]
    at, printed, hour = _dated(lang, chance)
    made = Article(
        lang=lang,
        words=words,
        title=title,
        parts=_interview(words, pool, chance) if interview else _parts(words, pool, chance),
        at=at,
        printed=printed,
        hour=hour,
        section=chance.choice(words.sections),
        author=chance.choice(words.authors),
        caption=chance.choice(words.captions),
        others=_others(pool, [other for other in titles if other != title], chance),
        url=f"https://{lang}.bagalau.example/{chance.choice(_RUBRICS)}/{9000 + seed}.html",
        seed=seed,
    )
    return made if script == "Cyrl" else _rewritten(made, script)


@cache
def load_words(lang: str) -> Words:
    """The words of a language."""
    return load(Path(__file__).with_name(f"words_{lang}.yml"), Words)


@cache
def texts(lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences and the titles of a language."""
    found = dict.fromkeys(load_words(lang).sentences)
    titles = {}
    for item in Newsroom(FETCHED).expected():
        if item.lang != lang or item.copy_of:
            continue
        titles[item.title] = None
        for paragraph in item.text.split("\n\n"):
            found |= dict.fromkeys(
                paragraph[start:end]
                for start, end in sentences(paragraph)
                if len(paragraph[start:end].split()) >= 5
            )
    return tuple(found), tuple(titles)


def _dated(lang: str, chance: Random) -> tuple[datetime, str, bool]:
    """A local time, how the page prints it, and whether that has the hour."""
    local = FETCHED.astimezone(ALMATY)
    at = local - timedelta(days=chance.randint(1, 900), minutes=chance.randint(1, 800))
    form = chance.choice((*FORMS[lang], TODAY[lang]))
    if form == TODAY[lang]:
        at = local - timedelta(minutes=chance.randint(30, 700))
    at = at.astimezone(UTC).astimezone(ALMATY)
    return at, printed_as(form, lang, at), "%H" in form


def printed_as(form: str, lang: str, at: datetime) -> str:
    """A time in one of the forms."""
    month = MONTHS[lang].split()[at.month - 1]
    return form.format(d=at, month=month, Month=month.capitalize())


def _parts(words: Words, pool: tuple[str, ...], chance: Random) -> tuple[Part, ...]:
    """A lead and 3 to 14 paragraphs, some with quotations, headings, a list."""
    taken = iter(chance.sample(pool, 45))
    parts = [_paragraph([next(taken)], chance)]
    count = chance.choice((3, 4, 5, 6, 8, 10, 14))
    with_headings = chance.random() < 0.35
    listed_at = chance.randint(1, count - 1) if chance.random() < 0.3 else -1
    for at in range(count):
        if with_headings and at and at % 3 == 0:
            parts.append(_part("h", chance.choice(words.headings)))
        if chance.random() < 0.2:
            parts.append(_part("p", chance.choice(words.said)))
        parts.append(_paragraph([next(taken) for _ in range(chance.choice((1, 2, 2, 3)))], chance))
        if at == listed_at:
            parts += [_part("li", f"{item};") for item in chance.sample(words.items, 4)]
            parts.append(_paragraph([next(taken)], chance))
        if chance.random() < 0.06:
            parts.append(_part("quote", next(taken)))
    return tuple(_once(parts))


def _interview(words: Words, pool: tuple[str, ...], chance: Random) -> tuple[Part, ...]:
    """A lead, then questions and answers, each with a dash."""
    taken = iter(chance.sample(pool, 30))
    parts = [_paragraph([next(taken), next(taken)], chance)]
    for question in chance.sample(words.questions, 4):
        asked = f"— {question}"
        parts.append(Part("p", asked, f"<b>{escape(asked)}</b>"))
        parts.append(_part("p", f"— {next(taken)} {next(taken)}"))
        parts.append(_paragraph([next(taken), next(taken)], chance))
    return tuple(_once(parts))


def _once(parts: list[Part]) -> list[Part]:
    """No part twice: a reader may take a repeated line for a doubled one."""
    return list({part.text: part for part in parts}.values())


def _part(kind: Kind, text: str) -> Part:
    return Part(kind, text, escape(text, quote=False))


def _paragraph(taken: list[str], chance: Random) -> Part:
    """Sentences in a paragraph, with a link, a bold or a slanted word here and there."""
    text = " ".join(taken)
    words = escape(text, quote=False).split(" ")
    if len(words) > 8 and chance.random() < 0.3:
        at = chance.randint(1, len(words) - 4)
        words[at : at + 2] = [chance.choice(_INLINE).format(*words[at : at + 2])]
    return Part("p", text, " ".join(words).replace(" <a href='/t/", "<a href='/t/"))


_INLINE = (
    '<a href="https://www.gov.example/press">{} {}</a>',
    "<a href='/t/12'> {} {}</a>",  # the space before it stands inside the link
    "<strong>{}</strong> {}",
    "<em>{} {}</em>",
    '<span style="color:#333">{}</span>&nbsp;{}',
)


def _others(pool: tuple[str, ...], titles: list[str], chance: Random) -> tuple[Other, ...]:
    found = []
    for number, title in enumerate(chance.sample(titles, 16)):
        back = timedelta(days=chance.randint(0, 5), minutes=chance.randint(10, 1300))
        at = (FETCHED - back).astimezone(ALMATY)
        path = f"/news/{7000 + chance.randint(0, 900)}{number}.html"
        found.append(Other(title, chance.choice(pool), at, path))
    return tuple(found)


def _rewritten(made: Article, script: str) -> Article:
    """The article in another script of Kazakh; its date stays in the head alone."""
    return replace(
        made,
        words=made.words.in_script(script),
        title=in_script(made.title, script),
        parts=tuple(
            Part(part.kind, in_script(part.text, script), _markup_in_script(part.html, script))
            for part in made.parts
        ),
        section=in_script(made.section, script),
        author=in_script(made.author, script),
        caption=in_script(made.caption, script),
        others=tuple(
            replace(
                other, title=in_script(other.title, script), teaser=in_script(other.teaser, script)
            )
            for other in made.others
        ),
    )


def _markup_in_script(html: str, script: str) -> str:
    return "".join(
        piece if piece.startswith(("<", "&")) else in_script(piece, script)
        for piece in re.split(r"(<[^>]*>|&\w+;)", html)
    )


def _in_script(value: Any, script: str) -> Any:
    if isinstance(value, dict):
        return {name: _in_script(item, script) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in_script(item, script) for item in value]
    return in_script(value, script)


def day_of(made: Article, *, exact: bool) -> str:
    """The reference of the date: with its hour if the page gives it, else the day."""
    day: date = made.at.date()
    return made.at.isoformat(timespec="minutes") if exact else day.isoformat()
