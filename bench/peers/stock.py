"""Stock Strawberry as its documentation teaches it: types, async resolvers, DataLoaders, starlette and uvicorn.

`python -m bench.peers.stock PORT`, with the stub's address in BENCH_STUB. The caches that it documents are on.
"""

import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, cast

import strawberry
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info
from strawberry.types.scalar import ScalarDefinition

from bench.peers.zoho import Zoho

ZOHO = Zoho()
parsed = partial(json.loads, parse_float=Decimal)


class Context:
    """The caller's token and the loaders of one request."""

    def __init__(self, authorization: str) -> None:
        self.authorization = authorization
        self.accounts: DataLoader[str, Account | None] = DataLoader(self._accounts)
        self.users: DataLoader[str, User | None] = DataLoader(self._users)

    async def _accounts(self, ids: list[str]) -> list["Account | None"]:
        rows = parsed(await ZOHO.accounts(self.authorization, ids))["data"]
        found = {row["id"]: account_of(row) for row in rows}
        return [found.get(id_) for id_ in ids]

    async def _users(self, ids: list[str]) -> list["User | None"]:
        rows = parsed(await ZOHO.users(self.authorization, ids))["users"]
        found = {row["id"]: user_of(row) for row in rows}
        return [found.get(id_) for id_ in ids]


Asked = Info[Context, None]


@strawberry.enum
class InvoiceStatus(Enum):
    """How far an invoice is."""

    DRAFT = "draft"
    SENT = "sent"
    OVERDUE = "overdue"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    VIEWED = "viewed"


@strawberry.enum
class UserStatus(Enum):
    """Whether a user signs in."""

    ACTIVE = "active"
    DISABLED = "disabled"
    DELETED = "deleted"
    CLOSED = "closed"


@strawberry.type
class Money:
    """An amount in a currency."""

    amount: Decimal
    currency: str


@strawberry.type
class Invoice:
    """An invoice."""

    number: str | None
    reference: str | None
    status: InvoiceStatus | None
    issued_on: date | None
    due_on: date | None
    last_payment_on: date | None
    customer_name: str | None
    email: str | None
    currency: str | None
    exchange_rate_to_base: Decimal | None
    is_emailed: bool | None
    created_at: datetime | None
    total: Money | None
    balance: Money | None
    shipping_charge: Money | None


@strawberry.type
class User:
    """A user."""

    name: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    status: UserStatus | None
    time_zone: str | None


@strawberry.type
class Account:
    """An account."""

    name: str | None
    industry: str | None
    phone: str | None
    website: str | None
    employees: int | None
    annual_revenue: Money | None
    owner_id: strawberry.Private[str]

    @strawberry.field
    async def owner(self, info: Asked) -> User | None:
        """Who owns it."""
        return await info.context.users.load(self.owner_id)


@strawberry.type
class Deal:
    """A deal."""

    name: str | None
    stage: str | None
    probability: int | None
    closing_on: date | None
    kind: str | None
    lead_source: str | None
    amount: Money | None
    account_id: strawberry.Private[str]

    @strawberry.field
    async def account(self, info: Asked) -> Account | None:
        """Whose deal it is."""
        return await info.context.accounts.load(self.account_id)


@strawberry.type
class InvoiceConnection:
    """A page of invoices."""

    nodes: list[Invoice]


@strawberry.type
class DealConnection:
    """A page of deals."""

    nodes: list[Deal]


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def invoices(self, info: Asked, first: int = 200) -> InvoiceConnection | None:
        """One page of invoices."""
        body = await ZOHO.invoices(info.context.authorization, first)
        return InvoiceConnection(nodes=[invoice_of(row) for row in parsed(body)["invoices"]])

    @strawberry.field
    async def deals(self, info: Asked, first: int = 50) -> DealConnection | None:
        """One page of deals."""
        body = await ZOHO.deals(info.context.authorization, first)
        return DealConnection(nodes=[deal_of(row) for row in parsed(body)["data"]])


def _money(row: dict[str, Any], key: str, currency: str) -> Money:
    return Money(amount=row[key], currency=row[currency])


def invoice_of(row: dict[str, Any]) -> Invoice:
    """An invoice of Books' row."""
    return Invoice(
        number=row["invoice_number"],
        reference=row["reference_number"],
        status=InvoiceStatus(row["status"]),
        issued_on=date.fromisoformat(row["date"]),
        due_on=date.fromisoformat(row["due_date"]),
        last_payment_on=date.fromisoformat(row["last_payment_date"]),
        customer_name=row["customer_name"],
        email=row["email"],
        currency=row["currency_code"],
        exchange_rate_to_base=row["exchange_rate"],
        is_emailed=row["is_emailed"],
        created_at=datetime.fromisoformat(row["created_time"]).astimezone(UTC),
        total=_money(row, "total", "currency_code"),
        balance=_money(row, "balance", "currency_code"),
        shipping_charge=_money(row, "shipping_charge", "currency_code"),
    )


def deal_of(row: dict[str, Any]) -> Deal:
    """A deal of CRM's row."""
    return Deal(
        name=row["Deal_Name"],
        stage=row["Stage"],
        probability=row["Probability"],
        closing_on=date.fromisoformat(row["Closing_Date"]),
        kind=row["Type"],
        lead_source=row["Lead_Source"],
        amount=_money(row, "Amount", "Currency"),
        account_id=row["Account_Name"]["id"],
    )


def account_of(row: dict[str, Any]) -> Account:
    """An account of CRM's row."""
    return Account(
        name=row["Account_Name"],
        industry=row["Industry"],
        phone=row["Phone"],
        website=row["Website"],
        employees=row["Employees"],
        annual_revenue=_money(row, "Annual_Revenue", "Currency"),
        owner_id=row["Owner"]["id"],
    )


def user_of(row: dict[str, Any]) -> User:
    """A user of CRM's row."""
    return User(
        name=row["full_name"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        status=UserStatus(row["status"]),
        time_zone=row["time_zone"],
    )


def _utc(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


class Endpoint(GraphQL[Context, None]):
    """Strawberry's own ASGI application."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """The context of one request."""
        return Context(request.headers["authorization"])


def application() -> Endpoint:
    """The application, with instants written as the gateway writes them."""
    scalars = cast("dict[object, ScalarDefinition]", {datetime: strawberry.scalar(name="DateTime", serialize=_utc)})
    return Endpoint(
        strawberry.Schema(Query, config=StrawberryConfig(scalar_map=scalars), extensions=[ParserCache, ValidationCache])
    )


if __name__ == "__main__":
    uvicorn.run(application(), port=int(sys.argv[1]), log_level="warning", access_log=False, loop="uvloop")
