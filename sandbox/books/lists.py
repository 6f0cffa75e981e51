"""The list engine: filters, views, search, sorting and pages (Zoho Books API v3, page "Pagination")."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from sandbox.books import filters
from sandbox.books.custom_fields import CUSTOM
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, dumped, success
from sandbox.books.refusals import invalid
from sandbox.store import Body, Record

PER_PAGE = 200


def list_answer(request: BooksRequest, module: BooksModule, *where: ColumnElement[bool]) -> BooksResponse:
    """One page of the module's list."""
    versions, context = page_of(request, module, *where)

    def rendered(ids: list[str]) -> dict[str, str]:
        bodies = request.ledger.bodies(module.name, [col(Record.id).in_(ids)])
        return {body[module.id_key]: dumped(module.rendered_row(request, body)) for body in bodies}

    if module.personal:
        texts = rendered([id_ for id_, _ in versions])
        rows = [texts[id_] for id_, _ in versions]
    else:
        rows = request.rows.texts(f"{request.organization.shelf}/{module.name}", versions, rendered)
    return replace(success(page_context=context), rows=(module.plural, rows))


def page_of(
    request: BooksRequest, module: BooksModule, *where: ColumnElement[bool]
) -> tuple[list[tuple[str, int]], Body]:
    """The ids and versions of one page's records, and its `page_context`."""
    page, per_page = paging(request.params)
    column, order = _sorting(request.params, module)
    by = _order(module, column, descending=order == "D")
    wanted = [*where, *conditions(request, module)]
    versions = request.ledger.versions(module.name, wanted, by, (page - 1) * per_page, per_page + 1)
    context: Body = {
        "page": page,
        "per_page": per_page,
        "has_more_page": len(versions) > per_page,
        "report_name": module.report,
        "applied_filter": request.params.get("filter_by") or next(iter(module.views)),
        "custom_fields": [],
        "sort_column": column,
        "sort_order": order,
    }
    return versions[:per_page], context


def conditions(request: BooksRequest, module: BooksModule) -> list[ColumnElement[bool]]:
    """What the request and the user's role leave of the module's records. Unknown parameters are ignored."""
    wanted = module.visible(request)
    known = dict(module.filters)
    if module.custom_fields:
        known |= filters.custom_fields([field.api_name for field in module.custom_fields])
    wanted += [known[name](value) for name, value in request.params.items() if value and name in known]
    view = request.params.get("filter_by")
    if view:
        if view not in module.views:
            raise invalid("filter_by")
        wanted.append(module.views[view])
    sought = request.params.get("search_text")
    if sought and module.searched:
        wanted.append(filters.containing(sought, module.searched))
    return wanted


def paging(params: Mapping[str, str]) -> tuple[int, int]:
    """The page and its size; sizes over the maximum are cut to it."""
    return _counted(params, "page", 1), min(_counted(params, "per_page", PER_PAGE), PER_PAGE)


def _sorting(params: Mapping[str, str], module: BooksModule) -> tuple[str, str]:
    column, order = params.get("sort_column") or module.sort[0], params.get("sort_order") or module.sort[1]
    custom = [field.api_name for field in module.custom_fields]
    if column not in {*module.sorts, module.sort[0], *custom}:
        raise invalid("sort_column")
    if order not in {"A", "D"}:
        raise invalid("sort_order")
    return column, order


def _order(module: BooksModule, column: str, *, descending: bool) -> list[ColumnElement[Any]]:
    own = any(field.api_name == column for field in module.custom_fields)
    # Without a cast, so that numbers sort as numbers; texts sort whatever their case.
    value = func.json_extract(col(Record.body), f"$.{CUSTOM}.{column}" if own else f"$.{column}").collate("NOCASE")
    return [value.desc(), col(Record.position).desc()] if descending else [value.asc()]


def _counted(params: Mapping[str, str], name: str, default: int) -> int:
    raw = params.get(name) or str(default)
    if not raw.isdecimal() or int(raw) < 1:
        raise invalid(name)
    return int(raw)
