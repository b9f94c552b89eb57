"""The docs tell the truth: all that exists is in them, and all that they name exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def words(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def first_column(text: str) -> list[str]:
    """Names in backticks that begin the rows of tables."""
    return re.findall(r"^\| `([^`]+)`", text, re.M)


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads(words("pyproject.toml"))


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    """Name -> command, of the program as it runs."""
    from typer.main import get_command

    from sholu.cli import app

    return dict(get_command(app).commands)  # type: ignore[attr-defined]


def test_every_setting_is_explained() -> None:
    from sholu.settings import known_keys

    assert first_column(words("docs/settings.md")) == known_keys()


def test_every_issue_is_explained() -> None:
    from sholu.issues import SLUGS

    sections = re.findall(r"^## `(\S+)`\n\n\*(\w+)\.\* (.+)$", words("docs/issues.md"), re.M)
    assert {slug: level for slug, level, _ in sections} == SLUGS
    assert all(len(text) > 30 for _, _, text in sections)


def test_every_disposition_and_state_is_explained() -> None:
    from sholu.article import DISPOSITIONS
    from sholu.health import STATES

    pages, sources = words("docs/dispositions.md").split("## States of a source")
    assert first_column(pages) == list(DISPOSITIONS)
    assert first_column(sources) == list(STATES)


def test_every_field_of_the_query_language_is_explained() -> None:
    from sholu.query import FIELDS

    named = re.findall(r"`(\w+):`", words("docs/query.md").split("## Fields")[1])
    assert set(named) == set(FIELDS)


def test_the_layers_are_drawn_as_they_are_held(project: dict[str, Any]) -> None:
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    drawn = words("docs/architecture.md").split("## Layers")[1].split("```")[1].split("\n")
    assert [line for line in drawn if line] == [name for name in layers if "__main__" not in name]


def test_every_site_and_topic_is_named() -> None:
    ids = [path.stem for path in (ROOT / "crawlers/sites").glob("*.yml")]
    ids += [path.stem for path in (ROOT / "nlp/topics").glob("*.yml")]
    assert [name for name in ids if f"`{name}`" not in words("README.md")] == []


def test_every_dependency_has_a_decision(project: dict[str, Any]) -> None:
    notes = {path.stem[5:] for path in (ROOT / "docs/decisions").glob("*.md")}
    tables = project["project"]
    extras = tables["optional-dependencies"].values()
    asked = tables["dependencies"] + [line for extra in extras for line in extra]
    names = [canonicalize_name(Requirement(line).name) for line in asked]
    assert [name for name in names if name.replace(".", "-") not in notes] == []
    tools = project["dependency-groups"]["dev"] + project["build-system"]["requires"]
    note = words("docs/decisions/0027-tools.md")
    assert [t for t in tools if f"**{Requirement(t).name}**" not in note] == []


def test_decisions_are_short_and_numbered() -> None:
    notes = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in notes] == list(range(1, len(notes) + 1))
    for path in notes:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Refused")), path.name


def test_every_command_is_in_the_readme_and_has_help(commands: dict[str, Any]) -> None:
    readme = words("README.md")
    for name, command in commands.items():
        assert f"sholu {name}" in readme, name
        examples = re.findall(rf"^ *sholu {name}\b", command.help or "", re.M)
        assert len(examples) >= 2, f"{name}: two examples that run"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_names_exists(page: Path, commands: dict[str, Any]) -> None:
    code = "\n".join(code_of(page.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", words("Makefile"), re.M))
    assert set(re.findall(r"^make (?:\w+=\S+ )*([a-z-]+)", code, re.M)) <= targets
    assert set(re.findall(r"^sholu ([a-z]+)", code, re.M)) <= commands.keys()


def code_of(text: str) -> list[str]:
    """Lines of code blocks and spans in backticks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)
    rest = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.S | re.M)
    return [*"\n".join(blocks).splitlines(), *re.findall(r"`([^`\n]+)`", rest)]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), target


def anchors(text: str) -> set[str]:
    """The anchors that headings get, as on GitHub."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    top = words("README.md").splitlines()[:6]
    assert any(line.startswith("make demo") for line in top)
    assert any(line.startswith("make test") for line in top)


def test_the_profile_and_settings_of_the_tutorial_are_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawlers.site import load_site
    from sholu.settings import load_settings

    text = words("docs/tutorial.md")
    profile, rules = re.findall(r"^```yaml\n(.*?)^```", text, re.S | re.M)
    file = tmp_path / "aqparat_example.yml"
    file.write_text(profile + rules, encoding="utf-8")
    assert load_site(file).edition_of("https://aqparat.example/ru/news/1") == "ru"
    blocks = re.findall(r"^```toml\n(.*?)^```", text + words("docs/settings.md"), re.S | re.M)
    for folder in re.findall(r'^(?:sites|topics) = "(.+)"', "\n".join(blocks), re.M):
        (tmp_path / folder).mkdir(exist_ok=True)
    for number, block in enumerate(blocks):
        config = tmp_path / f"{number}.toml"
        config.write_text(block, encoding="utf-8")
        monkeypatch.setenv("SHOLU_CONFIG", str(config))
        assert load_settings().crawl.contact
