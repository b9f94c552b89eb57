"""`python -m sholu.cli.leash PARENT COMMAND...`: a command that stops when its parent dies.

The scheduler starts crawls so. SIGTERM, sent by the parent or by the kernel when that dies
(Linux), ends them as Ctrl-C does: what is in flight is finished, the rest is left for the next run.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    """Run the command; its exit code is the process's."""
    parent, *command = sys.argv[1:]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it died before the call
        sys.exit(130)
    sys.argv = ["sholu", *command]
    from sholu.cli import main as run

    run()


if __name__ == "__main__":
    main()
