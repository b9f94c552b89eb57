#!/bin/sh
# Makes .venv: the packages of requirements-dev.lock, each checked by its hash, and sholu itself,
# editable. `make` runs this when the lock, pyproject.toml or the folder's place changed.
# PYTHON=... names another interpreter; uv does the work where it is installed.
set -eu
cd "$(dirname "$0")/.."
lock=requirements-dev.lock

fail() {
    printf 'sholu: %s\n' "$1" >&2
    exit 1
}

fits() { # interpreter, condition on its version v
    command -v "$1" >/dev/null && "$1" -c "import sys; v = sys.version_info[:2]; sys.exit(not ($2))" 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do # these the lock is tested on
        if fits "$name" '(3, 11) <= v <= (3, 13)'; then echo "$name" && return; fi
    done
    for name in ${PYTHON:-python3}; do
        if fits "$name" 'v > (3, 13)'; then echo "$name" && return; fi
    done
    fail "needs Python 3.11 or newer; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1 | tail -n 1)"
}

python=$(find_python)
place=$(pwd -P)
if [ "$(cat .venv/.made 2>/dev/null)" != "$place" ]; then
    rm -rf .venv # half made, or moved: its scripts name the old place
fi

if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$(command -v "$python")" .venv
    echo "Installing the packages of $lock into .venv with uv"
    uv pip sync --quiet --require-hashes --python .venv/bin/python "$lock"
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
else
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python lacks the venv module; on Debian and Ubuntu: apt-get install python3-venv"
    if ! cmp -s "$lock" .venv/.locked; then # pip only adds: what left the lock goes with the folder
        rm -rf .venv
        "$python" -m venv .venv
        echo "Installing the packages of $lock into .venv; the first time takes a minute or two"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
            --require-hashes --no-deps --requirement "$lock"
        # By all cores, where pip takes one. What a package has for other versions cannot be compiled.
        .venv/bin/python -m compileall -qq -j 0 .venv/lib || true
        cp "$lock" .venv/.locked
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation --editable .
fi
printf '%s\n' "$place" >.venv/.made
