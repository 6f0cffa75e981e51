"""Every key decoded with orjson; what the operation selects is picked and encoded in the gateway's shape."""

from datetime import UTC, datetime
from typing import Any

import orjson

from bench.peers.zoho import Zoho

ZOHO = Zoho()
# It knows the operations by a word of theirs: it is no GraphQL server.
TRIVIAL, DEALS, VISIBLE = b"__typename", b"deals(", b"reference"


async def decoded(authorization: str, query: bytes) -> bytes:
    """What the operation selects, in its shape."""
    if TRIVIAL in query:
        return orjson.dumps({"data": {"__typename": "Query"}})
    if DEALS in query:
        return orjson.dumps({"data": {"deals": {"nodes": await _deals(authorization)}}})
    picked = _visible if VISIBLE in query else _invoice
    rows = orjson.loads(await ZOHO.invoices(authorization))["invoices"]
    data = {"invoices": {"nodes": [picked(row) for row in rows]}}
    return orjson.dumps({"data": data}, option=orjson.OPT_UTC_Z)


async def _deals(authorization: str) -> list[dict[str, Any]]:
    deals = orjson.loads(await ZOHO.deals(authorization))["data"]
    ids = list(dict.fromkeys(deal["Account_Name"]["id"] for deal in deals))
    accounts = {row["id"]: row for row in orjson.loads(await ZOHO.accounts(authorization, ids))["data"]}
    ids = list(dict.fromkeys(row["Owner"]["id"] for row in accounts.values()))
    users = {row["id"]: row for row in orjson.loads(await ZOHO.users(authorization, ids))["users"]}
    return [
        _deal(deal, account := accounts[deal["Account_Name"]["id"]], users[account["Owner"]["id"]]) for deal in deals
    ]


def _money(row: dict[str, Any], key: str, currency: str) -> dict[str, str]:
    return {"amount": str(row[key]), "currency": row[currency]}


def _common(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": row["invoice_number"],
        "status": row["status"].upper(),
        "issuedOn": row["date"],
        "dueOn": row["due_date"],
        "customerName": row["customer_name"],
        "email": row["email"],
        "currency": row["currency_code"],
        "exchangeRateToBase": str(row["exchange_rate"]),
        "isEmailed": row["is_emailed"],
        "createdAt": datetime.fromisoformat(row["created_time"]).astimezone(UTC),
    }


def _invoice(row: dict[str, Any]) -> dict[str, Any]:
    shown = _common(row)
    shown["total"] = _money(row, "total", "currency_code")
    shown["balance"] = _money(row, "balance", "currency_code")
    return shown


def _visible(row: dict[str, Any]) -> dict[str, Any]:
    shown = _common(row)
    shown["reference"] = row["reference_number"]
    shown["lastPaymentOn"] = row["last_payment_date"]
    return shown


def _deal(row: dict[str, Any], account: dict[str, Any], user: dict[str, Any]) -> dict[str, Any]:
    owner = {
        "name": user["full_name"],
        "firstName": user["first_name"],
        "lastName": user["last_name"],
        "email": user["email"],
        "status": user["status"].upper(),
        "timeZone": user["time_zone"],
    }
    known = {
        "name": account["Account_Name"],
        "industry": account["Industry"],
        "phone": account["Phone"],
        "website": account["Website"],
        "employees": account["Employees"],
        "annualRevenue": _money(account, "Annual_Revenue", "Currency"),
        "owner": owner,
    }
    return {
        "name": row["Deal_Name"],
        "stage": row["Stage"],
        "probability": row["Probability"],
        "closingOn": row["Closing_Date"],
        "kind": row["Type"],
        "leadSource": row["Lead_Source"],
        "amount": _money(row, "Amount", "Currency"),
        "account": known,
    }
