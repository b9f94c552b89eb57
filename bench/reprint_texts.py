"""Generated texts with planted reprints, in Russian and Kazakh, and with what only looks like one.

A new text: 6 to 20 sentences of the demo newsroom with 30 % of their words replaced, so that two
share little. A reprint: that text without a sentence, with a lead in front, another attribution
and 2 % of its words changed. Beside them: weather of other days and places, exchange rates of
other days, flashes of two sentences before their long versions, and the same text a month later.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from nlp.tokens import sentences
from sholu.demo.newsroom import Newsroom

START = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 90
SHARES = {"reprint": 0.2, "weather": 0.04, "rates": 0.02, "flash": 0.03, "late": 0.01}
SITES = ("zakon_kz", "lada_kz", "inform_kz", "tengrinews_kz", "nur_kz", "baq_kz")
NAMES = ("Zakon.kz", "Lada.kz", "Kazinform", "Tengrinews.kz", "NUR.KZ", "BAQ.kz")
PLACES = ("Актау", "Павлодар", "Тараз", "Костанай", "Шымкент", "Атырау", "Семей", "Кокшетау")
CLOSING = {
    "ru": (", сообщает {}.", ", передает {} со ссылкой на акимат.", ". Об этом пишет {}."),
    "kk": (", деп хабарлайды {}.", ", деп жазады {} тілшісі.", ". Бұл туралы {} хабарлады."),
}


class Text(NamedTuple):
    """A generated text; `first` is the number of the text it reprints, itself if it is new."""

    number: int
    first: int
    kind: str
    lang: str
    site: str
    at: datetime
    text: str


class Maker:
    """Makes the texts, the same ones for the same seed."""

    def __init__(self, seed: int = 5) -> None:
        self.chance = Random(seed)
        self.pool: dict[str, list[str]] = {"ru": [], "kk": []}
        for article in Newsroom(START).expected():
            for start, end in sentences(article.text):
                sentence = article.text[start:end]
                if 5 < len(sentence.split()) < 40 and article.lang in self.pool:
                    self.pool[article.lang].append(re.sub(r"\s+", " ", sentence))
        self.words = {lang: " ".join(pool).split() for lang, pool in self.pool.items()}
        self.made: list[Text] = []

    def make(self, size: int) -> list[Text]:
        """`size` texts, by number; in the order of time they are another list."""
        for kind, share in SHARES.items():
            self.made_of(kind, int(size * share))
        while len(self.made) < size:
            self.add("new", *self.fresh())
        return self.made[:size]

    def made_of(self, kind: str, size: int) -> None:
        """Texts of one kind; a reprint and a flash bring the text they belong to, if it is new."""
        for _ in range(size):
            getattr(self, kind)()

    def add(
        self, kind: str, lang: str, parts: list[str], at: datetime | None = None, first: int = -1
    ) -> Text:
        """One more text, signed by a site; at a time of its own if none is given."""
        chance, number = self.chance, len(self.made)
        site = chance.randrange(len(SITES))
        lead = parts[0].rstrip(".!?… ") + chance.choice(CLOSING[lang]).format(NAMES[site])
        at = at or START + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
        body = "\n\n".join([lead, *parts[1:]])
        text = Text(number, number if first < 0 else first, kind, lang, SITES[site], at, body)
        self.made.append(text)
        return text

    def fresh(self) -> tuple[str, list[str]]:
        """A language, and the sentences of a text nobody wrote before."""
        lang = self.chance.choice(("ru", "ru", "kk"))
        taken = self.chance.choices(self.pool[lang], k=self.chance.randint(6, 20))
        return lang, [self.changed(sentence, lang, 0.3) for sentence in taken]

    def changed(self, sentence: str, lang: str, share: float) -> str:
        """The sentence with a share of its words replaced by others of the language."""
        words = self.words[lang]
        return " ".join(
            self.chance.choice(words) if self.chance.random() < share else word
            for word in sentence.split()
        )

    def reprint(self) -> None:
        """A new text and, within six days, a reprint of it; now and then a second one."""
        lang, parts = self.fresh()
        original = self.add("new", lang, parts)
        for _ in range(1 + (self.chance.random() < 0.2)):
            copy = [self.changed(part, lang, 0.02) for part in parts]
            copy.pop(self.chance.randrange(len(copy)))
            copy.insert(0, self.changed(self.chance.choice(self.pool[lang]), lang, 0.3))
            later = timedelta(minutes=self.chance.randrange(5, 6 * 24 * 60))
            self.add("reprint", lang, copy, original.at + later, original.number)

    def late(self) -> None:
        """A text, and the same a month later: no copy."""
        lang, parts = self.fresh()
        original = self.add("new", lang, parts, START + timedelta(days=self.chance.randrange(50)))
        self.add("late", lang, parts, original.at + timedelta(days=30))

    def flash(self) -> None:
        """A flash of two sentences, and within the day the long text that begins with it."""
        lang, parts = self.fresh()
        flash = self.add("flash", lang, parts[:2])
        self.add("new", lang, parts, flash.at + timedelta(hours=self.chance.randint(1, 12)))

    def weather(self) -> None:
        """The forecast of one place and day: all else is the same in every one."""
        number, place = self.chance.randint, self.chance.choice(PLACES)
        self.add("weather", "ru", [
            f"В городе {place} {number(1, 30)} числа ожидается переменная облачность без осадков",
            f"Ветер северо-восточный, порывы до {number(9, 25)} метров в секунду.",
            f"Ночью воздух остынет до {number(1, 15)} градусов, днем прогреется до "
            f"{number(16, 33)} градусов тепла, влажность составит {number(20, 90)} процентов.",
            f"В горных районах местами туман, видимость {number(100, 900)} метров.",
            "Водителей просят соблюдать дистанцию и не превышать скорость на переправах.",
        ])  # fmt: skip

    def rates(self) -> None:
        """The exchange rates of a day."""
        number = self.chance.randint
        self.add("rates", "kk", [
            f"Ұлттық банк {number(1, 30)} күнге арналған валюта бағамын жариялады",
            f"Доллар бағамы {number(440, 560)},{number(10, 99)} теңге болды.",
            f"Еуро {number(480, 620)},{number(10, 99)} теңгеге бағаланды, ал рубль "
            f"{number(4, 7)},{number(10, 99)} теңге тұрады.",
            f"Сауда көлемі {number(90, 400)} миллион доллар болды.",
        ])  # fmt: skip
