"""docker-compose.yml, its image and its .env, as far as they can be held without Docker."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sholu.index.elastic.keys import ROLES
from sholu.settings import Settings, known_keys
from tests.repo.compose import FILE, Missing, interpolated, read_env, services, variables

LONG_LIVED = {"elasticsearch", "kibana", "scheduler"}
ONE_SHOT = {"kibana-password", "setup"}
OWN = ("setup", "scheduler")


def make_env(root: Path, file: Path, **words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "ENV_FILE": str(file)}
    env.pop("CONTACT", None)
    pairs = [f"{name}={value}" for name, value in words.items()]
    command = ["make", "--no-print-directory", "env", *pairs]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def env(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `make env` writes."""
    file = tmp_path_factory.mktemp("env") / "env"
    done = make_env(root, file, CONTACT="press@example.org")
    assert done.returncode == 0, done.stderr
    return read_env(file)


@pytest.fixture(scope="module")
def parts(env: dict[str, str]) -> dict[str, Any]:
    return services(env)


def checked(file: Path) -> subprocess.CompletedProcess[str]:
    """The line of `make check`, on any file."""
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_keeps_to_the_compose_specification(root: Path, tmp_path: Path) -> None:
    assert checked(FILE).returncode == 0, checked(FILE).stdout
    line = "$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml"
    assert line in (root / "Makefile").read_text()
    broken = tmp_path / "docker-compose.yml"
    for right, wrong in (("mem_limit: 2g", "mem_limits: 2g"), ("interval: 5s", "interval: [5]")):
        text = FILE.read_text(encoding="utf-8")
        assert right in text
        broken.write_text(text.replace(right, wrong), encoding="utf-8")
        assert checked(broken).returncode == 1


def test_make_env_writes_every_variable_and_no_other(env: dict[str, str]) -> None:
    assert variables(FILE.read_text(encoding="utf-8")) == set(env)
    assert all(env.values())


def test_the_secrets_are_long_random_and_for_their_owner_alone(
    root: Path, tmp_path: Path, env: dict[str, str]
) -> None:
    file = tmp_path / "env"
    assert make_env(root, file).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = read_env(file)
    secrets = ("ELASTIC_PASSWORD", "KIBANA_PASSWORD", "KIBANA_ENCRYPTION_KEY")
    assert all(re.fullmatch(r"[A-Za-z0-9]{32,}", env[name]) for name in secrets)
    assert len({*(env[name] for name in secrets), *(other[name] for name in secrets)}) == 6


def test_make_env_leaves_a_file_that_is_there(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("ELASTIC_PASSWORD=kept\n")
    done = make_env(root, file)
    assert done.returncode != 0
    assert "is there already and was left as it is" in done.stderr
    assert file.read_text() == "ELASTIC_PASSWORD=kept\n"


@pytest.mark.parametrize("contact", ["press", "a b@c.org", "x@y.org'", "a$HOME@x.org"])
def test_a_contact_that_is_none_is_refused(root: Path, tmp_path: Path, contact: str) -> None:
    done = make_env(root, tmp_path / "env", CONTACT=contact.replace("$", "$$"))
    assert done.returncode != 0
    assert "CONTACT" in done.stderr
    assert not (tmp_path / "env").exists()


def test_without_a_contact_nothing_starts(root: Path, tmp_path: Path) -> None:
    done = make_env(root, tmp_path / "env")
    assert "SHOLU_CONTACT" in done.stdout
    with pytest.raises(Missing, match="how an outlet reaches you"):
        services(read_env(tmp_path / "env"))


def test_without_env_the_file_says_what_to_type() -> None:
    with pytest.raises(Missing, match="type make env first"):
        interpolated(FILE.read_text(encoding="utf-8"), {})


def test_env_goes_neither_into_git_nor_into_the_image(root: Path) -> None:
    assert "/.env" in (root / ".gitignore").read_text().splitlines()
    lines = (root / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"
    assert "!.env" not in lines


def test_no_secret_is_written_in_the_file() -> None:
    whole = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    for service in whole["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD$|KEY$", name):
                assert re.fullmatch(r"\$\{\w+:\?type make env first\}", value), name


def test_there_is_one_version_of_the_servers(parts: dict[str, Any]) -> None:
    images = {name: part["image"] for name, part in parts.items() if name not in OWN}
    assert {image.rpartition(":")[2] for image in images.values()} == {"9.4.3"}
    assert all(image.startswith("docker.elastic.co/") for image in images.values())
    assert {parts[name]["image"] for name in OWN} == {"sholu:local"}
    assert {parts[name]["build"] for name in OWN} == {"."}


def test_every_service_is_held_in(parts: dict[str, Any]) -> None:
    assert set(parts) == LONG_LIVED | ONE_SHOT
    for name, part in parts.items():
        assert part["mem_limit"], name
        assert part["cap_drop"] == ["ALL"], name
        assert part["security_opt"] == ["no-new-privileges:true"], name
        assert part["restart"] == ("no" if name in ONE_SHOT else "unless-stopped"), name
        assert ("healthcheck" in part) == (name in LONG_LIVED), name
        assert all(port.startswith("127.0.0.1:") for port in part.get("ports", ())), name
    assert all(parts[name]["read_only"] for name in OWN)


def test_security_is_on_and_the_licence_is_the_free_one(parts: dict[str, Any]) -> None:
    said = parts["elasticsearch"]["environment"]
    assert said["xpack.security.enabled"] == "true"
    assert said["xpack.license.self_generated.type"] == "basic"
    assert len(parts["kibana"]["environment"]["XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY"]) >= 32


def test_a_site_in_trouble_does_not_make_the_scheduler_unhealthy(parts: dict[str, Any]) -> None:
    assert "http://127.0.0.1:9464/live" in parts["scheduler"]["healthcheck"]["test"][-1]


def test_what_is_started_waits_for_what_it_needs(parts: dict[str, Any]) -> None:
    waits = {
        name: {other: how["condition"] for other, how in part.get("depends_on", {}).items()}
        for name, part in parts.items()
    }
    assert waits["kibana"]["kibana-password"] == "service_completed_successfully"
    assert waits["setup"] == {"kibana": "service_healthy"}
    assert waits["scheduler"] == {"setup": "service_completed_successfully"}
    for name, others in waits.items():
        for other, how in others.items():
            assert (how == "service_healthy") == (other in LONG_LIVED), (name, other)


def test_volumes_are_named_and_files_are_there(root: Path, parts: dict[str, Any]) -> None:
    declared = set(YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))["volumes"])
    mounted = [volume.split(":") for part in parts.values() for volume in part.get("volumes", ())]
    assert {source for source, *_ in mounted if not source.startswith(".")} == declared
    files = [(source, more) for source, _, *more in mounted if source.startswith(".")]
    assert files
    for source, more in files:
        assert (root / source).is_file(), source
        assert more == ["ro"], source
    for name in OWN:
        assert [volume.split(":")[1] for volume in parts[name]["volumes"]] == ["/data", "/keys"]


