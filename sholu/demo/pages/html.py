"""Small helpers of the page modules: text to markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from sholu.demo.story import Block

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def inline(text: str) -> str:
    """Text of a paragraph as markup, `[words](address)` as links."""
    return _LINK.sub(r'<a href="\2" target="_blank">\1</a>', escape(text, quote=False))


def body(blocks: Sequence[Block]) -> str:
    """Paragraphs, `<h2>` headings, and runs of items as `<ul>`."""
    parts = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        texts = [inline(block.text) for block in run]
        if kind == "item":
            parts.append("<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>")
        else:
            tag = "h2" if kind == "heading" else "p"
            parts += [f"<{tag}>{text}</{tag}>" for text in texts]
    return "\n".join(parts)


def json_ld(data: object) -> str:
    """A JSON-LD block; `<` is escaped so that no text can end it."""
    text = json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{text}\n</script>'


def meta(pairs: Iterable[tuple[str, str]]) -> str:
    """`<meta>` lines: `og:*` and `article:*` as properties, others as names."""
    lines = []
    for name, content in pairs:
        kind = "property" if name.startswith(("og:", "article:")) else "name"
        lines.append(f'<meta {kind}="{name}" content="{escape(content)}">')
    return "\n".join(lines)


def lines(texts: Iterable[str], tag: str = "li") -> str:
    """Each text in a tag of its own."""
    return "\n".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for text in texts)


def document(lang: str, head: str, content: str) -> str:
    """A whole page; its generator line says that the newsroom is invented."""
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="generator" content="sholu demo newsroom (invented texts)">
{head}
</head>
<body>
{content}
</body>
</html>
"""
