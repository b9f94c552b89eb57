"""docs/operations.md tells the truth: its commands run, one after the other, as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.harness import ROOT, Crawl, Site, pause_others, serving

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ELSEWHERE = {
    "sudo ": "deploy/sholu.service",
    "docker compose ": "docs/compose.md",
    "make env ": "docs/compose.md",
    "git pull": "docs/operations.md",
    "sh scripts/venv.sh": "Makefile",
    "sholu elastic ": "docs/elasticsearch.md",
    "sholu reindex --to elastic": "docs/elasticsearch.md",
}
"""What needs a service manager, Docker, a network or a server, and where it is held to account."""
ALONE = "sholu schedule"
"""It never ends; tests/schedule/test_schedule_run.py runs it."""


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.S | re.M)


def scripts():
    """The commands to run here: each block of the page without what runs elsewhere."""
    found = []
    for block in blocks("sh"):
        lines = [line for line in block.splitlines() if not line.startswith(tuple(ELSEWHERE))]
        script = "\n".join(lines)
        if script and script != ALONE:
            found.append(script)
    return found


def cron_lines():
    return [line for block in blocks("cron") for line in block.splitlines()]


def test_what_runs_elsewhere_is_there():
    for begin, file in ELSEWHERE.items():
        assert re.search(rf"^{re.escape(begin)}", PAGE, re.M), begin
        assert (ROOT / file).exists(), file


def test_every_line_of_cron_has_five_fields_and_a_command():
    assert len(cron_lines()) == 2
    for line in cron_lines():
        *fields, command = line.split(" ", 5)
        assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields)
        assert command.startswith("cd /srv/sholu && .venv/bin/sholu ")


def test_the_settings_of_the_page_are_good(tmp_path, monkeypatch):
    from sholu.settings import load_settings

    for number, block in enumerate(blocks("toml")):
        file = tmp_path / f"{number}.toml"
        file.write_text(block)
        monkeypatch.setenv("SHOLU_CONFIG", str(file))
        assert load_settings().crawl.contact


def test_every_metric_outcome_and_problem_is_explained():
    from sholu.jobs.schedule.outcome import OUTCOMES

    rows = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.M)
    assert rows[: len(OUTCOMES)] == list(OUTCOMES)
    code = "".join(
        (ROOT / "sholu" / "jobs" / "schedule" / name).read_text() for name in ("metrics.py",)
    )
    named = {name.removesuffix("_total") for name in rows[len(OUTCOMES) :]}
    assert named == set(re.findall(r'"(sholu_\w+)"', code))


def test_systemd_takes_the_unit(tmp_path):
    verify = shutil.which("systemd-analyze")
    unit = (ROOT / "deploy" / "sholu.service").read_text(encoding="utf-8")
    assert re.search(r"^ExecStart=/srv/sholu/\.venv/bin/sholu schedule$", unit, re.M)
    assert re.search(r"^KillMode=mixed$", unit, re.M)
    if verify is None:
        return  # a machine without systemd
    program = tmp_path / "sholu"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    file = tmp_path / "sholu.service"
    file.write_text(unit.replace("/srv/sholu/.venv/bin/sholu", str(program)))
    done = subprocess.run([verify, "verify", str(file)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def server(tmp_path):
    """The machine of the page: /srv/sholu and /mnt are folders of the test, the sites are local."""
    sites = [Site("zakon_kz", 3, ("www.zakon.kz",)), Site("lada_kz", 3, ("www.lada.kz",))]
    home = tmp_path / "srv"
    (home / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "mnt" / "store" / "incoming" / "crawler-1").mkdir(parents=True)
    with serving(*sites) as address:
        crawl = Crawl(home, address, *sites)
        profiles = home / "sites"
        for site in sites:
            site.profile(profiles)
        pause_others(profiles)
        (home / "sholu.toml").write_text('sites = "sites"\n' + blocks("toml")[0])
        del crawl.env["SHOLU_SITES"], crawl.env["SHOLU_DATA"]
        crawl.env["SHOLU_CRAWL__WORKERS"] = "1"
        program = home / ".venv" / "bin" / "sholu"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m sholu "$@"\n')
        program.chmod(0o755)
        crawl.env["PATH"] = f"{program.parent}:{os.environ['PATH']}"
        yield crawl


@pytest.mark.long
def test_every_command_of_the_page_runs(server, tmp_path):
    outs = {}
    for script in [line.split(" ", 5)[5] for line in cron_lines()] + scripts():
        here = script.replace("/srv/sholu", str(tmp_path / "srv"))
        here = here.replace("/mnt/", f"{tmp_path}/mnt/")
        done = subprocess.run(
            ["bash", "-euc", here],
            cwd=server.folder,
            env=server.env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        outs[script] = done.stdout
    (restored,) = [out for script, out in outs.items() if script.startswith("mv data")]
    manifest = json.loads((tmp_path / "mnt" / "backup" / "sholu" / "backup.json").read_text())
    assert manifest["articles"] == 6
    assert "\n6\n" in restored
    assert not list(tmp_path.rglob("*.part"))
    shipped = list((tmp_path / "mnt" / "store" / "incoming" / "crawler-1").glob("*.warc.gz"))
    assert shipped
    assert all(Path(f"{path}.done").exists() for path in shipped)
