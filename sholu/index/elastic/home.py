"""The home of the Elasticsearch target: generations of indices on the server."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sholu import clock
from sholu.index import NoIndex, StaleIndex
from sholu.index.elastic import generations
from sholu.index.elastic.calls import Door
from sholu.index.elastic.engine import ElasticIndex
from sholu.index.elastic.faults import ElasticError, Forbidden
from sholu.index.elastic.templates import install_all
from sholu.settings import Settings
from sholu.store import Store
from sholu.store.base import instant, stamp

TARGET = "elastic"
GRACE = timedelta(minutes=5)
"""How long a generation that was read stays: a search that began in it ends in it."""


class ServerHome:
    """Made anew for each job: it knows which generation it put beside the one in use."""

    def __init__(self, settings: Settings) -> None:
        self.door = Door.of(settings)
        self._fresh: str | None = None

    def open(self) -> ElasticIndex:
        """The index in use."""
        return ElasticIndex.open(self.door)

    def begin(self, store: Store) -> ElasticIndex:
        """The index in use, or a new one."""
        if generations.in_use(self.door) is None:
            store.move_cursor(TARGET, 0)
        index = self.first()
        self.clean(store)
        return index

    def first(self) -> ElasticIndex:
        """The index in use, or a new one where no store has anything for it yet."""
        try:
            return self.open()
        except NoIndex:
            return ElasticIndex.create(self.door, generations.fresh(self.door))

    def beside(self, store: Store) -> ElasticIndex:
        """A new and empty index, by today's templates.

        Raises ElasticError where the server has others and the key may not put them there.
        """
        self.clean(store)
        with suppress(Forbidden):  # a writer's key; what `setup` put there may be right
            install_all(self.door)
        self._fresh = generations.fresh(self.door)
        try:
            return ElasticIndex.empty(self.door, self._fresh, live=False)
        except StaleIndex:
            generations.remove(self.door, generations.indices(self.door).keys() - {self._fresh})
            raise ElasticError(
                "the templates on the server are not those of this sholu; with an "
                "administrator's credentials type: sholu elastic setup"
            ) from None

    def put_in_use(self, store: Store) -> None:
        """Let searches go to it; the one before goes with the first job after a while."""
        assert self._fresh
        old = generations.in_use(self.door)
        if old:
            store.note_place(_retired(old), self.door.prefix, stamp(clock.now()))
        generations.put_in_use(self.door, self._fresh)
        self.clean(store)

    def clean(self, store: Store) -> list[str]:
        """Remove what is not read: what a killed job left at once, what was in use after a while.

        Gives the names of the indices removed.
        """
        used, now = generations.in_use(self.door), clock.now()
        others = generations.indices(self.door).keys() - {used}
        since = {name: store.place(_retired(name), self.door.prefix) for name in others}
        young = [name for name, at in since.items() if at and now - instant(at) < GRACE]
        removed = generations.remove(self.door, [used, *young])
        for name in others - set(young):
            store.note_place(_retired(name), self.door.prefix, None)
        return removed


def _retired(generation: str) -> str:
    """Under which name the store knows since when a generation is not in use."""
    return f"elastic without {generation}"
