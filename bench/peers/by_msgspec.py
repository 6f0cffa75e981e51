"""The columns that an operation selects, decoded with msgspec and encoded in the gateway's shape; no other column."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from bench.peers.by_orjson import DEALS, TRIVIAL, VISIBLE
from bench.peers.zoho import Zoho

ZOHO = Zoho()
ENCODED = msgspec.json.Encoder().encode


class Columns(msgspec.Struct, gc=False):
    """What every operation selects of an invoice."""

    invoice_number: str
    status: str
    date: str
    due_date: str
    customer_name: str
    email: str
    currency_code: str
    exchange_rate: float
    is_emailed: bool
    created_time: datetime


class TotalColumns(Columns, gc=False):
    """An invoice with its amounts."""

    total: float
    balance: float


class VisibleColumns(Columns, gc=False):
    """An invoice without amounts."""

    reference_number: str
    last_payment_date: str


class TotalPage(msgspec.Struct, gc=False):
    """A page of invoices with amounts."""

    invoices: list[TotalColumns]


class VisiblePage(msgspec.Struct, gc=False):
    """A page of invoices without amounts."""

    invoices: list[VisibleColumns]


class Link(msgspec.Struct, gc=False):
    """A look-up."""

    id: str


class DealColumns(msgspec.Struct, gc=False):
    """A deal."""

    Deal_Name: str
    Stage: str
    Probability: int
    Closing_Date: str
    Type: str
    Lead_Source: str
    Amount: float
    Currency: str
    Account_Name: Link


class AccountColumns(msgspec.Struct, gc=False):
    """An account."""

    id: str
    Account_Name: str
    Industry: str
    Phone: str
    Website: str
    Employees: int
    Annual_Revenue: float
    Currency: str
    Owner: Link


class UserColumns(msgspec.Struct, gc=False):
    """A user."""

    id: str
    full_name: str
    first_name: str
    last_name: str
    email: str
    status: str
    time_zone: str


class DealPage(msgspec.Struct, gc=False):
    """A page of deals."""

    data: list[DealColumns]


class AccountPage(msgspec.Struct, gc=False):
    """A page of accounts."""

    data: list[AccountColumns]


class UserPage(msgspec.Struct, gc=False):
    """A page of users."""

    users: list[UserColumns]


TOTAL_PAGE, VISIBLE_PAGE = msgspec.json.Decoder(TotalPage), msgspec.json.Decoder(VisiblePage)
DEAL_PAGE, ACCOUNT_PAGE = msgspec.json.Decoder(DealPage), msgspec.json.Decoder(AccountPage)
USER_PAGE = msgspec.json.Decoder(UserPage)


async def decoded(authorization: str, query: bytes) -> bytes:
    """What the operation selects, in its shape."""
    if TRIVIAL in query:
        return ENCODED({"data": {"__typename": "Query"}})
    if DEALS in query:
        return ENCODED({"data": {"deals": {"nodes": await _deals(authorization)}}})
    body = await ZOHO.invoices(authorization)
    if VISIBLE in query:
        shown = [_visible(row) for row in VISIBLE_PAGE.decode(body).invoices]
    else:
        shown = [_invoice(row) for row in TOTAL_PAGE.decode(body).invoices]
    return ENCODED({"data": {"invoices": {"nodes": shown}}})


def _common(row: Columns) -> dict[str, Any]:
    return {
        "number": row.invoice_number,
        "status": row.status.upper(),
        "issuedOn": row.date,
        "dueOn": row.due_date,
        "customerName": row.customer_name,
        "email": row.email,
        "currency": row.currency_code,
        "exchangeRateToBase": str(row.exchange_rate),
        "isEmailed": row.is_emailed,
        "createdAt": row.created_time.astimezone(UTC),
    }


def _invoice(row: TotalColumns) -> dict[str, Any]:
    shown = _common(row)
    shown["total"] = {"amount": str(row.total), "currency": row.currency_code}
    shown["balance"] = {"amount": str(row.balance), "currency": row.currency_code}
    return shown


def _visible(row: VisibleColumns) -> dict[str, Any]:
    shown = _common(row)
    shown["reference"] = row.reference_number
    shown["lastPaymentOn"] = row.last_payment_date
    return shown


async def _deals(authorization: str) -> list[dict[str, Any]]:
    deals = DEAL_PAGE.decode(await ZOHO.deals(authorization)).data
    ids = list(dict.fromkeys(deal.Account_Name.id for deal in deals))
    accounts = {row.id: row for row in ACCOUNT_PAGE.decode(await ZOHO.accounts(authorization, ids)).data}
    ids = list(dict.fromkeys(row.Owner.id for row in accounts.values()))
    users = {row.id: row for row in USER_PAGE.decode(await ZOHO.users(authorization, ids)).users}
    return [_deal(deal, account := accounts[deal.Account_Name.id], users[account.Owner.id]) for deal in deals]


def _deal(row: DealColumns, account: AccountColumns, user: UserColumns) -> dict[str, Any]:
    owner = {
        "name": user.full_name,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "status": user.status.upper(),
        "timeZone": user.time_zone,
    }
    known = {
        "name": account.Account_Name,
        "industry": account.Industry,
        "phone": account.Phone,
        "website": account.Website,
        "employees": account.Employees,
        "annualRevenue": {"amount": str(account.Annual_Revenue), "currency": account.Currency},
        "owner": owner,
    }
    return {
        "name": row.Deal_Name,
        "stage": row.Stage,
        "probability": row.Probability,
        "closingOn": row.Closing_Date,
        "kind": row.Type,
        "leadSource": row.Lead_Source,
        "amount": {"amount": str(row.Amount), "currency": row.Currency},
        "account": known,
    }
