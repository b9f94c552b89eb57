"""Topic files: the path is the registry, a user's folder wins over the shipped one."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from nlp.topic.schema import Topic
from sholu.errors import UserError
from sholu.names import unknown
from sholu.yamlfile import FileError, load

FOLDER = Path(__file__).parents[1] / "topics"


class UnknownTopic(UserError, LookupError):
    """No topic file of that id; the message names the nearest."""


def topic_files(*folders: Path) -> dict[str, Path]:
    """Topic id -> file, of the shipped folder and then of `folders`, whose files win."""
    return {
        path.stem: path
        for folder in (FOLDER, *folders)
        for path in sorted(folder.glob("*.yml"))
    }  # fmt: skip


def load_topic(path: Path) -> Topic:
    """The topic in that file. Raises sholu.yamlfile.FileError with file, line and key."""
    try:
        version = sha256(path.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from None
    return load(path, Topic, id=path.stem, version=version, file=str(path))


def load_topics(*folders: Path) -> dict[str, Topic]:
    """Every topic by id, in the order of the ids. Raises FileError at the first broken file."""
    return {name: load_topic(path) for name, path in sorted(topic_files(*folders).items())}


@cache
def get_topic(topic: str, *folders: Path) -> Topic:
    """The topic of that id. Raises UnknownTopic, or FileError if its file is broken."""
    files = topic_files(*folders)
    if topic not in files:
        raise UnknownTopic(unknown("topic", topic, files))
    return load_topic(files[topic])
