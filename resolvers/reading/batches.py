"""Batches: the records that an operation requests by id in one turn of the event loop are loaded together."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import NO_NEEDS, Needs
from resolvers.reading.row_cache import CoversNeeds

RowsById = Mapping[str, Row | Exception | None]
BatchLoader = Callable[[Module, list[str], Needs], Awaitable[RowsById]]


class _Abandoned(Exception):
    """Whoever ran the load was cancelled: those who joined it meanwhile ask again."""


@dataclass(slots=True)
class _Batch:
    rows: asyncio.Future[RowsById]
    askers: int = 0
    ids: dict[str, None] = field(default_factory=dict[str, None])
    needs: Needs = NO_NEEDS


class Batches:
    """Waiting ids by module: all that are requested in one turn of the event loop go into one load.

    The needs of different places are combined; only needs that take calls of their own stay apart. A load for several
    is a task of its own; that of a single asker is run by the asker, which saves four turns of the loop.
    """

    def __init__(self, load: BatchLoader, covers: CoversNeeds) -> None:
        """`covers` says whether rows of a module that were loaded for some needs satisfy other ones."""
        self._load = load
        self._covers = covers
        self._waiting: dict[tuple[Module, bool], _Batch] = {}
        self._running: defaultdict[Module, dict[str, _Batch]] = defaultdict(dict)
        # Tasks of loads, and those of askers that run their load themselves.
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

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
        if joined is not None and joined.askers == 1:
            await self._first_asked(module, joined, bool(needs.listed))
        rows: dict[str, Row | Exception | None] = {}
        for batch, own_ids in by_batch.values():
            batch_rows = await self._outcome(module, batch, own_ids, needs)
            rows.update((id_, batch_rows[id_]) for id_ in own_ids)
        return rows

    async def _outcome(self, module: Module, batch: _Batch, own_ids: list[str], needs: Needs) -> RowsById:
        try:
            # A waiter that is cancelled does not cancel the load for the others.
            return batch.rows.result() if batch.rows.done() else await asyncio.shield(batch.rows)
        except _Abandoned:
            return await self.rows(module, own_ids, needs)

    def _joined(self, module: Module, needs: Needs) -> _Batch:
        """The batch of this turn of the event loop, extended by these needs."""
        key = (module, bool(needs.listed))
        batch = self._waiting.get(key)
        if batch is None:
            batch = self._waiting[key] = _Batch(asyncio.get_running_loop().create_future())
        batch.askers += 1
        batch.needs |= needs
        return batch

    async def _first_asked(self, module: Module, batch: _Batch, is_listed: bool) -> None:
        """Begin the load in the next turn, when all of this turn have joined; run it here if nobody has."""
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            if self._begun(module, batch, is_listed):
                self._forget(module, batch)
            raise
        if not self._begun(module, batch, is_listed):
            return
        tasks = {task for task in (asyncio.current_task(),) if task is not None}
        self._tasks |= tasks
        try:
            await self._run(module, batch)
        finally:
            self._tasks -= tasks

    def close(self) -> None:
        """Cancel the loads that are still running: nobody waits for them any more."""
        self._is_closed = True
        for task in self._tasks:
            task.cancel()

    def _begun(self, module: Module, batch: _Batch, is_listed: bool) -> bool:
        """Close the batch to others; whether it has a single asker, for more of whom a task runs it from here on."""
        del self._waiting[module, is_listed]
        self._running[module].update(dict.fromkeys(batch.ids, batch))
        if batch.askers > 1:
            task = asyncio.get_running_loop().create_task(self._run(module, batch))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return batch.askers == 1

    async def _run(self, module: Module, batch: _Batch) -> None:
        try:
            batch.rows.set_result(await self._load(module, list(batch.ids), batch.needs))
        except SuitegraphError as error:
            batch.rows.set_result(dict.fromkeys(batch.ids, error))
        except asyncio.CancelledError:
            if self._is_closed:
                batch.rows.cancel()
            else:
                self._fail(batch, _Abandoned())
            raise
        except Exception as error:  # noqa: BLE001  # a bug: the waiters raise it
            self._fail(batch, error)
        finally:
            self._forget(module, batch)

    def _fail(self, batch: _Batch, error: Exception) -> None:
        batch.rows.set_exception(error)
        # It is retrieved: there may be nobody left who waits for it.
        batch.rows.exception()

    def _forget(self, module: Module, batch: _Batch) -> None:
        """No longer have others join the batch."""
        running = self._running[module]
        for id_ in batch.ids:
            if running.get(id_) is batch:
                del running[id_]
