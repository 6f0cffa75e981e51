"""Whoever leaves loses rights, sessions, jobs and remembered answers in this process, whichever process heard of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic, time
from typing import Protocol
from weakref import WeakSet

import structlog
from cachetools import TTLCache

from domain.caller import Caller
from domain.directories import EndedPart, LeaverEnd, Leavers, PersonNote, PersonNoteKind
from domain.grants import casefolded
from domain.tenants import data_centre_of
from resolvers.caller.leavers import LeftPlaces, refuse_leaver
from resolvers.reading.loader import RecordLoader

# How often notes of other processes are read, in seconds, and after how long a request does not wait for its turn.
READ_SECONDS = 2.0
LATEST_SECONDS = 4.0
# Zoho's access tokens live for an hour: so long can a caller have anything in this process.
PRESENT_SECONDS = 3600.0
MOST_PRESENT = 20_000
ENDED_HERE = (LeaverEnd.SESSIONS, LeaverEnd.OPERATIONS, LeaverEnd.JOBS, LeaverEnd.MEMORY)
log = structlog.get_logger("suitegraph")


class LeaverNotes(Protocol):
    """Where notes to all processes are kept."""

    async def load(self) -> Leavers:
        """Who has left now."""
        ...

    async def notes_after(self, sequence: int) -> Sequence[PersonNote]:
        """The notes after this one."""
        ...

    async def note_forgotten(self, data_centre: str, email: str, at: datetime) -> None:
        """Note that what is remembered of a user has ended."""
        ...

    async def note_ended(self, tenant: str, email: str, parts: Sequence[EndedPart]) -> None:
        """Note what has ended of a leaver."""
        ...


@dataclass(slots=True, eq=False)
class PresentCaller:
    """A caller who was here within the last hour, and the loaders of their running operations."""

    caller: Caller
    email: str
    loaders: WeakSet[RecordLoader] = field(default_factory=WeakSet[RecordLoader])


class CallerEnding(Protocol):
    """Ends what this process has of a caller."""

    async def __call__(self, present: PresentCaller, left: LeftPlaces) -> Mapping[LeaverEnd, int] | None:
        """How much of what has ended, None for a caller who acts in another organisation."""
        ...


class LeaverWatch:
    """Who has left, as this process knows it, and who is present in it: also whose memory has ended, for all processes.

    `ending` ends what this process has of a caller. `clock` counts seconds.
    """

    def __init__(
        self, notes: LeaverNotes, process: str, *, shared: bool, clock: Callable[[], float] = monotonic
    ) -> None:
        """`shared` says that other processes write notes, too."""
        self._notes = notes
        self._process = process
        self._shared = shared
        self.clock = clock
        self._heeding = asyncio.Lock()
        self._read_at = clock()
        self._leavers = Leavers(frozenset(), {}, 0)
        self._left: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
        self._forgotten: TTLCache[str, float] = TTLCache(MOST_PRESENT, PRESENT_SECONDS, monotonic)
        self._present: TTLCache[str, PresentCaller] = TTLCache(MOST_PRESENT, PRESENT_SECONDS, monotonic)
        self.ending: CallerEnding | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read who has left, and read notes from now on."""
        await self._load()
        if self._shared:
            self._task = asyncio.create_task(self._read_on())

    async def close(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def admit(self, loader: RecordLoader) -> None:
        """Let a caller in whose identity is known. Raises Deactivated for one who has left."""
        if self._shared and self.clock() - self._read_at > LATEST_SECONDS:
            await self.heed()
        caller, email = loader.upstream.caller, casefolded(await loader.permissions.sources.email())
        left = self._left.get((caller.data_centre, email))
        if left:
            await refuse_leaver(loader.permissions, left)
        present = self._present.get(caller.partition)
        if present is None or present.email != email:
            present = self._present[caller.partition] = PresentCaller(caller, email)
        present.loaders.add(loader)

    def present(self) -> list[PresentCaller]:
        """Who was here within the last hour."""
        return [*self._present.values()]

    async def heed(self) -> None:
        """Read the notes since the last time, and end what they end."""
        async with self._heeding:
            notes = await self._notes.notes_after(self._leavers.sequence)
            self._read_at = self.clock()
            for note in notes:
                if note.kind is PersonNoteKind.FORGOTTEN:
                    # By this process's clock: what it has remembered until now is older.
                    self._forgotten[f"{note.data_centre} {note.email}"] = time()
            if any(note.kind is not PersonNoteKind.FORGOTTEN for note in notes):
                await self._load()
            elif notes:
                self._leavers = Leavers(self._leavers.gone, self._leavers.finance, notes[-1].sequence)
        # Nobody is let in any more: whoever asks meanwhile need not wait for what is still to end.
        for note in notes:
            if note.kind is PersonNoteKind.LEFT:
                await self._end(note)

    async def forget(self, user: str) -> None:
        """Note for all processes that what is remembered of a user, by data centre and address, has ended."""
        data_centre, _, email = user.partition(" ")
        self._forgotten[user] = time()
        await self._notes.note_forgotten(data_centre, email, datetime.now(UTC))

    async def forgotten_at(self, user: str) -> float | None:
        """When that was heard last, in seconds since the epoch; None where it never was, or long ago."""
        return self._forgotten.get(user)

    async def _load(self) -> None:
        self._leavers = await self._notes.load()
        self._left = {}
        for tenant, email in self._leavers.gone:
            data_centre = data_centre_of(tenant)
            finance = self._leavers.finance.get(tenant, frozenset())
            self._left.setdefault((data_centre, email), {})[tenant] = finance

    async def _end(self, note: PersonNote) -> None:
        left = {note.tenant: self._leavers.finance.get(note.tenant, frozenset())}
        totals = dict.fromkeys(ENDED_HERE, 0)
        for partition, present in [*self._present.items()]:
            if (present.caller.data_centre, present.email) != (note.data_centre, note.email):
                continue
            counts = None if self.ending is None else await self.ending(present, left)
            if counts is None:
                continue
            self._present.pop(partition, None)
            for what in ENDED_HERE:
                totals[what] += counts[what]
        at = datetime.now(UTC)
        parts = [EndedPart(what=what, process=self._process, count=count, at=at) for what, count in totals.items()]
        await self._notes.note_ended(note.tenant, note.email, parts)

    async def _read_on(self) -> None:
        while True:
            await asyncio.sleep(READ_SECONDS)
            try:
                await self.heed()
            except Exception:  # the database may be back at the next time
                log.exception("leavers", read=False)
