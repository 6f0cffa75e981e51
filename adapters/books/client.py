"""Zoho Books v3 as one caller reaches it in one organisation."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, TypeVar

from adapters.answers import one_row, parsed, row_list
from adapters.books.emails import EmailContent, email_content_in
from adapters.books.field_definitions import definitions_in
from adapters.downloads import Download, downloaded
from adapters.exchange import Upstream
from adapters.finance_platform.envelope import (
    LARGEST_PAGE,
    FinancePage,
    FinanceValues,
    encoded,
    finance_page,
    has_more_pages,
    success_envelope,
    write_envelope,
)
from adapters.finance_platform.modules import FinanceModule
from adapters.messages import Request, Response, Upload
from domain.costs import CallParameters
from domain.errors import UpstreamUnavailable
from domain.json_values import mapping
from domain.queries import Row

EnvelopePart = TypeVar("EnvelopePart")
_REFUSAL = {"code", "message"}


def _success_envelope(response: Response) -> dict[str, Any]:
    return success_envelope("books", response)


def _refuse(response: Response) -> None:
    """Raise the error of a refusal. A JSON file has other keys than an envelope, and status 200."""
    if response.status != 200 or mapping(_json(response)).keys() == _REFUSAL:
        _success_envelope(response)


def _json(response: Response) -> object:
    try:
        return parsed("books", response)
    except UpstreamUnavailable:
        return None


async def organizations(upstream: Upstream) -> list[Row]:
    """`GET /organizations`: the caller's organisations, one call."""
    body = await upstream.ask(Request("books", ("organizations",)), _success_envelope)
    return row_list("books", body, "organizations", "organization_id")


