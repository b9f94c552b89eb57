"""What is forgotten leaves every generation on the server, not the one that is read alone."""

from __future__ import annotations

from pathlib import Path

from sholu.index.elastic import generations
from sholu.index.elastic.calls import Door
from sholu.index.targets import catch_up, open_target, rebuild_target
from sholu.store import Store
from tests.elasticsearch.backlog import keep, settings_for
from tests.elasticsearch.servers import Server
from tests.index.corpus import NOW


def test_a_generation_that_was_read_until_now_lacks_it_too(
    server: Server, prefix: str, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, server.url, prefix)
    keep(settings, range(5))
    keep(settings, range(5), edit=1)
    catch_up(settings, wait=True)
    rebuild_target(settings, "elastic")
    assert len(generations.indices(Door.of(settings))) == 2
    with Store(settings.store_file, zone=settings.zone) as store:
        id = next(store.ids())
        store.forget(id, "a court said so", NOW)

    def there(kind: str, field: str) -> int:
        asked = f"{prefix}-{kind}-v*/_count?q={field}:{id}"
        return int(server.ask("GET", asked)["count"])

    assert (there("articles", "id"), there("revisions", "article")) == (2, 2)
    catch_up(settings, wait=True)
    server.ask("POST", f"{prefix}-*/_refresh")
    assert (there("articles", "id"), there("revisions", "article")) == (0, 0)
    assert len(open_target("elastic", settings).versions([id])) == 0
