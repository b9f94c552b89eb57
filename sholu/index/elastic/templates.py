"""Component templates and index templates: what the server gives an index when it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sholu.index.companions import COMPANIONS, Companion
from sholu.index.elastic import mapping
from sholu.index.elastic.calls import Door
from sholu.index.elastic.names import all_years, companion_index

PRIORITY = 200
"""Above the templates a server brings along for broad patterns."""
SETTINGS: Mapping[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",  # green on one node, a copy on several
    "refresh_interval": "30s",  # the writer refreshes when it has committed
    "gc_deletes": "24h",  # how long a write that comes late cannot bring back what was deleted
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An index template `name` over component templates (name -> settings and mappings).

    A component in `optional` is left out where the server cannot serve it.
    """

    name: str
    patterns: Sequence[str]
    components: Mapping[str, Mapping[str, Any]]
    optional: Sequence[str] = field(default=())


def articles(prefix: str) -> Template:
    """The template of the articles' indices."""
    core, russian = f"{prefix}-core", f"{prefix}-russian"
    return Template(
        name=f"{prefix}-articles",
        patterns=[all_years(prefix)],
        components={
            core: {"settings": {"index": dict(SETTINGS)}, "mappings": mapping.core()},
            russian: mapping.russian(),
        },
        optional=[russian],
    )


def companion(prefix: str, kind: Companion) -> Template:
    """The template of an index of what goes with the articles."""
    body = {"settings": {"index": dict(SETTINGS)}, "mappings": mapping.companion(COMPANIONS[kind])}
    return Template(
        name=f"{prefix}-{kind}",
        patterns=[companion_index(prefix, "v*", kind)],
        components={f"{prefix}-{kind}": body},
    )


def install(door: Door, template: Template) -> list[str]:
    """Put a template and its components on the server; gives the components left out.

    Doing it again changes nothing. Indices that are there keep what they have.
    """
    left_out = []
    for name, body in template.components.items():
        fine = (400,) if name in template.optional else ()
        path = f"/_component_template/{name}"
        status, _ = door.ask("PUT", path, {"template": body}, fine=fine)
        if status == 400:  # such as a server without the module of the analyzer
            left_out.append(name)
    door.ask(
        "PUT",
        f"/_index_template/{template.name}",
        {
            "index_patterns": list(template.patterns),
            "priority": PRIORITY,
            "composed_of": [name for name in template.components if name not in left_out],
        },
    )
    return left_out


def install_all(door: Door) -> list[str]:
    """Put every template on the server; gives the components left out."""
    templates = [articles(door.prefix), *(companion(door.prefix, kind) for kind in COMPANIONS)]
    return [name for template in templates for name in install(door, template)]
