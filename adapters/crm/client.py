"""Zoho CRM v8 as one caller reaches it: records, users, the organisation and metadata."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import msgspec

from adapters.answers import is_followed, row_list, text_in
from adapters.composites import MOST_RECORDS
from adapters.crm.attachments import ATTACHMENT_FIELDS, attachment_in
from adapters.crm.errors import success_body, written_record
from adapters.crm.module import CrmModule
from adapters.decoding import projected_rows
from adapters.downloads import Download, downloaded
from adapters.exchange import Upstream
from adapters.messages import Request, Response, Upload
from domain.attachments import AttachedFile
from domain.costs import CallParameters
from domain.errors import NotFound, UpstreamUnavailable
from domain.json_values import mapping
from domain.queries import RECORD_ID, Row

LARGEST_PAGE = 200
IDS_AT_ONCE = 100
FIELDS_AT_ONCE = 50

# Amounts are exact numbers in JSON.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class CrmPage:
    """One upstream page: its rows, whether more follow, and the token of the next page."""

    rows: list[Row]
    more: bool
    next_token: str | None


class Crm:
    """CRM's endpoints. Each method states its calls."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def _read(self, *path: str, params: CallParameters = ()) -> Any:
        return await self._upstream.ask(Request("crm", path, params), success_body)

    async def rows(self, path: tuple[str, ...], fields: frozenset[str], params: CallParameters) -> CrmPage:
        """`GET /{path}?fields=`: one call per fifty fields; rows of later calls are merged by id."""
        names = sorted(fields - {"id"}) or ["id"]
        first, *others = (names[start : start + FIELDS_AT_ONCE] for start in range(0, len(names), FIELDS_AT_ONCE))
        page = await self._part(path, first, params)
        for part in others:
            for rest in self._rest_of(page, params):
                page = _merged(page, await self._part(path, part, rest))
        return page

    async def _part(self, path: tuple[str, ...], names: Sequence[str], params: CallParameters) -> CrmPage:
        return await self._page(path, (("fields", ",".join(names)), *params), frozenset(names))

    async def _page(self, path: tuple[str, ...], params: CallParameters, columns: frozenset[str]) -> CrmPage:
        def read(response: Response) -> CrmPage:
            projected = projected_rows(response, "data", "id", columns, "info", code=False)
            if projected is None:
                return _page_in(success_body(response), params)
            return _page_of(projected.rows, projected.envelope, params)

        return await self._upstream.ask(Request("crm", path, params), read)

    def _rest_of(self, page: CrmPage, params: CallParameters) -> list[CallParameters]:
        """The parameters for other fields of a page's rows."""
        if "page_token" not in dict(params):
            return [params] if page.rows else []
        # A page token is bound to the fields of its request (page "Get Records").
        ids = [str(row["id"]) for row in page.rows]
        return [_of_ids(ids[start : start + IDS_AT_ONCE]) for start in range(0, len(ids), IDS_AT_ONCE)]

    async def many(self, module: CrmModule, ids: Sequence[str], fields: frozenset[str]) -> dict[str, Row]:
        """`GET /{module}?ids=`: records by id, those that are visible: one call per hundred ids and fifty fields."""
        valid_ids = sorted({id_ for id_ in ids if RECORD_ID.fullmatch(id_)})
        rows: dict[str, Row] = {}
        for start in range(0, len(valid_ids), IDS_AT_ONCE):
            params = _of_ids(valid_ids[start : start + IDS_AT_ONCE])
            if module.api_name == "users":
                # /users takes no `fields`, and without a type it lists every user.
                page = _page_in(await self._read("users", params=(("type", "AllUsers"), *params)), params, "users")
            else:
                page = await self.rows((module.api_name,), fields, params)
            rows.update({str(row["id"]): row for row in page.rows})
        return rows

    async def count(self, module: CrmModule, params: CallParameters) -> int:
        """`GET /{module}/actions/count`: how many records there are, one call. Raises UpstreamUnavailable."""
        counted = mapping(await self._read(module.api_name, "actions", "count", params=params)).get("count")
        # That of users comes as a text.
        if not str(counted).isascii() or not str(counted).isdecimal():
            raise UpstreamUnavailable(
                "Zoho CRM answered with something that is no answer.", service="crm", detail="no number under 'count'"
            )
        return int(str(counted))

    async def users(self, params: CallParameters) -> CrmPage:
        """`GET /users`: one call per page of 200."""
        return _page_in(await self._read("users", params=params), params, "users")

    async def current_user(self) -> Row | None:
        """`GET /users?type=CurrentUser`: one call."""
        page = await self.users((("type", "CurrentUser"),))
        return page.rows[0] if page.rows else None

    async def organization(self) -> Row | None:
        """`GET /org`: one call. From then on the caller's calls count for it."""
        body = await self._read("org")
        rows = [] if body is None else row_list("crm", body, "org", "id")
        if not rows:
            return None
        if RECORD_ID.fullmatch(id_ := str(rows[0]["id"])) is not None:
            self._upstream.exchange.limiters.note_home(self._upstream.caller, id_)
        return rows[0]

    async def related(self, path: tuple[str, ...], params: CallParameters) -> CrmPage:
        """`GET /{module}/{id}/{relation}`: one page, one call."""
        return _page_in(await self._read(*path, params=params), params)

    async def attachments(self, module: CrmModule, id_: str) -> list[AttachedFile]:
        """`GET /{module}/{id}/Attachments`: the files of a record, at most 200, one call."""
        params = (("fields", ATTACHMENT_FIELDS),)
        page = await self.related((module.api_name, id_, "Attachments"), params)
        return [attachment_in(row) for row in page.rows]

    async def timeline(self, path: tuple[str, str], newest: int) -> CrmPage:
        """`GET /{module}/{id}/__timeline`: the newest entries of a record's history, at least so many if there are.

        One call per 200: later pages have a token and no number.
        """
        params: CallParameters = (("per_page", str(min(newest, LARGEST_PAGE))),)
        rows: list[Row] = []
        while True:
            page = _page_in(await self._read(*path, "__timeline", params=params), params, "__timeline")
            rows += page.rows
            if len(rows) >= newest or not page.more or page.next_token is None:
                return CrmPage(rows, page.more, page.next_token)
            params = (("page_token", page.next_token),)

    async def write(
        self, method: str, path: tuple[str, ...], records: Sequence[Row], unmodified_since: str | None = None
    ) -> Row:
        """Write one record, sent once; its id and times. Raises WriteRefused, NotFound and OutcomeUnknown."""
        # CRM itself writes UTC as an offset.
        instant = (unmodified_since or "").replace("Z", "+00:00")
        headers = (("If-Unmodified-Since", instant),) if instant else ()
        body = _ENCODER.encode({"data": records}) if records else None
        request = Request("crm", path, method=method, headers=headers, body=body, reads=False)
        return await self._upstream.ask(request, written_record)

    async def attach(self, *path: str, upload: Upload) -> Row:
        """`POST /{module}/{id}/Attachments`: a file, sent once; its id. Raises WriteRefused and OutcomeUnknown."""
        request = Request("crm", path, method="POST", reads=False, upload=upload, is_file=True)
        return await self._upstream.ask(request, written_record)

    def file(self, *path: str, most: int | None = None) -> AbstractAsyncContextManager[Download]:
        """Any file, while it is being sent: one call. Raises NotFound, and the error of a refusal."""
        return downloaded(self._upstream, Request("crm", path), _refuse, most=most)

    async def from_addresses(self) -> list[Row]:
        """`GET /settings/emails/actions/from_addresses`: the addresses that the caller may send from, one call."""
        body = await self._read("settings", "emails", "actions", "from_addresses")
        return [] if body is None else row_list("crm", body, "from_addresses", "email")

    async def modules(self) -> list[Row] | None:
        """`GET /settings/modules`: every module with the caller's rights, None for no CRM user. One call."""
        body = await self._read("settings", "modules")
        return None if body is None else row_list("crm", body, "modules", "api_name")

    async def profile(self, id_: str) -> Row:
        """`GET /settings/profiles/{id}`: a profile with its permissions, one call. Raises NotFound."""
        body = await self._read("settings", "profiles", id_)
        rows = [] if body is None else row_list("crm", body, "profiles", "id")
        if not rows:
            raise NotFound("There is no such profile.", service="crm")
        return rows[0]

    async def fields(self, api_name: str) -> list[Row]:
        """`GET /settings/fields`: every field of a module as the caller sees it, one call."""
        body = await self._read("settings", "fields", params=(("module", api_name),))
        return [] if body is None else row_list("crm", body, "fields", "api_name")

    async def views(self, module: CrmModule) -> list[Row]:
        """`GET /settings/custom_views`: a module's saved views, one call. Raises UpstreamUnavailable."""
        body = await self._read("settings", "custom_views", params=(("module", module.api_name),))
        rows = [] if body is None else row_list("crm", body, "custom_views", "id")
        for row in rows:
            text_in("crm", row, "display_value")
            text_in("crm", row, "category")
        return rows

    async def view(self, module: CrmModule, id_: str) -> Row:
        """`GET /settings/custom_views/{id}`: one saved view with its criteria, one call. Raises NotFound."""
        params = (("module", module.api_name),)
        body = await self._read("settings", "custom_views", id_, params=params)
        rows = [] if body is None else row_list("crm", body, "custom_views", "id")
        if not rows:
            raise NotFound("There is no such saved view.", service="crm")
        return rows[0]


