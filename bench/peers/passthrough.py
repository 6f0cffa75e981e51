"""Ceilings of the stack that the gateway stands on: uvicorn and aiohttp without GraphQL.

`python -m bench.peers.passthrough raw|orjson PORT`. The raw one answers the upstream's bytes as they came; the other
decodes every key with orjson, picks what the operation selects, in the gateway's shape, and encodes that.
"""

import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from bench.peers.zoho import Zoho

ZOHO = Zoho()
_ACCOUNT = re.compile(rb'"Account_Name":\{"name":"[^"]*","id":"(\d+)"')
_OWNER = re.compile(rb'"Owner":\{"name":"[^"]*","id":"(\d+)"')
# Both know the operations by a word of theirs: they are no GraphQL servers.
TRIVIAL, DEALS, VISIBLE = b"__typename", b"deals(", b"reference"
HEADERS = [(b"content-type", b"application/json")]
Answer = Callable[[str, bytes], Awaitable[bytes]]


async def raw(authorization: str, query: bytes) -> bytes:
    """The upstream's own bytes."""
    if TRIVIAL in query:
        return b'{"data":{"__typename":"Query"}}'
    if DEALS not in query:
        return await ZOHO.invoices(authorization)
    deals = await ZOHO.deals(authorization)
    accounts = await ZOHO.accounts(authorization, _unique(_ACCOUNT, deals))
    users = await ZOHO.users(authorization, _unique(_OWNER, accounts))
    return b'{"deals":%b,"accounts":%b,"users":%b}' % (deals, accounts, users)


def _unique(pattern: re.Pattern[bytes], body: bytes) -> list[str]:
    return [id_.decode() for id_ in dict.fromkeys(pattern.findall(body))]


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
        "status": user["status"],
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


def application(answer: Answer) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """An ASGI application that is nothing but the answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        authorization = next(value for name, value in scope["headers"] if name == b"authorization").decode()
        found = await answer(authorization, body)
        length = (b"content-length", str(len(found)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
        await send({"type": "http.response.body", "body": found})

    return app


if __name__ == "__main__":
    chosen = raw if sys.argv[1] == "raw" else decoded
    uvicorn.run(
        application(chosen), port=int(sys.argv[2]), lifespan="off", log_level="warning", access_log=False, loop="uvloop"
    )
