"""Batches: the records that an operation requests by id in one turn of the event loop are loaded together."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import NO_NEEDS, Needs
from resolvers.reading.row_cache import CoversNeeds

RowsById = Mapping[str, Row | Exception | None]
BatchLoader = Callable[[Module, list[str], Needs], Awaitable[RowsById]]


@dataclass(slots=True)
class _Batch:
    rows: asyncio.Future[RowsById]
    ids: dict[str, None] = field(default_factory=dict[str, None])
    needs: Needs = NO_NEEDS


class Batches:
    """Waiting ids by module: all that are requested in one turn of the event loop go into one load.

    The needs of different places are combined; only needs that take calls of their own stay apart.
    """

    def __init__(self, load: BatchLoader, covers: CoversNeeds) -> None:
        """`covers` says whether rows of a module that were loaded for some needs satisfy other ones."""
        self._load = load
        self._covers = covers
        self._waiting: dict[tuple[Module, bool], _Batch] = {}
        self._running: defaultdict[Module, dict[str, _Batch]] = defaultdict(dict)
        self._tasks: set[asyncio.Task[None]] = set()

    async def rows(self, module: Module, ids: Collection[str], needs: Needs) -> RowsById:
        """Rows by id, loaded for at least `needs`. Raises only what is no SuitegraphError."""
        joined: _Batch | None = None
        by_batch: dict[int, tuple[_Batch, list[str]]] = {}
        running = self._running[module]
        for id_ in ids:
            batch = running.get(id_)
            if batch is None or not self._covers(module, batch.needs, needs):
                batch = joined = joined or self._joined(module, needs)
                batch.ids[id_] = None
            by_batch.setdefault(id(batch), (batch, []))[1].append(id_)
        rows: dict[str, Row | Exception | None] = {}
        for batch, own_ids in by_batch.values():
            # A waiter that is cancelled does not cancel the load for the others.
            batch_rows = await asyncio.shield(batch.rows)
            rows.update((id_, batch_rows[id_]) for id_ in own_ids)
        return rows

    def _joined(self, module: Module, needs: Needs) -> _Batch:
        """The batch of this turn of the event loop, extended by these needs."""
        key = (module, bool(needs.listed))
        batch = self._waiting.get(key)
        if batch is None:
            loop = asyncio.get_running_loop()
            batch = self._waiting[key] = _Batch(loop.create_future())
            loop.call_soon(self._start, key)
        batch.needs |= needs
        return batch

    def close(self) -> None:
        """Cancel the loads that are still running: nobody waits for them any more."""
        for task in self._tasks:
            task.cancel()

    def _start(self, key: tuple[Module, bool]) -> None:
        batch = self._waiting.pop(key)
        self._running[key[0]].update(dict.fromkeys(batch.ids, batch))
        task = asyncio.get_running_loop().create_task(self._run(key[0], batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, module: Module, batch: _Batch) -> None:
        try:
            batch.rows.set_result(await self._load(module, list(batch.ids), batch.needs))
        except SuitegraphError as error:
            batch.rows.set_result(dict.fromkeys(batch.ids, error))
        except asyncio.CancelledError:
            batch.rows.cancel()
            raise
        except Exception as error:  # noqa: BLE001  # a bug: the waiters raise it
            batch.rows.set_exception(error)
        finally:
            running = self._running[module]
            for id_ in batch.ids:
                if running.get(id_) is batch:
                    del running[id_]