def _refuse(response: Response) -> None:
    """Raise the error of an answer that is no file: CRM's refusals have statuses other than 200."""
    if response.status != 200 and success_body(response) is None:
        raise NotFound("Zoho CRM has no such file for the caller.", service="crm", detail=f"status {response.status}")


def _page_in(body: Any, params: CallParameters, key: str = "data") -> CrmPage:
    if body is None:
        return CrmPage([], more=False, next_token=None)
    return _page_of(row_list("crm", body, key, "id"), mapping(body), params)


def _page_of(rows: list[Row], envelope: Mapping[str, Any], params: CallParameters) -> CrmPage:
    info = mapping(envelope.get("info"))
    more = is_followed("crm", info, "more_records", len(rows), params)
    return CrmPage(rows, more, text_in("crm", info, "next_page_token"))


def _of_ids(ids: Sequence[str]) -> CallParameters:
    size = MOST_RECORDS if len(ids) <= MOST_RECORDS else IDS_AT_ONCE
    return (("ids", ",".join(ids)), ("per_page", str(size)))


def _merged(page: CrmPage, other: CrmPage) -> CrmPage:
    other_rows = {str(row["id"]): row for row in other.rows}
    return CrmPage([{**row, **other_rows.get(str(row["id"]), {})} for row in page.rows], page.more, page.next_token)
