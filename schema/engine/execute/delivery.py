"""Incremental delivery: the first part of an answer at once, each other one when it is complete, after its parents."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from domain.errors import InternalError, SuitegraphError
from schema.engine.declare.selections import ResponsePath
from schema.engine.execute.deferral import DeliveryGroup
from schema.engine.execute.documents import PlannedPart
from schema.engine.execute.payloads import MASKED, DeliveredPart, ErrorEntry, Payload, PendingPart, error_entry

AnswerPath = tuple[str | int, ...]
# The payload of a part that is being answered.
PartRun = Callable[[PlannedPart], Awaitable[Payload]]


async def delivered(parts: Sequence[PlannedPart], run: PartRun, request_id: str) -> AsyncGenerator[Payload]:
    """The payloads of an operation in parts. Raises what `run` raises for the first part: no payload came before.

    A part begins when those that it follows are there, and none begins whose place is null. A generator that is closed
    early cancels what is still going on.
    """
    first, *others = parts
    payload = await run(first)
    if payload.data is None:
        yield payload
        return
    delivery = _Delivery(others, run, request_id)
    try:
        yield delivery.first(payload, first)
        async for following in delivery.following():
            yield following
    finally:
        await delivery.end()


@dataclass(slots=True)
class _Delivery:
    waiting: list[PlannedPart]
    run: PartRun
    request_id: str
    numbers: int = 0
    data: dict[DeliveryGroup, Mapping[str, Any]] = field(default_factory=dict[DeliveryGroup, Mapping[str, Any]])
    places: dict[DeliveryGroup, list[PendingPart]] = field(default_factory=dict[DeliveryGroup, list[PendingPart]])
    running: dict[asyncio.Future[Payload], PlannedPart] = field(
        default_factory=dict[asyncio.Future[Payload], PlannedPart]
    )
    reported: list[ErrorEntry] = field(default_factory=list[ErrorEntry])

    def first(self, payload: Payload, part: PlannedPart) -> Payload:
        """The first payload, with the parts that are begun because of it."""
        payload = _begun(payload, part.streams)
        self.reported += payload.errors
        return self._announcing(payload, part.group, payload.data)

    async def following(self) -> AsyncIterator[Payload]:
        """The other payloads, each when its part is complete."""
        while self.running:
            done, _ = await asyncio.wait(self.running, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in self.running if task in done]:
                part = self.running.pop(task)
                yield self._following(self._payload(task), part)

    async def end(self) -> None:
        """Cancel what is still going on."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    def _payload(self, task: asyncio.Future[Payload]) -> Payload:
        """What came of a part; what failed as a whole is a payload without data."""
        error = task.exception()
        if error is None:
            return task.result()
        shown = error if isinstance(error, SuitegraphError) else InternalError(MASKED)
        return Payload(None, [error_entry(shown, self.request_id)], executed=True, causes=[error])

    def _following(self, payload: Payload, part: PlannedPart) -> Payload:
        payload = _begun(payload, part.streams)
        delivered_parts = self._delivered(payload, part.group, self.places[part.group])
        shown = [each for entries in delivered_parts for each in entries.errors]
        self.reported += shown
        following = replace(payload, data=None, errors=shown, parts=delivered_parts)
        return self._announcing(following, part.group, payload.data)

    def _delivered(self, payload: Payload, group: DeliveryGroup, places: list[PendingPart]) -> list[DeliveredPart]:
        """What the places of a group receive, with their errors; errors outside all of them go with the first."""
        parts = [_delivered_at(payload.data, pending, group) for pending in places]
        others: list[ErrorEntry] = []
        by_path = {part.pending.path: part for part in parts}
        for entry in payload.errors:
            path = tuple(cast("Sequence[str | int]", entry.get("path") or ()))
            part = next((by_path[path[:end]] for end in range(len(path), -1, -1) if path[:end] in by_path), None)
            if not path or part is None:
                others += [] if self._was_reported(entry) else [entry]
            elif group.initial is None or _position(path, part) >= group.initial:
                part.errors.append(entry)
        parts[0].errors.extend(others)
        for part in parts:
            if part.failed and not part.errors:
                # What made it null lies beside it.
                part.errors.extend(payload.errors)
        return parts

    def _was_reported(self, entry: ErrorEntry) -> bool:
        return any(
            (entry["message"], entry.get("path")) == (other["message"], other.get("path")) for other in self.reported
        )

    def _announcing(self, payload: Payload, group: DeliveryGroup, data: Mapping[str, Any] | None) -> Payload:
        """The payload with the parts that are begun because a group is there, and whether more will follow."""
        self.data[group] = data or {}
        pending: list[PendingPart] = []
        ready = True
        while ready:
            ready = [each for each in self.waiting if all(above in self.data for above in each.group.after)]
            for each in ready:
                self.waiting.remove(each)
                pending += self._begin(each)
        return replace(payload, pending=pending, has_next=bool(self.running))

    def _begin(self, part: PlannedPart) -> list[PendingPart]:
        """Begin a part: the places that it will fill, none where it has none."""
        group = part.group
        paths = dict.fromkeys(path for above in group.after for path in _paths(self.data[above], group))
        places = [PendingPart(self.numbers + at, path, group.label) for at, path in enumerate(paths)]
        if not places:
            self.data[group] = {}
            return []
        self.numbers += len(places)
        self.places[group] = places
        self.running[asyncio.ensure_future(self.run(part))] = part
        return places


