"""Real pages with another language in them: the structure stays, every word is Kazakh.

The words of the reference are replaced, one by one and in their places, by those of Kazakh
sentences; all other words of the page by Kazakh words of like length, the same word by the same.
Titles, descriptions and JSON-LD say what the text says. The new reference is the replaced one.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from lxml.html import HtmlElement, tostring

from crawlers.reading.tree import parse

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SPACELESS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RUN = 4
"""Words in a row by which a piece of the reference is known."""
LONGEST = 14
"""Letters from which on words are of one length."""
_SHOWN = ("alt", "title", "content", "placeholder", "aria-label")
_STATED = (
    "headline",
    "alternativeHeadline",
    "description",
    "articleBody",
    "name",
    "caption",
    "text",
)


class Language:
    """What is planted: sentences, each as words with what follows them, and words by length."""

    def __init__(self, sentences: list[list[str]]) -> None:
        self.sentences = sentences
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for piece in (piece for sentence in sentences for piece in sentence):
            word = _WORD.match(piece)
            if word and not any(map(str.isdigit, word[0])):
                self.by_length[min(len(word[0]), LONGEST)].append(word[0].lower())


class Transplant:
    """The transplant of one page."""

    def __init__(self, language: Language, seed: int) -> None:
        self._language = language
        self._chance = Random(seed)
        self._others: dict[str, str] = {}
        self._old: list[str] = []
        self._new: list[str] = []
        self._at: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._next = 0

    def page(self, html: str, text: str, title: str | None) -> tuple[str, str, str | None] | None:
        """(HTML, text, title) in the new language; None for a page whose script parts no words."""
        root = parse(html)
        if root is None or len(_SPACELESS.findall(text)) > len(text) / 20:
            return None
        new_title = self._learn(title) if title else None
        lines = [self._learn(line) for line in text.splitlines() if line.strip()]
        for at in range(len(self._old) - _RUN + 1):
            self._at[tuple(self._old[at : at + _RUN])].append(at)
        for node in root.iter():
            self._element(node)
        return tostring(root, encoding="unicode"), "\n".join(lines), new_title

    def _learn(self, line: str) -> str:
        """The new words of a line of the reference, remembered beside the old ones."""
        old = [word.lower() for word in _WORD.findall(line)]
        new: list[str] = []
        while len(new) < len(old):
            new += self._chance.choice(self._language.sentences)
        new = new[: len(old)]
        if new:
            word = _WORD.match(new[-1])
            new[-1] = f"{word[0] if word else new[-1]}. "
        self._old += old
        self._new += new
        return "".join(new).strip()

    def _element(self, node: HtmlElement) -> None:
        if not isinstance(node.tag, str):
            return
        if node.tag == "script":
            if "ld+json" in (node.get("type") or "") and node.text:
                node.text = self._linked_data(node.text)
        elif node.tag != "style":
            node.text = self._text(node.text)
            for name in _SHOWN:
                value = node.get(name)
                if value and " " in value.strip() and "://" not in value:
                    kept, self._next = self._next, 0
                    node.set(name, self._text(value) or "")
                    self._next = kept
        node.tail = self._text(node.tail)

    def _text(self, text: str | None) -> str | None:
        """A text in the new language: where it is the reference's its new words, else others."""
        if not text or not text.strip():
            return text
        found = list(_WORD.finditer(text))
        words = [match[0].lower() for match in found]
        out: list[str] = []
        at, last = 0, 0
        while at < len(words):
            place = self._place(words, at)
            if place is None:
                out += [text[last : found[at].start()], self._other(found[at][0])]
                last, at = found[at].end(), at + 1
                continue
            space = text[last : found[at].start()]
            out.append(" " if any(map(str.isspace, space)) or out else "")
            while at < len(words) and place < len(self._old) and words[at] == self._old[place]:
                out.append(self._new[place])
                last, at, place = found[at].end(), at + 1, place + 1
            self._next = place
            last = len(text) if at == len(words) else last
        out.append(text[last:])
        return "".join(out)

    def _place(self, words: list[str], at: int) -> int | None:
        """Where the reference has these words: where it was left, else where four of them are."""
        run = tuple(words[at : at + _RUN])
        if tuple(self._old[self._next : self._next + len(run)]) == run:
            return self._next
        places = self._at.get(run, ()) if len(run) == _RUN else ()
        return min(places, key=lambda place: (place < self._next, place), default=None)

    def _other(self, word: str) -> str:
        if word.isdigit() or len(word) < 2:
            return word
        if word.lower() not in self._others:
            near = self._language.by_length[min(len(word), LONGEST)] or ["сөз"]
            self._others[word.lower()] = self._chance.choice(near)
        new = self._others[word.lower()]
        return new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new

    def _linked_data(self, text: str) -> str:
        try:
            data = json.loads(text, strict=False)
        except ValueError:
            return ""
        return json.dumps(self._value(data), ensure_ascii=False)

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return {
                name: self._stated(item)
                if name in _STATED and isinstance(item, str)
                else self._value(item)
                for name, item in value.items()
            }
        return value

    def _stated(self, text: str) -> str:
        kept, self._next = self._next, 0
        new = self._text(text) or ""
        self._next = kept
        return new


def joined(tokens: Iterable[str]) -> list[str]:
    """The tokens of a sentence as words, each with the signs and the space behind it."""
    pieces: list[str] = []
    for token in tokens:
        if _WORD.match(token):
            pieces.append(f"{token} ")
        elif pieces:
            sign = token if token in ",.;:!?…»)" else f"{token} "
            glued = pieces[-1].rstrip() + sign if token in ",.;:!?…»)" else pieces[-1] + sign
            pieces[-1] = glued.rstrip() + " "
    return pieces
