"""Requests for reports as texts, for ids and for the store: the same request has the same text."""

from datetime import date
from typing import Any

import msgspec

from domain.errors import BadUserInput
from domain.kpis.definitions import DIALECTS
from domain.kpis.requests import CohortMode, ComparedWith, Dimension, Grain, ReportRequest, SegmentFilter
from domain.kpis.results import RowKey


def request_values(request: ReportRequest) -> list[Any]:
    """A request as values of JSON."""
    return [
        request.report,
        _day(request.starts_on),
        _day(request.ends_on),
        request.grain.name if request.grain else None,
        [each.name for each in request.group_by],
        [
            [each.dimension.name, sorted(each.values, key=lambda value: (value is None, value or "")), each.excludes]
            for each in request.filters
        ],
        [*request.measures],
        request.comparison.name if request.comparison else None,
        request.definition.id,
        _day(request.as_of),
        request.currency,
        request.cohort_mode.name,
    ]


def request_of_values(values: list[Any]) -> ReportRequest:
    """The request of such values. Raises ValueError, KeyError and TypeError for anything else."""
    report, starts, ends, grain, groups, filters, measures, comparison, definition, as_of, currency, mode = values
    return ReportRequest(
        report,
        date.fromisoformat(starts),
        date.fromisoformat(ends),
        Grain[grain] if grain else None,
        tuple(Dimension[each] for each in groups),
        tuple(SegmentFilter(Dimension[name], frozenset(chosen), excludes) for name, chosen, excludes in filters),
        tuple(measures),
        ComparedWith[comparison] if comparison else None,
        DIALECTS[definition],
        _date(as_of),
        currency,
        CohortMode[mode],
    )


def cell_text(snapshot: str, request: ReportRequest, key: RowKey, measure: str) -> str:
    """What names one cell: its facts, its request, its row and its measure."""
    place = [_day(key.starts_on), _day(key.ends_on), [*key.segment], key.record]
    return msgspec.json.encode([snapshot, request_values(request), place, measure]).decode()


def cell_of_text(text: str) -> tuple[str, ReportRequest, RowKey, str]:
    """The facts, the request, the row and the measure that such a text names."""
    snapshot, values, place, measure = msgspec.json.decode(text)
    key = RowKey(_date(place[0]), _date(place[1]), tuple(place[2]), place[3])
    return snapshot, request_of_values(values), key, measure


def result_text(snapshot: str, request: ReportRequest) -> str:
    """What names one result: its facts and its request."""
    return msgspec.json.encode([snapshot, request_values(request)]).decode()


def result_of_text(text: str) -> tuple[str, ReportRequest]:
    """The facts and the request that such a text names."""
    snapshot, values = msgspec.json.decode(text)
    return snapshot, request_of_values(values)


def written_request(request: ReportRequest) -> str:
    """A request as the store keeps it with a run."""
    return msgspec.json.encode(request_values(request)).decode()


def request_written(text: str) -> ReportRequest:
    """The request of such a text. Raises BadUserInput where another version of the gateway wrote it."""
    try:
        return request_of_values(msgspec.json.decode(text))
    except (ValueError, KeyError, TypeError, msgspec.DecodeError):
        raise BadUserInput("The run was started by another version of the gateway: start it again.") from None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
