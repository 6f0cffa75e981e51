"""Batches: what an operation asks of a module by id in one moment is asked together."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import NO_NEEDS, Needs

RowsById = Mapping[str, Row | Exception | None]
BatchLoader = Callable[[Module, list[str], Needs], Awaitable[RowsById]]
BatchCovers = Callable[[Module, Needs, Needs], bool]


@dataclass(slots=True)
class _Batch:
    found: asyncio.Future[RowsById]
    ids: dict[str, None] = field(default_factory=dict[str, None])
    needs: Needs = NO_NEEDS


class Batches:
    """Waiting ids by module. All that is asked before the loop comes round again goes into one load.

    What different places need is asked for together too; only what takes calls of its own stays apart.
    """

    def __init__(self, load: BatchLoader, covers: BatchCovers) -> None:
        """`covers` says whether rows of a module fetched for some needs answer other ones."""
        self._load = load
        self._covers = covers
        self._waiting: dict[tuple[Module, bool], _Batch] = {}
        self._running: dict[tuple[Module, str], _Batch] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def fetched(self, module: Module, ids: Collection[str], needs: Needs) -> RowsById:
        """Rows by id, fetched for at least `needs`."""
        joined: _Batch | None = None
        by_batch: dict[int, tuple[_Batch, list[str]]] = {}
        for id_ in ids:
            batch = self._running.get((module, id_)) if self._running else None
            if batch is None or not self._covers(module, batch.needs, needs):
                batch = joined = joined or self._joined(module, needs)
                batch.ids[id_] = None
            by_batch.setdefault(id(batch), (batch, []))[1].append(id_)
        found: dict[str, Row | Exception | None] = {}
        for batch, own in by_batch.values():
            # One who leaves does not take the rows from the others.
            rows = await asyncio.shield(batch.found)
            found.update((id_, rows[id_]) for id_ in own)
        return found

    def _joined(self, module: Module, needs: Needs) -> _Batch:
        """The batch of this moment, which asks for these needs too."""
        key = (module, needs.listed)
        batch = self._waiting.get(key)
        if batch is None:
            loop = asyncio.get_running_loop()
            batch = self._waiting[key] = _Batch(loop.create_future())
            loop.call_soon(self._start, key)
        batch.needs |= needs
        return batch

    def close(self) -> None:
        """End what is still asked: nobody waits for it any more."""
        for task in self._tasks:
            task.cancel()

    def _start(self, key: tuple[Module, bool]) -> None:
        batch = self._waiting.pop(key)
        self._running.update(((key[0], id_), batch) for id_ in batch.ids)
        task = asyncio.get_running_loop().create_task(self._run(key[0], batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, module: Module, batch: _Batch) -> None:
        try:
            batch.found.set_result(await self._load(module, list(batch.ids), batch.needs))
        except SuitegraphError as error:
            batch.found.set_result(dict.fromkeys(batch.ids, error))
        except asyncio.CancelledError:
            batch.found.cancel()
            raise
        except Exception as error:  # noqa: BLE001  # a bug: for those who wait to report
            batch.found.set_exception(error)
        finally:
            for id_ in batch.ids:
                if self._running.get((module, id_)) is batch:
                    del self._running[module, id_]