def test_the_settings_are_settings(
    parts: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from sholu.settings import load_settings

    monkeypatch.chdir(tmp_path)
    for name in OWN:
        with monkeypatch.context() as patch:
            for variable, value in parts[name]["environment"].items():
                assert variable.removeprefix("SHOLU_").lower().replace("__", ".") in known_keys()
                patch.setenv(variable, value)
            settings = load_settings()
            assert settings.elastic.hosts == ("http://elasticsearch:9200",)
    assert settings.index.targets == ("tantivy", "elastic")
    assert settings.elastic.api_key_file
    assert settings.elastic.api_key_file.stem in ROLES
    limit = int(parts["scheduler"]["mem_limit"].removesuffix("g")) * 1000
    assert limit > settings.schedule.parallel * settings.schedule.max_memory


def test_kibana_counts_days_and_weeks_as_sholu_does(root: Path) -> None:
    said = YAML(typ="safe").load((root / "compose/kibana.yml").read_text(encoding="utf-8"))
    assert said["uiSettings"]["overrides"] == {
        "dateFormat:tz": Settings().timezone,
        "dateFormat:dow": "Monday",
    }
    assert said["elasticsearch.username"] == "kibana_system"
    assert not [name for name in said if "password" in name.lower()]


def test_the_image_is_slim_locked_and_not_root(root: Path) -> None:
    lines = [
        line.split(maxsplit=1)
        for line in re.sub(r"\\\n\s*", "", (root / "Dockerfile").read_text()).splitlines()
        if line and not line.startswith("#")
    ]
    stages = [words for name, words in lines if name == "FROM"]
    assert [stage.split()[0] for stage in stages] == ["python:3.13-slim"] * 2
    last = dict(lines[lines.index(["FROM", stages[1]]) :])
    assert last["USER"] == "10001:10001"
    assert last["ENTRYPOINT"] == '["sholu"]'
    installs = [words for name, words in lines if name == "RUN" and "pip install" in words]
    locked = [words for words in installs if "--require-hashes --no-deps" in words]
    assert len(locked) == 2
    assert all("--no-deps" in words for words in installs)
    allowed = {line.removeprefix("!") for line in (root / ".dockerignore").read_text().splitlines()}
    for name, words in lines:
        if name == "COPY" and not words.startswith("--from"):
            for source in words.split()[:-1]:
                assert (root / source).exists(), source
                assert source in allowed, source


def test_the_commands_are_commands(parts: dict[str, Any]) -> None:
    from typer.main import get_command

    from sholu.cli import app

    for name in OWN:
        command: Any = get_command(app)
        rest = list(parts[name]["command"])
        while rest and hasattr(command, "commands"):
            command = command.commands[rest.pop(0)]
        known = {option for param in command.params for option in param.opts}
        assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not there")
def test_the_scripts_are_scripts(root: Path) -> None:
    for script, shell in (("compose/kibana-password.sh", "bash"), ("scripts/env.sh", "sh")):
        subprocess.run([shell, "-n", str(root / script)], check=True)
