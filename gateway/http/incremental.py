"""Answers in parts on the wire: two formats of frames, each as parts of one body or as events.

Sources: the draft of the GraphQL specification of 24 August 2022, as Apollo Router and Apollo Client speak it; its
successor, which Apollo calls v0.2; GraphQL over Server-Sent Events, in the mode of distinct connections.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from starlette.types import Receive, Scope, Send

from gateway.http.negotiation import GRAPHQL, JSON, LONGEST_KEPT, accepted_types
from schema.engine.execute.payloads import DeliveredPart, Payload, PendingPart

MULTIPART, EVENTS = "multipart/mixed", "text/event-stream"
OLDER, NEWER = "20220824", "v0.2"
# The parameters of a media type by which clients name a format. Without any they get the older one: every client that
# asks so reads it, and urql reads no failed fragment and no streamed list of the newer one.
_FORMATS = {"deferspec": OLDER, "incrementalspec": NEWER}
_ENCODER = msgspec.json.Encoder()
_PART = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"


@dataclass(frozen=True, slots=True)
class DeliveryType:
    """How a client takes an answer in parts: the media type and the format of its frames."""

    media_type: str
    format: str

    @property
    def content_type(self) -> str:
        """The media type with its parameters."""
        if self.media_type == EVENTS:
            return f"{EVENTS}; charset=utf-8"
        name = "deferSpec" if self.format == OLDER else "incrementalSpec"
        return f'{MULTIPART}; boundary="-"; {name}={self.format}'


def delivery_type(accept: str) -> DeliveryType | None:
    """How an Accept header takes answers in parts, None where it takes none or would rather have one JSON."""
    return _delivery_type(accept) if len(accept) <= LONGEST_KEPT else _delivery_type.__wrapped__(accept)


@lru_cache(256)
def _delivery_type(accept: str) -> DeliveryType | None:
    chosen, best = None, 0.0
    for name, parameters, quality in accepted_types(accept):
        if name in {GRAPHQL, JSON} and quality > best:
            chosen, best = None, quality
        kind = _kind_of(name, parameters)
        # JSON of the same quality is for what comes in one part.
        if kind is not None and quality > 0 and (quality > best or (quality == best and chosen is None)):
            chosen, best = kind, quality
    return chosen


def _kind_of(name: str, parameters: Mapping[str, str]) -> DeliveryType | None:
    named = {key: value.strip('"') for key, value in parameters.items() if key not in {"q", "boundary", "charset"}}
    if name not in {MULTIPART, EVENTS} or len(named) > 1:
        return None
    for key, value in named.items():
        return DeliveryType(name, value) if _FORMATS.get(key) == value else None
    return DeliveryType(name, OLDER)


@dataclass(frozen=True, slots=True)
class StreamedAnswer:
    """An answer whose frames are sent as they come: an ASGI application."""

    headers: list[tuple[bytes, bytes]]
    frames: AsyncIterator[bytes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        async for frame in self.frames:
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def streamed_answer(payloads: AsyncIterator[Payload], kind: DeliveryType, headers: Mapping[str, str]) -> StreamedAnswer:
    """The answer of these payloads. Proxies are asked to pass each frame on."""
    named = {**headers, "content-type": kind.content_type, "x-accel-buffering": "no"}
    lines = [(name.lower().encode(), value.encode("latin-1")) for name, value in named.items()]
    return StreamedAnswer(lines, _frames(payloads, kind))


async def _frames(payloads: AsyncIterator[Payload], kind: DeliveryType) -> AsyncIterator[bytes]:
    if kind.media_type == MULTIPART:
        yield b"---"
    async for payload in payloads:
        body = _ENCODER.encode(frame_of(payload, kind.format))
        if kind.media_type == EVENTS:
            yield b"event: next\ndata: " + body + b"\n\n" + (b"" if payload.has_next else b"event: complete\ndata:\n\n")
        else:
            # A part ends with the next one's boundary, so that no client waits for that.
            yield _PART + body + (b"\r\n---" if payload.has_next else b"\r\n-----\r\n")


def frame_of(payload: Payload, format_: str) -> dict[str, Any]:
    """The JSON object of one payload. Extensions stand in its last entry: Apollo Client looks for them nowhere else."""
    following = _older_parts if format_ == OLDER else _newer_parts
    frame = following(payload) if payload.parts else payload.body()
    if payload.pending and format_ == NEWER:
        frame["pending"] = [_pending(each) for each in payload.pending]
    return {**frame, "hasNext": payload.has_next}


def _older_parts(payload: Payload) -> dict[str, Any]:
    return _beside([_older_part(part) for part in payload.parts], payload, {})


def _older_part(part: DeliveredPart) -> dict[str, Any]:
    pending = part.pending
    entry: dict[str, Any] = {"path": list(pending.path)}
    if part.begins_at is None:
        entry["data"] = part.data
    else:
        entry["items"] = part.items
        entry["path"].append(part.begins_at)
    if pending.label is not None:
        entry["label"] = pending.label
    if part.errors:
        entry["errors"] = part.errors
    return entry


def _newer_parts(payload: Payload) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    completed: list[dict[str, Any]] = []
    for part in payload.parts:
        number = str(part.pending.number)
        errors = {"errors": part.errors} if part.errors else {}
        if part.failed:
            completed.append({"id": number, **errors})
            continue
        if part.data is not None or part.items or errors:
            what = {"data": part.data} if part.data is not None else {"items": part.items}
            entries.append({"id": number, **what, **errors})
        completed.append({"id": number})
    return _beside(entries, payload, {"completed": completed})


def _beside(entries: list[dict[str, Any]], payload: Payload, more: dict[str, Any]) -> dict[str, Any]:
    frame = {**({"incremental": entries} if entries else {}), **more}
    if extensions := payload.extensions():
        (entries[-1] if entries else frame)["extensions"] = extensions
    return frame


def _pending(pending: PendingPart) -> dict[str, Any]:
    label = {} if pending.label is None else {"label": pending.label}
    return {"id": str(pending.number), "path": list(pending.path), **label}
