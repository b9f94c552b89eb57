"""A killed writer loses at most its last record; what is closed stays as it was."""

from __future__ import annotations

import errno
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.archive import ArchiveReader, ArchiveWriter, prune, recover
from crawlers.archive import files as archive_files
from sholu.article import Raw

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)
URL = "https://www.lada.kz/aktau_news/society/141001-novost.html"

CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crawlers.archive import ArchiveWriter

writer = ArchiveWriter(Path(sys.argv[1]))
number = 0
while True:
    body = (b"%d;" % number) * 20000
    raw = writer.write("https://www.lada.kz/%d" % number, 200, (("ETag", "1"),), body,
                       fetched=datetime.now(UTC), request_headers=(("Accept", "*/*"),))
    print(raw.file, raw.offset, raw.sha256, flush=True)
    number += 1
"""


def put(writer: ArchiveWriter, body: bytes) -> Raw:
    return writer.write(URL, 200, (), body, fetched=NOW)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, seed: int) -> None:
    rows = random.Random(seed).randint(1, 60)
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(rows)]
        assert recover(tmp_path) == ()  # its lock is held
        child.kill()
        lines += [line for line in child.stdout.read().splitlines(True) if line.endswith("\n")]
    (done,) = recover(tmp_path)
    assert not done.removed
    assert [path.name for path in tmp_path.iterdir()] == [done.file]
    reader = ArchiveReader(tmp_path)
    for number, line in enumerate(lines):
        file, offset, sha256 = line.split()
        page = reader.read(Raw(file=file, offset=int(offset), sha256=sha256))
        assert page.url == f"https://www.lada.kz/{number}"
    assert len(lines) <= len(list(reader.iterate(done.file))) <= len(lines) + 1


def test_a_torn_tail_is_cut_at_every_byte(tmp_path: Path) -> None:
    source = tmp_path / "source"
    with ArchiveWriter(source) as writer:
        first, last = put(writer, b"first" * 50), put(writer, b"last" * 50)
    whole = (source / first.file).read_bytes()
    for cut in range(last.offset, len(whole)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / (first.file + ".open")).write_bytes(whole[:cut])
        pages = list(ArchiveReader(folder).iterate(first.file))
        assert pages[0].raw == first
        assert len(pages) == 1 or pages[1].body == b"last" * 50
        (done,) = recover(folder)
        assert (done.kept, done.cut) == (last.offset, cut - last.offset)
        assert (folder / first.file).read_bytes() == whole[: last.offset]


def test_a_whole_orphan_is_closed_as_it_is(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        raw = put(writer, b"whole")
    path = tmp_path / raw.file
    data = path.read_bytes()
    path.rename(tmp_path / (raw.file + ".open"))
    (done,) = recover(tmp_path)
    assert (done.file, done.kept, done.cut) == (raw.file, len(data), 0)
    assert path.read_bytes() == data
    assert ArchiveReader(tmp_path).read(raw).body == b"whole"
    assert recover(tmp_path) == ()


def test_zeros_after_a_power_cut_are_a_torn_tail(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        raw = put(writer, b"whole")
    path = tmp_path / raw.file
    path.write_bytes(path.read_bytes() + bytes(4096))
    path.rename(tmp_path / (raw.file + ".open"))
    (done,) = recover(tmp_path)
    assert done.cut == 4096


@pytest.mark.parametrize("size", [0, 40])
def test_an_orphan_without_a_record_is_removed(tmp_path: Path, size: int) -> None:
    with ArchiveWriter(tmp_path / "other") as writer:
        raw = put(writer, b"x")
    data = (tmp_path / "other" / raw.file).read_bytes()
    (tmp_path / f"{raw.file}.open").write_bytes(data[: size or raw.offset])
    (done,) = recover(tmp_path)
    assert (done.removed, done.kept) == (True, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_writer_whose_file_was_taken_for_an_orphan_begins_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, taken = archive_files.lock, []

    def recovered_meanwhile(file: object) -> bool:
        if not taken:
            taken.append(file)
            next(tmp_path.glob("*.open")).unlink()
        return lock(file)  # type: ignore[arg-type]

    monkeypatch.setattr(archive_files, "lock", recovered_meanwhile)
    with ArchiveWriter(tmp_path) as writer:
        raw = put(writer, b"kept")
    assert ArchiveReader(tmp_path).read(raw).body == b"kept"


def test_a_full_disk_leaves_no_half_record(tmp_path: Path) -> None:
    class Full:
        """A file that takes ten more bytes once, then says that the disk is full."""

        def __init__(self, file: object) -> None:
            self._file, self._left = file, 10

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

        def write(self, data: memoryview) -> int:
            if not self._left:
                raise OSError(errno.ENOSPC, "No space left on device")
            written, self._left = self._file.write(data[: self._left]), 0  # type: ignore[attr-defined]
            return int(written)

    writer = ArchiveWriter(tmp_path)
    first = put(writer, b"first")
    file = writer._file
    writer._file = Full(file)  # type: ignore[assignment]
    with pytest.raises(OSError, match="No space left"):
        put(writer, b"lost")
    writer._file = file
    second = put(writer, b"second")
    writer.close()
    bodies = [page.body for page in ArchiveReader(tmp_path).iterate(first.file)]
    assert bodies == [b"first", b"second"]
    assert ArchiveReader(tmp_path).read(second).body == b"second"


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("forever", {"old", "new", "other", "open"}),
        ("400d", {"new", "other", "open"}),
        ("none", {"other", "open"}),
    ],
)
def test_prune(tmp_path: Path, keep: str, left: set[str]) -> None:
    names = {
        "old": "sholu-20240901T000000Z-1.warc.gz",
        "new": "sholu-20250901T000000Z-1-2.warc.gz",
        "other": "crawl-20200101.warc.gz",
        "open": "sholu-20200101T000000Z-1.warc.gz.open",
    }
    for name in names.values():
        (tmp_path / name).write_bytes(b"")
    removed = prune(tmp_path, keep, NOW)
    assert {path.name for path in tmp_path.iterdir()} == {names[key] for key in left}
    assert set(removed) == {names[key] for key in names.keys() - left}