def _paths(data: Mapping[str, Any], group: DeliveryGroup) -> Iterator[AnswerPath]:
    """The paths of a group's objects, or of its list, in an answer."""
    return (path for path, _ in _found(data, group.place, (), is_list=group.initial is not None))


def _found(value: Any, place: ResponsePath, path: AnswerPath, *, is_list: bool) -> Iterator[tuple[AnswerPath, Any]]:
    if isinstance(value, list):
        if is_list and not place:
            yield path, cast("list[Any]", value)
        else:
            for at, item in enumerate(cast("list[Any]", value)):
                yield from _found(item, place, (*path, at), is_list=is_list)
    elif isinstance(value, dict) and not place and not is_list:
        yield path, cast("dict[str, Any]", value)
    elif isinstance(value, dict) and place and place[0] in value:
        yield from _found(value[place[0]], place[1:], (*path, place[0]), is_list=is_list)


def _at(data: Any, path: AnswerPath) -> Any:
    """The value at a path, None where there is none."""
    for step in path:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return None
    return data


def _delivered_at(data: Mapping[str, Any] | None, pending: PendingPart, group: DeliveryGroup) -> DeliveredPart:
    value = _at(data, pending.path)
    if group.initial is None:
        return DeliveredPart(pending, data=cast("dict[str, Any]", value) if isinstance(value, dict) else None)
    items = cast("list[Any]", value)[group.initial :] if isinstance(value, list) else None
    return DeliveredPart(pending, items=items, begins_at=group.initial)


def _position(path: AnswerPath, part: DeliveredPart) -> int:
    """Where in the part's list an error lies; an error of the list itself counts among all items."""
    step = path[len(part.pending.path)] if len(path) > len(part.pending.path) else None
    return step if isinstance(step, int) else part.begins_at or 0


def _begun(payload: Payload, streams: Sequence[DeliveryGroup]) -> Payload:
    """The payload with no more of the streamed lists than comes first, and without the errors of the others."""
    for stream in streams:
        for path, items in list(_found(payload.data, stream.place, (), is_list=True)):
            # It may be the list of a row, which others see too: it is not changed.
            _at(payload.data, path[:-1])[path[-1]] = items[: stream.initial]
            errors = [each for each in payload.errors if not _lies_beyond(each, path, stream.initial or 0)]
            payload = replace(payload, errors=errors)
    return payload


def _lies_beyond(entry: ErrorEntry, path: AnswerPath, initial: int) -> bool:
    steps = tuple(cast("Sequence[str | int]", entry.get("path") or ()))
    step = steps[len(path)] if steps[: len(path)] == path and len(steps) > len(path) else None
    return isinstance(step, int) and step >= initial