class Books:
    """Books' endpoints in one organisation, which every call names. Each method states its calls."""

    def __init__(self, upstream: Upstream, organization: str) -> None:
        self._upstream = upstream
        self._organization = organization

    async def _read(self, *path: str, params: CallParameters = ()) -> dict[str, Any]:
        return await self._upstream.ask(Request("books", path, self._with_organization(params)), _success_envelope)

    def _with_organization(self, params: CallParameters) -> CallParameters:
        return (("organization_id", self._organization), *params)

    async def rows(
        self, module: FinanceModule, params: CallParameters, columns: frozenset[str] | None = None
    ) -> FinancePage:
        """`GET /{path}`: a page of at most 200 rows, with these columns only or whole for None; one call."""
        request = Request("books", module.segments, self._with_organization((*module.fixed, *params)))
        return await self._upstream.ask(
            request, lambda response: finance_page("books", response, module, columns, params)
        )

    async def one(self, module: FinanceModule, id_: str) -> Row:
        """`GET /{path}/{id}`: the whole record, one call. Raises NotFound."""
        return one_row("books", await self._read(*module.segments, id_), module.row, module.id)

    async def comments(self, module: FinanceModule, id_: str, most_pages: int = 1) -> list[Row]:
        """`GET /{path}/{id}/comments`: comments and history, the oldest first, one call.

        Those of contacts come in pages of 200, of which at most `most_pages` are read: one call each.
        """
        if module.path != "contacts":
            return row_list("books", await self._read(module.path, id_, "comments"), "comments", "comment_id")
        rows: list[Row] = []
        for page in range(1, most_pages + 1):
            params = (("page", str(page)), ("per_page", str(LARGEST_PAGE)))
            body = await self._read(module.path, id_, "comments", params=params)
            part = row_list("books", body, "contact_comments", "comment_id")
            rows += part
            if not has_more_pages("books", body, len(part), params):
                break
        return rows

    async def exchange_rates(self, currency_id: str) -> list[Row]:
        """`GET /settings/currencies/{id}/exchangerates`: the rates of a currency, one call. Raises NotFound."""
        body = await self._read("settings", "currencies", currency_id, "exchangerates")
        return row_list("books", body, "exchange_rates", "exchange_rate_id")

    async def templates(self, module: FinanceModule) -> list[Row]:
        """`GET /{path}/templates`: the templates of a document's PDF, one call."""
        return row_list("books", await self._read(*module.segments, "templates"), "templates", "template_id")

    async def custom_fields(self, entity: str) -> list[Row]:
        """`GET /settings/preferences/customfields`: the custom fields of a module, by the keys of CRM's; one call."""
        path = ("settings", "preferences", "customfields")
        return definitions_in(await self._read(*path, params=(("entity", entity),)))

    async def email_content(self, module: FinanceModule, id_: str, template: str | None = None) -> EmailContent:
        """`GET /{path}/{id}/email`: the filled template of a document's mail, one call. Raises NotFound."""
        params = (("email_template_id", template),) if template else ()
        return email_content_in(await self._read(module.path, id_, "email", params=params))

    async def create(self, module: FinanceModule, values: FinanceValues) -> Row:
        """`POST /{path}`: the new record, whole. Raises WriteRefused and OutcomeUnknown."""
        return await self._sent("POST", (module.path,), values, _row_of(module))

    async def change(self, module: FinanceModule, id_: str, values: FinanceValues) -> Row:
        """`PUT /{path}/{id}`: the record after the change, whole; keys that are not sent stay, lists are replaced."""
        return await self._sent("PUT", (module.path, id_), values, _row_of(module))

    async def take_over(self, path: str, crm_id: str) -> str:
        """`POST /crm/{path}/{id}/import`: the id of the contact that a record of CRM has become."""
        return await self._sent("POST", ("crm", path, crm_id, "import"), None, _contact_of)

    async def write(
        self, method: str, *path: str, params: CallParameters = (), values: FinanceValues | None = None
    ) -> None:
        """A write whose answer has no record, sent once. Raises WriteRefused and OutcomeUnknown."""
        await self._sent(method, path, values, lambda _: None, params)

    async def _sent(
        self,
        method: str,
        path: tuple[str, ...],
        values: FinanceValues | None,
        read: Callable[[dict[str, Any]], EnvelopePart],
        params: CallParameters = (),
    ) -> EnvelopePart:
        """The part of the envelope that `read` returns; an answer without it leaves the outcome unknown."""
        body = None if values is None else encoded(values)
        request = Request("books", path, self._with_organization(params), method, body=body, reads=False)
        return await self._upstream.ask(request, lambda response: read(write_envelope("books", response)))

    async def attach(self, *path: str, upload: Upload) -> None:
        """`POST /{path}/{id}/attachment`: a file, sent once. Raises WriteRefused and OutcomeUnknown."""
        params = self._with_organization(())
        request = Request("books", path, params, "POST", reads=False, upload=upload, is_file=True)
        await self._upstream.ask(request, lambda response: write_envelope("books", response))

    def file(
        self, *path: str, params: CallParameters = (), pdf: bool = False, most: int | None = None
    ) -> AbstractAsyncContextManager[Download]:
        """Any file, while it is being sent: one call. Raises the error of a refusal."""
        request = Request("books", path, self._with_organization(params))
        return downloaded(self._upstream, request, _refuse, pdf=pdf, most=most)

    async def users(self, page: int) -> FinancePage:
        """`GET /users`: a page of 200 users of the organisation, active or not, one call. Raises Forbidden."""
        params = (("filter_by", "Status.All"), ("page", str(page)), ("per_page", str(LARGEST_PAGE)))
        body = await self._read("users", params=params)
        rows = row_list("books", body, "users", "user_id")
        return FinancePage(rows, has_more_pages("books", body, len(rows), params))

    async def invite(self, name: str, email: str, role_id: str) -> Row:
        """`POST /users`: the new user, as far as the answer shows one. Raises WriteRefused and OutcomeUnknown."""
        values = {"name": name, "email": email, "role_id": role_id}
        return await self._sent("POST", ("users",), values, lambda body: mapping(body.get("user")))

    async def mark_user(self, user_id: str, mark: Literal["active", "inactive"]) -> None:
        """`POST /users/{user_id}/active` or `/inactive`, sent once. Raises WriteRefused and OutcomeUnknown."""
        await self._sent("POST", ("users", user_id, mark), None, lambda _: None)

    async def me(self) -> Row:
        """`GET /users/me`: the caller as a Books user, empty where the answer has no user. One call."""
        return mapping((await self._read("users", "me")).get("user"))


def _row_of(module: FinanceModule) -> Callable[[dict[str, Any]], Row]:
    return lambda body: one_row("books", body, module.row, module.id)


def _contact_of(body: dict[str, Any]) -> str:
    return str(one_row("books", body, "data", "contact_id")["contact_id"])
