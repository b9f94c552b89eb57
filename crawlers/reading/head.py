"""What the head of a page and its JSON-LD say, gathered once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawlers.address import BadAddress, article_key, canonical
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.furniture import key
from crawlers.reading.jsonld import LinkedData, linked_data, strings, unescape
from crawlers.reading.tree import squeeze, text_of
from crawlers.site import Site
from sholu.article import Pairs

_LANGUAGE = re.compile(r"^[a-zA-Z]{2,3}(?:[-_][a-zA-Z]{2,8})?$")


@dataclass(frozen=True, slots=True)
class Head:
    """The facts; `article` is the JSON-LD object of this page's article, {} if there is none, and
    `page` that of the page itself."""

    meta: dict[str, tuple[str, ...]]
    article: dict[str, Any]
    crumbs: tuple[str, ...]
    broken: tuple[str, ...]
    title: str
    canonical: str | None
    alternates: Pairs
    language: str | None
    page: dict[str, Any] = field(default_factory=dict)

    def named(self, *names: str) -> str:
        """The content of the first of these metas that has any, else the empty string."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    @property
    def described(self) -> str:
        """The description of the metas."""
        return self.named("og:description", "description")

    @property
    def description(self) -> str:
        """JSON-LD's description, else that of the metas."""
        return next(iter(self.ld("description")), "") or self.described

    @property
    def stated_body(self) -> str:
        """JSON-LD's articleBody; empty if there is none."""
        return "\n".join(self.ld("articleBody"))

    def ld(self, *path: str) -> list[str]:
        """The strings at a path of the article's JSON-LD object."""
        return strings(self.article, *path) if self.article else []


def head_of(root: HtmlElement, url: str, site: Site | None) -> Head:
    """Gather the head's facts. `url` is the address the page was fetched from."""
    meta = _metas(root)
    data = linked_data(root)
    links = [link for link in root.iter("link") if link.get("href")]
    own = next((_href(link, url) for link in links if link.get("rel") == "canonical"), None)
    titles = [text_of(node) for node in root.iter("title") if node.getparent().tag != "svg"]
    headlines = [text_of(node) for node in root.iter("h1")] + [*titles, *meta.get("og:title", ())]
    article = _choose(data, own or url, site, headlines)
    language = first(languages(root, article, meta))
    return Head(
        meta=meta,
        article=article,
        crumbs=data.crumbs,
        broken=data.broken,
        title=titles[0] if titles else "",
        canonical=own,
        alternates=tuple(
            (link.get("hreflang", ""), _href(link, url))
            for link in links
            if link.get("rel") == "alternate" and link.get("hreflang")
        ),
        language=language.value if language else None,
        page=next(iter(_own(data.pages, own or url, site, headlines)), {}),
    )


def _metas(root: HtmlElement) -> dict[str, tuple[str, ...]]:
    """Contents by lower-case property, name or itemprop, in page order; empty ones left out."""
    found: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        content = squeeze(unescape(node.get("content") or ""))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def _href(link: HtmlElement, url: str) -> str:
    try:
        return str(urljoin(url, link.get("href", "").strip()))
    except ValueError:
        return url


def _choose(data: LinkedData, url: str, site: Site | None, shown: list[str]) -> dict[str, Any]:
    """The article object of this page: not one of another article; of several the one whose
    headline the page shows. `shown` are the page's headlines."""
    own = _own(data.articles, url, site, shown)
    full = [item for item in own if item.get("headline") or item.get("articleBody")]
    named = [item for item in full if _is_shown(item, shown)]
    return next(iter(named or full or own), {})


def _own(
    items: tuple[dict[str, Any], ...], url: str, site: Site | None, shown: list[str]
) -> list[dict[str, Any]]:
    alone = len(items) == 1
    return [item for item in items if not _another(item, url, site, shown, alone=alone)]


def _another(
    item: dict[str, Any], url: str, site: Site | None, shown: list[str], *, alone: bool
) -> bool:
    """Whether an object names another article's address: one the profile knows as another, else
    another path with a headline that the page does not show. Many sites give their home page as
    `mainEntityOfPage`."""
    named = [item.get("url"), item.get("mainEntityOfPage"), item.get("@id")]
    for address in filter(None, (_address(value, url) for value in named)):
        if site:
            mine, other = article_key(url, site), article_key(address, site)
            if mine and other and mine != other:
                return True
        else:
            path = urlsplit(address).path.rstrip("/")
            strange = not _is_shown(item, shown) if item.get("headline") else not alone
            if path and path != urlsplit(url).path.rstrip("/") and strange:
                return True
    return False


def _is_shown(item: dict[str, Any], shown: list[str]) -> bool:
    """Whether the page has an object's headline, or most of its words, as a headline."""
    for text in strings(item.get("headline")):
        words = set(key(text).split())
        if any(len(words & set(key(other).split())) > len(words) / 2 for other in shown):
            return True
    return False


def _address(value: object, url: str) -> str | None:
    texts: Iterable[str] = strings(value, "@id") or strings(value) if value else ()
    for text in texts:
        try:
            return canonical(urljoin(url, text), None)
        except (BadAddress, ValueError):
            continue
    return None


def languages(
    root: HtmlElement, article: dict[str, Any], meta: dict[str, tuple[str, ...]]
) -> Iterator[Candidate[str]]:
    """The languages declared, two or three letters: the article's, else the page's."""
    for text in strings(article.get("inLanguage")) if article else ():
        yield _language("ld:inLanguage", text)
    if root.get("lang"):
        yield _language("html lang", root.get("lang", ""))
    for name in ("og:locale", "language"):
        for text in meta.get(name, ()):
            yield _language(f"meta:{name}", text)


def _language(rule: str, text: str) -> Candidate[str]:
    if not _LANGUAGE.match(text.strip()):
        return Candidate(rule, text, None, "no code of a language")
    return Candidate(rule, text, re.split("[-_]", text.strip())[0].lower())
