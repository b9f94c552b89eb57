"""The folder a demo leaves: one at a time, removed by the next demo."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from pathlib import Path

CONFIG = "sholu.toml"
_PREFIX = "sholu-demo-"
_ABANDONED_SECONDS = 86_400.0
"""A folder without a configuration is of a demo that runs, or was killed so long ago."""


def make() -> Path:
    """A new folder; those that earlier demos of the same user left are removed."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_left(old):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def _is_left(folder: Path) -> bool:
    try:
        about = folder.lstat()
    except OSError:
        return False
    if about.st_uid != os.getuid() or folder.is_symlink() or not folder.is_dir():
        return False
    old = time.time() - about.st_mtime > _ABANDONED_SECONDS
    return old or (folder / CONFIG).exists()


def finish(folder: Path, profiles: Path) -> None:
    """Write the configuration with which `sholu` goes on in the folder."""
    lines = [f"data = {json.dumps(str(folder))}", f"sites = {json.dumps(str(profiles))}"]
    (folder / CONFIG).write_text("\n".join(lines) + "\n", encoding="utf-8")
