"""The settings that lead to a server: secrets stay secret, and what cannot be meant is refused."""

from __future__ import annotations

import pytest

from sholu.settings import SettingsError, load_settings

pytestmark = pytest.mark.one_client

SECRET = "correct-horse"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHOLU_CONFIG", raising=False)
    return tmp_path


def refused(*words: str, **options: object) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert SECRET not in sentence
    for word in words:
        assert word in sentence


def test_a_secret_in_the_environment_is_used_and_never_shown(monkeypatch):
    monkeypatch.setenv("SHOLU_ELASTIC__USERNAME", "asel")
    monkeypatch.setenv("SHOLU_ELASTIC__PASSWORD", SECRET)
    settings = load_settings()
    assert settings.elastic.password.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()} {settings.elastic!r}"
    assert SECRET not in settings.model_dump_json()


@pytest.mark.parametrize("name", ["password", "api_key"])
def test_a_secret_in_the_file_is_refused(folder, name):
    (folder / "sholu.toml").write_text(f'[elastic]\n{name} = "{SECRET}"\n')
    refused("sholu.toml", f"SHOLU_ELASTIC__{name.upper()}", f"elastic.{name}_file")


def test_files_are_found_beside_the_settings(folder, monkeypatch):
    (folder / "conf").mkdir()
    (folder / "conf/sholu.toml").write_text('[elastic]\napi_key_file = "keys/writer.key"\n')
    monkeypatch.setenv("SHOLU_CONFIG", str(folder / "conf/sholu.toml"))
    assert load_settings().elastic.api_key_file == folder / "conf/keys/writer.key"


def test_several_hosts_in_the_environment(monkeypatch):
    monkeypatch.setenv("SHOLU_ELASTIC__HOSTS", "https://a.example.org:9200, https://b.example.org/")
    monkeypatch.setenv("SHOLU_INDEX__TARGETS", "elastic, tantivy,elastic")
    settings = load_settings()
    assert settings.elastic.hosts == ("https://a.example.org:9200", "https://b.example.org:443")
    assert settings.index.targets == ("elastic", "tantivy")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"password": SECRET, "password_file": "p"}, ("password_file", "not both")),
        ({"api_key": SECRET, "username": "a", "password": SECRET}, ("api_key", "two kinds")),
        ({"api_key_file": "k", "username": "a"}, ("username", "two kinds")),
        ({"password": SECRET}, ("username", "together")),
        ({"username": "a"}, ("username", "together")),
        (
            {"hosts": f"https://asel:{SECRET}@a.example.org"},
            ("password", "SHOLU_ELASTIC__PASSWORD"),
        ),
        ({"hosts": "a.example.org:9200"}, ("https://search.example.org:9200",)),
        ({"hosts": "http://a:99999"}, ("65535",)),
        ({"fingerprint": "ab:cd"}, ("64 hex digits",)),
        ({"fingerprint": "ab" * 32}, ("https://",)),
        ({"hosts": "https://a", "fingerprint": "ab" * 32, "ca_file": "ca.pem"}, ("not both",)),
        ({"prefix": "Sholu"}, ("elastic.prefix",)),
        ({"timeout": 0}, ("elastic.timeout",)),
        ({"passwort": SECRET}, ("elastic.passwort", "elastic.password")),
    ],
)
def test_what_cannot_be_meant_is_refused(options, words):
    refused(*words, **{f"elastic__{name}": value for name, value in options.items()})
