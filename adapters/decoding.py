"""Projected decoding: the rows of an answer with the needed columns only; the decoder skips everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Required, TypedDict

import msgspec

from adapters.answers import is_json
from adapters.messages import Response
from domain.queries import Row

# One decoder for each set of columns of a module; each takes about 4 KB.
MOST_DECODERS = 512


@dataclass(frozen=True, slots=True)
class ProjectedRows:
    """The rows of an answer, and its `envelope`: the member beside the rows that was asked for."""

    rows: list[Row]
    envelope: Mapping[str, Any]


def projected_rows(
    response: Response, key: str, id_key: str, columns: frozenset[str], beside: str, *, code: bool
) -> ProjectedRows | None:
    """The rows under `key` with at most `columns` of each, numbers with a fraction as the text that was sent.

    None for everything that is no plain success: decoding the whole answer shows what it is. `beside` names a member of
    the envelope to decode too; `code` says that the envelope of a success has the code 0.
    """
    if response.status != 200 or not is_json(response):
        return None
    try:
        envelope = _decoder(key, id_key, columns, beside, code).decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    rows = envelope[key]
    if (code and envelope["code"] != 0) or not all(row[id_key].strip() for row in rows):
        return None
    return ProjectedRows(rows, envelope)


@lru_cache(MOST_DECODERS)
def _decoder(
    key: str, id_key: str, columns: frozenset[str], beside: str, code: bool
) -> "msgspec.json.Decoder[Mapping[str, Any]]":
    row = _typed(dict.fromkeys(columns, Any), {id_key: str})
    envelope = _typed({beside: Any}, {key: list[row], **({"code": int} if code else {})})
    return msgspec.json.Decoder(envelope, float_hook=str)


def _typed(optional: Mapping[str, Any], required: Mapping[str, Any]) -> Any:
    """The type of a JSON object that is decoded to a dict with these keys only."""
    fields = {**optional, **{key: Required[kind] for key, kind in required.items()}}
    return TypedDict("Typed", fields, total=False)  # pyright: ignore[reportArgumentType, reportGeneralTypeIssues]  # made at run time
