"""Rows spoilt on the way: each value by its own record and path, so that whoever reads a row reads the same."""

import zlib
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import msgspec

from adapters.messages import Request, Response

# What is no record: facts of the caller and of the organisation, which other suites spoil.
FACTS = frozenset({"settings", "org", "organizations", "users"})
# Taken out of its object.
MISSING = object()
BAD: tuple[Any, ...] = (
    MISSING, None, "", " ", "\t\n", " ", "\u200b", "\x7f", "é", " padded ", "x", "a word of 2030", "::unknown",
    "NaN", "Infinity", "-Infinity", "1,848.07", "10 EUR", "1_000", "٣", "+5", ".5", "5.", "-0", "-0.00", "007", "1e3",
    "1E-7", "1e999999999", "123456789012345678901234567890.123456789012345", "0." + "0" * 39 + "1",
    True, False, "true", "false", "True", 0, 1, -1, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 10**15, -(10**15), 10**30,
    msgspec.Raw(b"1.0"), msgspec.Raw(b"-0.0"), msgspec.Raw(b"1e3"), msgspec.Raw(b"1E+2"), msgspec.Raw(b"1e400"),
    msgspec.Raw(b"1848.070"), msgspec.Raw(b"0.1e-50"), msgspec.Raw(b"12345678901234567890123456789.5"),
    "2026-02-30", "2026-W01-1", "2026W01-1", "20261001", "2026-1-01", "2026-10-01 ", "2026-10-01T", "２０２６-10-01",
    "2026-10-0١", "0000-01-01", "0001-01-01", "9999-12-31", "2026-10-01T08:15:00", "2026-10-01T08:15:00+0200",
    "0001-01-01T00:00:00+05:00", "2026-10-01t08:15:00z", "2026-10-01T24:00:00Z",
    [], {}, [5], [None], ["x"], [[]], [{}], [{"id": None}], {"id": None}, {"id": 5}, {"id": "x", "name": 5},
    {"code": "EUR"},
)  # fmt: skip


class Spoils(Protocol):
    """Whoever changes answers on their way."""

    def spoilt(self, request: Request, response: Response) -> Response:
        """What becomes of an answer."""
        ...


@dataclass(slots=True)
class Spoiler:
    """Spoils `per_mille` of the values of records; which ones, and how, follows from the seed alone."""

    seed: int
    per_mille: int
    count: int = field(default=0, repr=False)
    _made: dict[Request, Response] = field(default_factory=dict[Request, Response], repr=False)

    def spoilt(self, request: Request, response: Response) -> Response:
        """The answer with bad values, the same for the same request."""
        if request.path[0] in FACTS or response.status != 200:
            return response
        if request not in self._made:
            # One row without an id costs all that were asked for in the same call, and which those are is a matter of
            # moments: in batches each keeps its id.
            kept = "data.id" if "ids" in dict(request.params) else ""
            body: Any = _DECODER.decode(response.body)
            for name, value in body.items():
                body[name] = self._inside(value, name, "", kept)
            self._made[request] = Response(200, response.headers, msgspec.json.encode(body))
        return self._made[request]

    def _inside(self, value: Any, path: str, record: str, kept: str) -> Any:
        """The same with what is inside spoilt, but for the path to be kept. `record` is the id of the record around."""
        if isinstance(value, list):
            return [self._inside(each, path, record, kept) for each in cast("list[Any]", value)]
        if not isinstance(value, dict) or path in {"info", "page_context"}:
            return cast("Any", value)
        row = cast("dict[str, Any]", value)
        return self._object(row, path, f"{record}/{_id_of(row)}", kept)

    def _object(self, row: dict[str, Any], path: str, record: str, kept: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in row.items():
            here = f"{path}.{name}"
            roll = zlib.crc32(f"{self.seed}{record}{name}".encode())
            if roll % 1000 >= self.per_mille or here == kept:
                made[name] = self._inside(value, here, record, kept)
                continue
            self.count += 1
            bad = self._bad(value, roll // 1000)
            if bad is not MISSING:
                made[name] = bad
        return made

    def _bad(self, value: Any, roll: int) -> Any:
        """Something else instead, now and then the same in another dress."""
        bad = (*BAD, str(value), [value], {"id": value})
        return bad[roll % len(bad)]


def _as_sent(number: str) -> msgspec.Raw:
    return msgspec.Raw(number.encode())


def _id_of(row: dict[str, Any]) -> str:
    return next((str(value) for name, value in row.items() if name == "id" or name.endswith("_id")), "")


_DECODER = msgspec.json.Decoder(float_hook=_as_sent)
