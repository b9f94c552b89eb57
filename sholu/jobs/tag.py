"""Tagging texts somebody brings: one, or JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp.annotate import annotate
from nlp.extent import beginning
from nlp.language import by_paragraph, identify, lang_of
from nlp.topic import Explanation, explain, get_matcher, load_topics
from sholu.article import Article, Moment
from sholu.errors import UserError
from sholu.fields import flat_article
from sholu.jobs.lines import BadLine, Row, refusal
from sholu.settings import Settings

TEXT_KEYS = ("id", "title", "text", "url", "lang", "published")
"""What a JSON line of a text may say."""


def tag_rows(settings: Settings, rows: Iterable[Row | BadLine]) -> Iterable[Row]:
    """One row out a row in, in order: `id` and the flat object, or who was refused and why."""
    topics = load_topics(*settings.topic_folders)
    for row in rows:
        if isinstance(row, BadLine):
            yield refusal(row, "failed", str(row))
            continue
        try:
            article = article_of(row, settings)
        except UserError as error:
            yield refusal(row, "failed", str(error))
            continue
        except (ValueError, OverflowError) as error:
            yield refusal(row, "failed", f"cannot be used: {error}")
            continue
        if not article.text and not article.title:
            yield refusal(row, "too_short", "no text")
            continue
        notes = annotate(article, topics, prior=row.get("lang"))
        names = {"id": row["id"]} if "id" in row else {}
        yield names | flat_article(article, notes)


def article_of(row: Row, settings: Settings) -> Article:
    """The article of a row: `title`, `text`, optionally `url`, `lang`, `published`.

    Raises UserError when a value is no text, or `published` no time.
    """
    for name in ("title", "text", "url", "lang", "published"):
        if row.get(name) is not None and not isinstance(row[name], str):
            raise UserError(f"expected text in `{name}`")
    article = Article.from_text(
        row.get("text") or "", title=row.get("title") or "", url=row.get("url") or ""
    )
    published = _moment(row["published"], settings.zone) if row.get("published") else None
    return replace(article, published=published, declared_lang=row.get("lang"))


def _moment(text: str, zone: ZoneInfo) -> Moment:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"`published` is no date or time: {text}") from None
    day = len(text) <= len("2025-10-29")
    name = zone.key if found.tzinfo is None else _offset(found)
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    return Moment(
        instant=found.astimezone(UTC),
        zone=name,
        precision="day" if day else "minute" if not found.second else "second",
        source="given",
        raw=text,
    )


def _offset(found: datetime) -> str:
    text = found.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def text_file(path: Path) -> Article:
    """The article of a text file: its first line is the headline if a blank line follows it.

    Raises UserError when the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text") from None
    head, blank, rest = text.lstrip().partition("\n\n")
    if blank and "\n" not in head:
        return Article.from_text(rest, title=head)
    return Article.from_text(text)


def tag_file(settings: Settings, path: Path) -> Row:
    """The flat object of a text file."""
    article = text_file(path)
    return flat_article(article, annotate(article, load_topics(*settings.topic_folders)))


def explain_file(settings: Settings, path: Path) -> Explanation:
    """Why a text file has its tags, and why not the others."""
    return explain_article(settings, text_file(path))


def explain_article(settings: Settings, article: Article) -> Explanation:
    """The same of any article."""
    paragraphs = by_paragraph(beginning(article.text), article.declared_lang)
    title_lang = identify(article.title, lang_of(paragraphs)).lang if article.title else None
    matcher = get_matcher(*settings.topic_folders)
    return explain(matcher, article.title, article.text, paragraphs, title_lang)
