"""Keys of least privilege: the writer writes below the prefix alone, the reader only reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from sholu.index.elastic.calls import Door
from sholu.index.elastic.faults import ElasticError, Forbidden
from sholu.index.targets import catch_up, open_target, rebuild_target
from sholu.query import All
from sholu.settings import Settings
from tests.elasticsearch.backlog import alike, keep, settings_for
from tests.elasticsearch.commands import sholu
from tests.elasticsearch.servers import Server


@pytest.fixture
def admin(secured: Server, prefix: str, tmp_path: Path) -> Settings:
    """The settings of the one who sets it up."""
    return settings_for(
        tmp_path, secured.url, prefix, username="elastic", password=secured.password
    )


def with_key(settings: Settings, file: Path) -> Settings:
    elastic = settings.elastic.model_copy(
        update={"username": None, "password": None, "api_key_file": file}
    )
    return settings.model_copy(update={"elastic": elastic})


@pytest.fixture
def keys(admin: Settings, tmp_path: Path) -> Path:
    assert sholu(admin, "elastic", "setup", "--keys", str(tmp_path / "keys")).code == 0
    return tmp_path / "keys"


def test_keys_are_for_their_owner_and_made_once(admin: Settings, keys: Path) -> None:
    files = sorted(keys.iterdir())
    assert [file.name for file in files] == ["reader.key", "writer.key"]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    before = [file.read_text() for file in files]
    again = sholu(admin, "elastic", "setup", "--keys", str(keys), "--json")
    assert [key["made"] for key in again.row["keys"]] == [False, False]
    assert [file.read_text() for file in files] == before
    assert not any(text.strip() in again.out for text in before)
    files[0].write_text("bm90OmFrZXk=\n")  # such as one that was withdrawn
    renewed = sholu(admin, "elastic", "setup", "--keys", str(keys), "--json")
    assert [key["made"] for key in renewed.row["keys"]] == [False, True]
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_keys_are_printed_when_asked_for(admin: Settings) -> None:
    secrets = sholu(admin, "elastic", "setup", "--print-keys", "--json").row["secrets"]
    assert set(secrets) == {"writer", "reader"}
    assert all(len(secret) > 40 for secret in secrets.values())


def test_no_key_is_lost_when_the_dashboards_are_refused(
    admin: Settings, secured: Server, tmp_path: Path
) -> None:
    def alive() -> set[str]:
        found = secured.ask("GET", f"_security/api_key?name={admin.elastic.prefix}-*")["api_keys"]
        return {key["name"].removeprefix(f"{admin.elastic.prefix}-") for key in found}

    kibana = ("elastic", "setup", "--kibana", "http://127.0.0.1:1")
    done = sholu(admin, *kibana, "--print-keys")
    assert (done.code, alive()) == (2, set())
    assert "Kibana at http://127.0.0.1:1 cannot be reached" in done.err
    done = sholu(admin, *kibana, "--keys", str(tmp_path / "keys"))
    assert (done.code, alive()) == (2, {"reader", "writer"})
    assert len(list((tmp_path / "keys").iterdir())) == 2


def test_the_writer_does_all_of_the_daily_work(
    admin: Settings, keys: Path, secured: Server
) -> None:
    writer = with_key(admin, keys / "writer.key")
    keep(writer, range(30))
    catch_up(writer, wait=True)
    keep(writer, range(10), edit=1)
    catch_up(writer, wait=True)
    assert rebuild_target(writer, "elastic") == 30
    assert alike(writer, secured) == 30
    status = sholu(writer, "elastic", "status", "--json").row
    assert status["articles"] == {"stored": 30, "indexed": 30}


def test_the_writer_keeps_out_of_what_is_not_its_own(
    admin: Settings, keys: Path, secured: Server
) -> None:
    writer = Door.of(with_key(admin, keys / "writer.key"))
    other = f"{admin.elastic.prefix}others"  # begins alike, and is not below the prefix
    secured.ask("PUT", other)
    secured.ask("PUT", f"{other}/_doc/1?refresh", {"secret": True})
    for method, path, body in (
        ("GET", f"/{other}/_search", None),
        ("PUT", f"/{other}/_doc/2", {"x": 1}),
        ("DELETE", f"/{other}", None),
        ("PUT", f"/{other}2", {}),
        ("PUT", f"/_index_template/{admin.elastic.prefix}-more", {"index_patterns": ["x-*"]}),
        ("POST", "/_security/user/somebody", {"password": "123456", "roles": []}),
        ("PUT", "/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": 2000}}),
    ):
        with pytest.raises(Forbidden) as refused:
            writer.ask(method, path, body)
        assert "does not let these credentials do" in str(refused.value)
        assert "\n" not in str(refused.value)
    _, found = writer.ask("GET", "/*/_search")  # all that it can see is its own
    assert all(hit["_index"].startswith(f"{writer.prefix}-") for hit in found["hits"]["hits"])


def test_the_reader_searches_and_writes_nothing(admin: Settings, keys: Path) -> None:
    keep(admin, range(12))
    catch_up(admin, wait=True)
    reader = with_key(admin, keys / "reader.key")
    assert open_target("elastic", reader).count(All()) == 12
    assert sholu(reader, "search", "*", "--count").out == "12\n"
    assert sholu(reader, "elastic", "status", "--json").row["articles"]["indexed"] == 12
    door = Door.of(reader)
    index = f"/{admin.elastic.prefix}-articles-v1-2025"
    for method, path, body in (
        ("PUT", f"{index}/_doc/1", {"id": "1"}),
        ("DELETE", f"{index}/_doc/1", None),
        ("DELETE", index, None),
        ("PUT", f"/{admin.elastic.prefix}-more", {}),
        ("POST", "/_aliases", {"actions": [{"remove_index": {"index": index[1:]}}]}),
    ):
        with pytest.raises(Forbidden):
            door.ask(method, path, body)
    keep(admin, range(12, 14))
    with pytest.raises(ElasticError, match="does not let these credentials do"):
        catch_up(reader, wait=True)
    catch_up(admin, wait=True)
    assert open_target("elastic", reader).count(All()) == 14


def test_setting_up_needs_an_administrator(admin: Settings, keys: Path, tmp_path: Path) -> None:
    writer = with_key(admin, keys / "writer.key")
    done = sholu(writer, "elastic", "setup")
    assert done.code == 2
    assert "manage_index_templates" in done.err
    assert "administrator" in done.err


def test_a_key_makes_no_keys(admin: Settings, secured: Server, tmp_path: Path) -> None:
    made = secured.ask("POST", "_security/api_key", {"name": f"{admin.elastic.prefix}-admin"})
    file = tmp_path / "admin.key"
    file.write_text(made["encoded"])
    done = sholu(with_key(admin, file), "elastic", "setup", "--keys", str(tmp_path / "keys"))
    assert done.code == 2
    assert "elastic.username" in done.err
    assert not (tmp_path / "keys").exists()
    assert made["encoded"] not in done.err


def test_a_server_without_security_has_no_keys(whole: Server, prefix: str, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, whole.url, prefix)
    done = sholu(settings, "elastic", "setup", "--keys", str(tmp_path / "keys"))
    assert done.code == 2
    assert "security off" in done.err
