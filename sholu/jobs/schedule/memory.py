"""What a process and everything it started take, as the kernel counts it."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_SESSION, _RSS = 3, 21  # fields of /proc/PID/stat after the name (proc(5): 6 and 24)


def session_megabytes(session: int) -> int | None:
    """The resident memory of all processes of a session; None where there is no /proc.

    Pages that several of them share count for each.
    """
    if not (_PROC / "self" / "stat").exists():
        return None
    pages = 0
    for entry in os.scandir(_PROC):
        if not entry.name.isdigit():
            continue
        try:
            stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # it ended meanwhile
            continue
        fields = stat.rpartition(")")[2].split()
        if int(fields[_SESSION]) == session:
            pages += int(fields[_RSS])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
