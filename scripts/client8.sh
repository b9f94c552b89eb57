#!/bin/sh
# Puts the older Elasticsearch client of requirements-client8.lock, checked by its hashes, into a
# folder that stands before .venv on PYTHONPATH: the tests run with both clients. What the client
# itself needs is in .venv. `make test-all` runs this when the lock changed.
set -eu
cd "$(dirname "$0")/.."
lock=requirements-client8.lock

if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then
    uv pip install --quiet --python .venv/bin/python --target "$1" --no-deps --require-hashes -r "$lock"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --target "$1" --no-deps --require-hashes --requirement "$lock"
fi
touch "$1"
