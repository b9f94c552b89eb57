"""What the fork server does before it forks the first worker: load all that workers share.

A worker then starts in milliseconds, and parsers, dictionaries and topics are in memory once.
Only the fork server imports this module (crawlers.pool).
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl to answer
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's threads would not be there in a fork
gc.disable()  # what is loaded stays: no collection has to walk it

from crawlers import worker  # noqa: E402

worker.die_with_parent()
with suppress(Exception):  # a worker meets it again, and its page says so
    worker.warm_up()
gc.collect()
gc.freeze()  # nor has one of a worker, which would copy it
gc.enable()
