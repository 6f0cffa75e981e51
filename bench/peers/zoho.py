"""How the Python peers reach the stub: one pooled aiohttp session, bytes out."""

import os

import aiohttp
from isal import isal_zlib

ORGANIZATION = "460000000000100"
BOOKS, CRM = "/books/v3", "/crm/v8"
DEAL_FIELDS = "Account_Name,Amount,Closing_Date,Currency,Deal_Name,Lead_Source,Probability,Stage,Type"
ACCOUNT_FIELDS = "Account_Name,Annual_Revenue,Currency,Employees,Industry,Owner,Phone,Website"
LARGEST_PAGE, IDS_AT_ONCE = 200, 100
# The faster of the two libraries that aiohttp documents for compressed bodies.
aiohttp.set_zlib_backend(isal_zlib)  # pyright: ignore[reportArgumentType]  # the stubs of isal


class Zoho:
    """GETs with the caller's token."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._base = os.environ["BENCH_STUB"]

    async def get(self, authorization: str, path: str, **params: str) -> bytes:
        """The body of one answer."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(self._base, connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        headers = {"Authorization": f"Zoho-oauthtoken {authorization.removeprefix('Bearer ')}"}
        async with self._session.get(path, params=params, headers=headers) as response:
            response.raise_for_status()
            return await response.read()

    async def invoices(self, authorization: str, first: int = LARGEST_PAGE) -> bytes:
        """The first page of invoices."""
        page = {"page": "1", "per_page": str(first)}
        return await self.get(
            authorization, f"{BOOKS}/invoices", organization_id=ORGANIZATION, filter_by="Status.All", **page
        )

    async def deals(self, authorization: str, first: int = 50) -> bytes:
        """One page of deals."""
        return await self.get(authorization, f"{CRM}/Deals", fields=DEAL_FIELDS, page="1", per_page=str(first))

    async def accounts(self, authorization: str, ids: list[str]) -> bytes:
        """Accounts by id, in no order."""
        return await self.get(
            authorization, f"{CRM}/Accounts", fields=ACCOUNT_FIELDS, ids=",".join(ids), per_page=str(IDS_AT_ONCE)
        )

    async def users(self, authorization: str, ids: list[str]) -> bytes:
        """Users by id, in no order."""
        return await self.get(
            authorization, f"{CRM}/users", type="AllUsers", ids=",".join(ids), per_page=str(IDS_AT_ONCE)
        )
