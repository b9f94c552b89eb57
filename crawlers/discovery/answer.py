"""What a server's answer means: a page's disposition and a source's state.

`None` means that nothing is wrong and the body is worth reading.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawlers.discovery.text import header
from sholu.article import Pairs

Verdict = tuple[str, str]

GONE = (404, 410)
REFUSED = (401, 403, 429, 451)
SHELL_TEXT = 200
"""Characters of text below which a page that loads scripts is an empty shell."""

_HEAD = 65_536
_CHALLENGE = (  # Cloudflare's, as kaztag.kz shows them
    b"_cf_chl_opt",
    b"/cdn-cgi/challenge-platform/h/",
    b"cf-browser-verification",
    b"<title>just a moment...</title>",
)
_CHALLENGE_OR_PAGE = (b"just a moment", b"/cdn-cgi/challenge-platform")  # in good pages too
_NOINDEX = re.compile(
    rb"<meta\b(?=[^>]*\bname\s*=\s*[\"']?robots\b)(?=[^>]*\bcontent\s*=\s*[\"']?[^\"'>]*"
    rb"\b(?:noindex|none)\b)[^>]*>",
    re.I,
)
_HOME = re.compile(r"/?(?:(?:kk|kz|kaz|qaz|ru|rus|en)/?)?(?:index\.(?:html?|php))?")
_HIDDEN = re.compile(r"<(script|style|noscript|template|svg)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_TAG = re.compile(r"<[^>]*>")
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/json")


def challenge(status: int, headers: Pairs, body: bytes) -> str | None:
    """Whose challenge page an answer is, whatever its status; None for any other answer."""
    if header(headers, "cf-mitigated").lower() == "challenge":
        return "Cloudflare"
    head = body[:_HEAD].lower()
    if any(mark in head for mark in _CHALLENGE):
        return "Cloudflare"
    if status in (403, 429, 503) and any(mark in head for mark in _CHALLENGE_OR_PAGE):
        return "Cloudflare"
    return None


def javascript_shell(text: str) -> bool:
    """Whether an HTML page has scripts and next to no text: its content comes by JavaScript."""
    if "<script" not in text.lower():
        return False
    shown = _TAG.sub(" ", _HIDDEN.sub(" ", re.sub(r"<head\b.*?</head\s*>", " ", text, flags=re.S)))
    return len(" ".join(shown.split())) < SHELL_TEXT


def page_verdict(
    status: int, headers: Pairs, body: bytes, final_url: str, *, asked: str | None = None
) -> Verdict | None:
    """The disposition and reason of a page that need not be read; None: read it.

    `final_url` is where redirects ended, `asked` the address asked for: one that ends at the home
    page is gone, and so is a `noindex` page. A 429 is final here: whoever
    waits for Retry-After does so before asking.
    """
    who = challenge(status, headers, body)
    if who:
        return "blocked", f"challenge page of {who}"
    if status in GONE:
        return "gone", f"http {status}"
    if final_url != asked and (status == 304 or 200 <= status < 300) and _is_home(final_url):
        return "gone", "redirect to the home page"  # a 304 is then the home page's
    if status == 304:
        return "not_modified", ""
    if status in REFUSED:
        return "blocked", f"http {status}"
    if status >= 400 or status < 200 or 300 <= status < 400:
        return "failed", f"http {status}"
    return _good_status(headers, body)


def _good_status(headers: Pairs, body: bytes) -> Verdict | None:
    if not body.strip():
        return "failed", "empty body"
    kind = header(headers, "content-type").partition(";")[0].strip().lower()
    if kind and not kind.startswith(_TEXT_TYPES):
        return "not_article", kind
    robots = header(headers, "x-robots-tag").lower()
    if robots and ":" not in robots and re.search(r"\b(?:noindex|none)\b", robots):
        return "gone", "noindex"
    if _NOINDEX.search(body[:_HEAD]):
        return "gone", "noindex"
    return None


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return _HOME.fullmatch(parts.path) is not None and not parts.query


def source_verdict(status: int, headers: Pairs, body: bytes) -> Verdict | None:
    """The state and reason of a source whose answer need not be parsed; None: `discover` it.

    `dead` for 404 and 410 is what the answer says: sholu.health.settle holds the earlier state
    until the third run. A 304 is `ok`; sholu.health.unchanged says what an earlier state becomes.
    """
    who = challenge(status, headers, body)
    if who:
        return "challenge", f"challenge page of {who}"
    if status == 304:
        return "ok", "not modified"
    if status == 402:
        return "paywall", "http 402"
    if status in REFUSED:
        return "blocked", f"http {status}"
    if status < 200 or status >= 300:
        return "dead", f"http {status}"
    return None
