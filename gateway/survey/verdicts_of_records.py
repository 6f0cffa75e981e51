"""Verdicts on what is assumed of lists and values of records, of views, events and the definitions of fields."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from adapters.billing.events import subscription_then
from adapters.books.field_definitions import KEY
from adapters.finance_platform.envelope import page_context
from domain.json_values import mapping, mappings
from domain.modules import billing, books
from domain.modules.module import Module
from domain.queries import Row
from gateway.survey.evidence import NO_SUCH_ADDRESS, Evidence, Verdict, either
from gateway.survey.reads import COUNT, DEFINITIONS, EVENT, LIVE
from resolvers.catalogue import FINANCE

# "Others", whom lists name where there is no salesperson.
NOBODY = ("-1", "Others")


def _counts(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("crm", COUNT)
    if answer.succeeded:
        return either(confirmed=str(mapping(answer.body).get("count")).isdecimal())
    return "refuted" if answer.status in NO_SUCH_ADDRESS else "not seen"


def _field_definitions(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("books", DEFINITIONS)
    if answer.succeeded:
        rows = mapping(answer.body).get(KEY)
        named = all({"api_name", "label", "data_type"} <= row.keys() for row in mappings(rows))
        return either(confirmed=isinstance(rows, list) and named)
    return "refuted" if answer.status in NO_SUCH_ADDRESS else "not seen"


def _views_of_a_status(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("billing", LIVE)
    if answer.succeeded:
        return either(confirmed={row.get("status") for row in answer.rows} == {"live"}) if answer.rows else "not seen"
    return "refuted" if answer.status in NO_SUCH_ADDRESS else "not seen"


def _paused_in_lists(evidence: Evidence) -> Verdict:
    # An organisation without paused subscriptions refutes nothing.
    listed = evidence.seen.at("billing", f"GET /{FINANCE[billing.SUBSCRIPTIONS].path}").rows
    return "confirmed" if any(row.get("status") == "paused" for row in listed) else "not seen"


def _events_payload(evidence: Evidence) -> Verdict:
    event = evidence.seen.at("billing", EVENT)
    if not (event.succeeded and event.rows):
        return "not seen"
    return either(confirmed=all(subscription_then(row) is not None for row in event.rows))


def _rows_of_books(evidence: Evidence) -> Iterator[Row]:
    return (row for answer in evidence.seen.of("books") for row in answer.rows)


def _no_salesperson(evidence: Evidence) -> Verdict:
    names = [row.get("salesperson_name") for row in _rows_of_books(evidence) if row.get("salesperson_id") == NOBODY[0]]
    return either(confirmed=set(names) <= {NOBODY[1], ""}) if names else "not seen"


def _submitted_date(evidence: Evidence) -> Verdict:
    values = [value for row in _rows_of_books(evidence) if (value := row.get("submitted_date"))]
    return either(confirmed=all(map(_is_instant_or_day, values))) if values else "not seen"


def _is_instant_or_day(value: object) -> bool:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            read(str(value))
        except ValueError:
            continue
        return True
    return False


def _billed_status(evidence: Evidence) -> Verdict:
    known = FINANCE[books.PURCHASE_ORDERS]
    single = evidence.seen.at("books", f"GET /{known.path}/{{id}}").rows
    listed = {str(row.get(known.id)): row for row in evidence.seen.at("books", f"GET /{known.path}").rows}
    both = [(row, listed[id_]) for row in single if (id_ := str(row.get(known.id))) in listed]
    if not both:
        return "not seen"
    # Where the single record says something, it says what the list does.
    same = all(row.get("billed_status") in {None, "", each.get("billed_status")} for row, each in both)
    return either(confirmed=same and all(each.get("billed_status") for _, each in both))


def _more_pages(evidence: Evidence) -> Verdict:
    lists = [each for each in evidence.seen.all if each.side == "list" and each.succeeded and each.rows]
    paged = [each for each in lists if each.module is not None and _is_paged(each.module)]
    contexts = [{**mapping(mapping(each.body).get("info")), **page_context(mapping(each.body))} for each in paged]
    said = [context.get("more_records", context.get("has_more_page")) for context in contexts]
    return either(confirmed=all(isinstance(value, bool) for value in said)) if said else "not seen"


def _is_paged(module: Module) -> bool:
    return module not in FINANCE or FINANCE[module].is_paged


CHECKS_OF_RECORDS: Mapping[str, Callable[[Evidence], Verdict]] = {
    "crm.counts": _counts,
    "crm.more-pages": _more_pages,
    "books.field-definitions": _field_definitions,
    "books.no-salesperson": _no_salesperson,
    "books.submitted-date": _submitted_date,
    "books.billed-status": _billed_status,
    "billing.views-of-a-status": _views_of_a_status,
    "billing.paused-in-lists": _paused_in_lists,
    "billing.events-payload": _events_payload,
}
