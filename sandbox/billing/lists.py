"""The list engine: views, look-ups, sorting and pages, declared once for each list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, true

from sandbox.billing.endpoints import PRODUCT, BillingRequest
from sandbox.billing.envelope import BillingResponse, invalid, success
from sandbox.billing.formats import public
from sandbox.store import Body, number_of, text_of

PER_PAGE = 200
ListView = Callable[[BillingRequest], ColumnElement[bool]]
LookUp = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: where its records are, what a row shows, what it may be asked for and how it is sorted unasked.

    `views` is the vocabulary of `filter_by` after the prefix; `look_ups` are the other parameters that filter.
    """

    module: str
    name: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    views: Mapping[str, ListView] = field(default_factory=dict[str, ListView])
    look_ups: Mapping[str, LookUp] = field(default_factory=dict[str, LookUp])
    sort_column: str = "created_time"
    sort_order: str = "D"


def everything(request: BillingRequest) -> ColumnElement[bool]:
    """The view without a condition."""
    del request
    return true()


def being(key: str, *values: str) -> ListView:
    """The view of the records whose value under `key` is one of these."""

    def condition(request: BillingRequest) -> ColumnElement[bool]:
        del request
        return text_of(key).in_(values)

    return condition


def flagged(key: str, on: bool) -> ListView:
    """The view of the records whose boolean under `key` is on, or off."""

    def condition(request: BillingRequest) -> ColumnElement[bool]:
        del request
        return number_of(key) == int(on)

    return condition


def equal_to(key: str) -> LookUp:
    """The parameter's value is exactly the record's under `key`."""
    return lambda value: text_of(key) == value


def within(key: str) -> LookUp:
    """The parameter's value occurs in the record's under `key`."""
    return lambda value: text_of(key).contains(value, autoescape=True)


def views_of(prefix: str, **views: ListView) -> dict[str, ListView]:
    """The vocabulary of one `filter_by`, `<prefix>.All` first."""
    return {f"{prefix}.{name}": view for name, view in {"All": everything, **views}.items()}


def page_of(request: BillingRequest, listing: Listing, where: Sequence[ColumnElement[bool]] = ()) -> BillingResponse:
    """One page of the list in its envelope. Unknown parameters are ignored."""
    page, per_page = _count(request, "page", 1), min(_count(request, "per_page", PER_PAGE), PER_PAGE)
    column = request.query.get("sort_column", listing.sort_column)
    order = request.query.get("sort_order", listing.sort_order)
    if column not in listing.columns:
        raise invalid("sort_column")
    if order not in {"A", "D"}:
        raise invalid("sort_order")
    key = number_of(column) if column in listing.numbers else text_of(column)
    bodies = request.store.bodies(
        PRODUCT,
        listing.module,
        [*where, *_conditions(request, listing)],
        order=[key.desc() if order == "D" else key.asc()],
        offset=(page - 1) * per_page,
        limit=per_page + 1,
    )
    rows: list[Body] = [public(body, listing.columns) for body in bodies[:per_page]]
    context = {
        "page": page,
        "per_page": per_page,
        "has_more_page": len(bodies) > per_page,
        "applied_filter": request.query.get("filter_by", next(iter(listing.views), "")),
        "sort_column": column,
        "sort_order": order,
    }
    return success({listing.name: rows, "page_context": context})


def _conditions(request: BillingRequest, listing: Listing) -> list[ColumnElement[bool]]:
    conditions = [look_up(request.query[name]) for name, look_up in listing.look_ups.items() if request.query.get(name)]
    chosen = request.query.get("filter_by")
    if chosen and listing.views:
        if chosen not in listing.views:
            raise invalid("filter_by")
        conditions.append(listing.views[chosen](request))
    return conditions


def _count(request: BillingRequest, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise invalid(name)
    return int(text)
