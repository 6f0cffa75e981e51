"""Zoho Books v3 as one caller reaches it in one organisation."""

from typing import Any

from adapters.answers import one_row, row_list
from adapters.finance import FinanceModule, FinancePage, Params, page_in, understood
from adapters.http import Request, Response, Upstream
from domain.queries import Row


def _understood(response: Response) -> dict[str, Any]:
    return understood("books", response)


async def organizations(upstream: Upstream) -> list[Row]:
    """`GET /organizations`: the caller's own ones, one call."""
    body = await upstream.ask(Request("books", ("organizations",)), _understood)
    return row_list("books", body, "organizations", "organization_id")


class Books:
    """Books' endpoints in one organisation, which every call names. Each method states its calls."""

    def __init__(self, upstream: Upstream, organization: str) -> None:
        self._upstream = upstream
        self._organization = organization

    async def _read(self, *path: str, params: Params = ()) -> dict[str, Any]:
        asked = (("organization_id", self._organization), *params)
        return await self._upstream.ask(Request("books", path, asked), _understood)

    async def rows(self, module: FinanceModule, params: Params, columns: frozenset[str] | None = None) -> FinancePage:
        """`GET /{path}`: one call per page of at most 200, its rows with the given columns alone or whole."""
        asked = (("organization_id", self._organization), *module.fixed, *params)
        request = Request("books", (module.path,), asked)
        return await self._upstream.ask(request, lambda response: page_in("books", response, module, columns))

    async def one(self, module: FinanceModule, id_: str) -> Row:
        """`GET /{path}/{id}`: the whole record, one call. Raises NotFound."""
        return one_row("books", await self._read(module.path, id_), module.row, module.id)

    async def me(self) -> Row:
        """`GET /users/me`: the caller as a Books user, one call."""
        return one_row("books", await self._read("users", "me"), "user", "user_id")
