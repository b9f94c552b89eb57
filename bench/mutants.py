"""Broken pages: does any of them crash, hang or bloat a reader?

    python bench/mutants.py [N] [--workers W] [--seed S]        1,000 without a number

Makes N broken pages of the shipped ones (cut, flipped, nested 10,000 deep, up to 50 MB large, in
wrong and mixed encodings, with null bytes, entity bombs, endless tables, ...) and reads them as a
crawl does: in its worker processes, under its soft and hard limit. Prints what became of them, the
times by the clock, and the peak memory of this process and of a worker; the exit code is 1 when a
page crashed or hung a worker. The same seed gives the same pages. Ctrl-C ends it early, with what
was read so far.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from multiprocessing import active_children
from pathlib import Path
from random import Random
from statistics import quantiles
from time import monotonic

from crawlers.page import Page, Reading
from crawlers.pool import Pool
from crawlers.worker import Desk
from sholu.jobs.eval.pages import shipped
from sholu.settings import Settings

Mutation = Callable[[bytes, Random, float], bytes]
"""(page, chance, scale) to a broken page; sizes go with the scale, 1 in earnest."""
HEAVY = 200
"""Every so many pages one of tens of megabytes."""


def cut(page: bytes, chance: Random, scale: float) -> bytes:
    """Torn off anywhere."""
    return page[: chance.randrange(len(page))]


def flipped(page: bytes, chance: Random, scale: float) -> bytes:
    """Up to a twentieth of the bytes is another."""
    found = bytearray(page)
    for _ in range(chance.randrange(1, max(2, len(page) // 20))):
        found[chance.randrange(len(page))] = chance.randrange(256)
    return bytes(found)


def shuffled(page: bytes, chance: Random, scale: float) -> bytes:
    """Its pieces in another order."""
    size = chance.choice((7, 60, 500, 3000))
    pieces = [page[at : at + size] for at in range(0, len(page), size)]
    chance.shuffle(pieces)
    return b"".join(pieces)


def with_nulls(page: bytes, chance: Random, scale: float) -> bytes:
    """Null bytes and other control characters everywhere."""
    step = chance.choice((1, 10, 200))
    mark = chance.choice((b"\0", b"\0\0\0", b"\x1b[2J", b"\x08", b"\xff\xfe"))
    return mark.join(page[at : at + step] for at in range(0, len(page), step))


def nested(page: bytes, chance: Random, scale: float) -> bytes:
    """10,000 elements deep."""
    tag = chance.choice((b"div", b"span", b"table><tr><td", b"ul><li", b"b", b"a", b"blockquote"))
    return _within(page, b"<" + tag + b">", chance, 10_000)


def unclosed(page: bytes, chance: Random, scale: float) -> bytes:
    """No closing tag at all, or none of one kind."""
    ends = chance.choice((b"</", b"</div", b"</p", b"</script", b"</title", b"-->", b'"', b">"))
    return page.replace(ends, b"<" if ends == b"</" else b"")


def endless_table(page: bytes, chance: Random, scale: float) -> bytes:
    """Rows without end."""
    row = b"<tr>" + b"<td>12,5<td>" * 20 + "<td>Алматы, баға".encode()
    return _within(page, b"<table>" + row * int(5_000 * scale), chance)


def bombs(page: bytes, chance: Random, scale: float) -> bytes:
    """Entities of entities, references without end."""
    lines = b"".join(
        b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 12)
    )
    laughs = b'<!DOCTYPE html [<!ENTITY e0 "lol">' + lines + b"]>" + page + b"&e11;" * 50
    many = _within(page, b"&amp;quot;&#1072;&#x10FFFF;&#0;&nosuch;&#99999999999;", chance, 2_000)
    return chance.choice((laughs, many))


def doctypes(page: bytes, chance: Random, scale: float) -> bytes:
    """Garbage where the document begins."""
    heads = (b"<!DOCTYPE" * 500, b"<?xml version='1.0' encoding='utf-7'?>", b"<![CDATA[", b"<!--")
    heads += (b"<!DOCTYPE html PUBLIC '" + b"x" * 50_000, b"%PDF-1.7\n", b"\x1f\x8b\x08\0", b"{[")
    return chance.choice(heads) + page


def attributes(page: bytes, chance: Random, scale: float) -> bytes:
    """An element with far too many attributes, or one far too long."""
    many = b" ".join(b'data-%d="%d"' % (n, n) for n in range(int(30_000 * scale)))
    names = b'class="' + b"related comment " * int(20_000 * scale) + b'"'
    long = b'style="' + b"display:block;" * int(200_000 * scale) + b'"'
    return _within(page, b"<div " + chance.choice((many, names, long)) + b">", chance)


def encodings(page: bytes, chance: Random, scale: float) -> bytes:
    """Another encoding than it says, or two in one page."""
    text = page.decode("utf-8", "replace")
    name = chance.choice(
        ("cp1251", "koi8-r", "utf-16", "utf-32", "utf-8-sig", "cp866", "iso8859-5")
    )
    other = text.encode(name, "replace")
    said = other.replace(b"utf-8", chance.choice((b"x-user-defined", b"utf-7", b"ebcdic", b"")))
    half = len(page) // 2
    return chance.choice((other, said, page[:half] + other[half:], other[:half] + page[half:]))


def linked_data(page: bytes, chance: Random, scale: float) -> bytes:
    """JSON-LD that is deep, huge, or something else."""
    depth = int(100_000 * scale)
    blocks = (
        b"[" * depth,
        b'{"@graph":' * depth + b"1" + b"}" * depth,
        b'{"@type":"NewsArticle","articleBody":"' + "сөз ".encode() * depth + b'"}',
        b'{"@type":["NewsArticle"],"headline":{"a":[1,null,{"name":7}]},"datePublished":[[]]}',
        b'{"@type":"NewsArticle","datePublished":"' + b"9" * depth + b'"}',
        b'{"@type":"NewsArticle","headline":"\\ud83d","author":[[["x"]]],"image":{"url":{}}}',
    )
    script = b'<script type="application/ld+json">' + chance.choice(blocks) + b"</script>"
    return _within(page, script, chance)


def crowds(page: bytes, chance: Random, scale: float) -> bytes:
    """One thing thousands of times: links, headlines, cards, breaks, dates, credits."""
    things = (
        '<a href="/news/{n}.html">Тағы бір ұзақ тақырып {n} осы жерде тұр</a>',
        '<div class="w"><h1>Тақырып {n}</h1><p>Сөйлем мұнда бар, үтір де бар.</p></div>',
        '<div class="c{m}"><a href="/news/{n}.html">Ұзақ тақырып осында {n}</a><p>Сөз.</p></div>',
        "<br>қысқа<br>",
        '<span class="date">{m}.03.2026 10:{m}</span>',
        "<p>Фото: Фото: фото коллаж сурет {n}</p>",
        '<meta property="article:published_time" content="{n}"><link rel="alternate">',
        "<figure><figcaption>Сурет {n}</figcaption></figure>",
    )  # fmt: skip
    thing = chance.choice(things)
    many = "".join(thing.format(n=n, m=10 + n % 50) for n in range(int(8_000 * scale)))
    return _within(page, many.encode(), chance)


def lines(page: bytes, chance: Random, scale: float) -> bytes:
    """A line without end: no space, no stop, or nothing but signs."""
    piece = chance.choice(("сөз", "а, ", "— ", "12.", '"', "\u0301", "фото: ", "🙂", "\u202e"))
    return _within(page, piece.encode() * int(300_000 * scale), chance)


def noise(page: bytes, chance: Random, scale: float) -> bytes:
    """No page at all."""
    size = chance.choice((0, 1, 100, 100_000))
    return chance.choice((chance.randbytes(size), b"<" * size, b"&" * size, b"\n" * size))


def spliced(page: bytes, chance: Random, scale: float) -> bytes:
    """The page in itself, several times."""
    for _ in range(chance.randrange(1, 5)):
        page = _within(page, page, chance)
    return page


def huge(page: bytes, chance: Random, scale: float) -> bytes:
    """50 MB, five times what a crawl takes."""
    times = int(50_000_000 * scale / len(page)) + 1
    return page * times


LIGHT: tuple[Mutation, ...] = (
    cut, flipped, shuffled, with_nulls, nested, unclosed, endless_table, bombs, doctypes,
    attributes, encodings, linked_data, crowds, lines, noise, spliced,
)  # fmt: skip


def _within(page: bytes, piece: bytes, chance: Random, times: int = 1) -> bytes:
    """The page with a piece put in anywhere, most often where its text is."""
    found = page.find(b"</p>", chance.randrange(len(page)))
    at = found if found > 0 else chance.randrange(len(page))
    return page[:at] + piece * times + page[at:]


@cache
def originals() -> tuple[Page, ...]:
    """The shipped pages, golden and generated."""
    return tuple(page.page for pages in shipped(Settings()).values() for page in pages)


def mutant(number: int, seed: int = 0, scale: float = 1.0) -> tuple[str, Page]:
    """(kind, page) of a number: of some kinds in turn, now and then of two at once."""
    chance = Random(f"{seed} {number}")
    page = chance.choice(originals())
    mutations = [LIGHT[number % len(LIGHT)]]
    if chance.random() < 0.2:
        mutations.append(chance.choice((cut, flipped, unclosed, with_nulls)))
    if number % HEAVY == HEAVY - 1:
        mutations = [huge]
    body = page.body
    for mutation in mutations:
        body = mutation(body or b"<p>", chance, scale)
    kind = " + ".join(mutation.__name__ for mutation in mutations)
    headers = page.headers if chance.random() < 0.5 else (("content-type", "text/html"),)
    return kind, replace(page, body=body, headers=headers)


class Run:
    """Reads mutants and gathers what happened."""

    def __init__(self, count: int, workers: int, seed: int) -> None:
        self.count, self.workers, self.seed = count, workers, seed
        settings = Settings()
        self.hard = settings.crawl.hard_seconds
        desk = Desk(soft_seconds=settings.crawl.soft_seconds)
        self.pool = Pool(desk, workers=workers, hard_seconds=self.hard)
        self.ends: Counter[str] = Counter()
        self.bad: list[str] = []
        self.slow: Counter[str] = Counter()
        self.seconds: list[tuple[float, str]] = []
        self.own = self.worker = 0.0

    async def all(self) -> None:
        """Read them all, as many at once as there are workers."""
        numbers = iter(range(self.count))
        await asyncio.gather(*(self._reader(numbers) for _ in range(self.workers)))
        self.pool.close()

    async def _reader(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            kind, page = mutant(number, self.seed)
            begun = monotonic()
            reading = await self.pool.read(page)
            self._note(f"{number} {kind}", reading, monotonic() - begun)

    def _note(self, name: str, reading: Reading, seconds: float) -> None:
        self.seconds.append((seconds, name))
        end = reading.rejected.disposition if reading.rejected else "article"
        if reading.rejected and end == "failed":
            end = f"failed: {reading.rejected.reason}"
            self.bad.append(f"{name}: {reading.rejected.reason}")
        self.ends[end] += 1
        for note in reading.issues:
            if note.slug == "page.slow":
                self.slow["killed" if note.message.startswith("killed") else "plain"] += 1
        self.own = max(self.own, peak("self"))
        self.worker = max([self.worker, *(peak(child.pid) for child in active_children())])

    def report(self) -> None:
        """Print it."""
        seconds = sorted(self.seconds)
        p99 = quantiles([second for second, _ in seconds], n=100)[98]
        print(f"{len(seconds)} broken pages, seed {self.seed}")
        print("became: " + ", ".join(f"{end} {count}" for end, count in self.ends.most_common()))
        crashes = [line for line in self.bad if not line.endswith("timeout")]
        print(f"crashes: {len(crashes)}; hung past {self.hard:g} s: {len(self.bad) - len(crashes)}")
        plain, killed = self.slow["plain"], self.slow["killed"]
        print(f"read the plain way or in part: {plain}; after a kill: {killed}")
        print(f"seconds: p99 {p99:.2f}, most {seconds[-1][0]:.2f} ({seconds[-1][1]})")
        print(f"peak memory: this process {self.own:.0f} MB, a worker {self.worker:.0f} MB")
        for line in self.bad[:20]:
            print(f"    {line}")


def peak(pid: int | str | None) -> float:
    """The most memory a process had, in MB; 0 for one that has gone. Linux only."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def main(count: int, workers: int, seed: int) -> int:
    """Read `count` mutants; 1 if one of them crashed or hung a worker."""
    run = Run(count, workers, seed)
    try:
        asyncio.run(run.all())
    except KeyboardInterrupt:
        run.pool.close()
    run.report()
    return int(bool(run.bad))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=1000, metavar="N")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    sys.exit(main(given.count, given.workers, given.seed))
