"""Rows of an answer with their chosen columns alone: everything else is skipped while it is decoded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Required, TypedDict

import msgspec

from adapters.answers import is_json
from adapters.exchange import Response
from domain.queries import Row

# One for each set of columns of a module; a decoder holds about 4 KB.
MOST_DECODERS = 512


@dataclass(frozen=True, slots=True)
class ProjectedRows:
    """The rows of an answer. `told` is what stands beside them, under the name that was asked for."""

    rows: list[Row]
    told: Any


def projected_rows(
    response: Response, key: str, id_key: str, columns: frozenset[str], beside: str, *, code: bool
) -> ProjectedRows | None:
    """The rows under `key` with at most `columns` of each, numbers with a fraction as the text that was sent.

    None for everything that is no plain success: who reads the whole answer finds out what it is. `code` says that a
    success carries the code 0.
    """
    if response.status != 200 or not is_json(response):
        return None
    try:
        found = _decoder(key, id_key, columns, beside, code).decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    rows = found[key]
    if (code and found["code"] != 0) or not all(row[id_key].strip() for row in rows):
        return None
    return ProjectedRows(rows, found.get(beside))


@lru_cache(MOST_DECODERS)
def _decoder(
    key: str, id_key: str, columns: frozenset[str], beside: str, code: bool
) -> "msgspec.json.Decoder[Mapping[str, Any]]":
    row = _typed(dict.fromkeys(columns, Any), {id_key: str})
    envelope = _typed({beside: Any}, {key: list[row], **({"code": int} if code else {})})
    return msgspec.json.Decoder(envelope, float_hook=str)


def _typed(may: Mapping[str, Any], must: Mapping[str, Any]) -> Any:
    """A JSON object as a dict of these keys alone."""
    fields = {**may, **{key: Required[kind] for key, kind in must.items()}}
    return TypedDict("Typed", fields, total=False)  # pyright: ignore[reportArgumentType, reportGeneralTypeIssues]  # made at run time
