"""What the stub serves: rows as Zoho documents them, many different pages of each.

Invoices are the sandbox's own list rows, 57 keys each, with new ids, numbers, days, instants and amounts on every
page. Deals, accounts and users hang together within a batch: its deals lead to its accounts, those to its users.
No amount ends in a zero, so that every language prints the same digits.
"""

import json
import random
from collections.abc import Iterable, Sequence
from typing import Any

Row = dict[str, Any]
BATCHES = 40
LARGEST_PAGE = 200
DEALS, OWNERS = 50, 12
STAGES = ("Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review", "Closed Won")
STATUSES = ("draft", "sent", "overdue", "paid", "partially_paid", "viewed")
# An id tells its batch: eight digits of the kind, two of the batch, six of the record.
BATCH_DIGITS = slice(8, 10)
# Of a row cut to what the operations select.
NARROW = (
    "invoice_id", "invoice_number", "reference_number", "status", "date", "due_date", "last_payment_date",
    "customer_name", "email", "currency_code", "exchange_rate", "is_emailed", "created_time", "total", "balance",
    "shipping_charge",
)  # fmt: skip
DEAL, ACCOUNT, USER, INVOICE = "41508681", "41508682", "41508683", "46000091"


def identity(prefix: str, batch: int, number: int) -> str:
    """The id of a record of a batch."""
    return f"{prefix}{batch:02d}{number:06d}"


def batch_of(id_: str) -> int:
    """The batch that an id belongs to."""
    return int(id_[BATCH_DIGITS])


def _amount(dice: random.Random, highest: int) -> float:
    return float(f"{dice.randrange(1, highest)}.{dice.randrange(10)}{dice.randrange(1, 10)}")


def _day(dice: random.Random) -> str:
    return f"{dice.randrange(2024, 2027)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"


def _instant(dice: random.Random, offset: str) -> str:
    return f"{_day(dice)}T{dice.randrange(24):02d}:{dice.randrange(60):02d}:{dice.randrange(60):02d}{offset}"


def invoices(real: Sequence[Row], batch: int, size: int) -> list[Row]:
    """One page of invoices, made of real list rows."""
    dice = random.Random(f"{batch} {size}")
    return [_invoice(dice, real[dice.randrange(len(real))], batch, number) for number in range(size)]


def _invoice(dice: random.Random, real: Row, batch: int, number: int) -> Row:
    total = _amount(dice, 30000)
    created = _instant(dice, "+0200")
    return {
        **real,
        "invoice_id": identity(INVOICE, batch, number),
        "invoice_number": f"INV-{batch:02d}{number:05d}",
        "reference_number": f"PO-{dice.randrange(10**6)}",
        "status": dice.choice(STATUSES),
        "date": _day(dice),
        "due_date": _day(dice),
        "last_payment_date": _day(dice),
        "created_time": created,
        "last_modified_time": created,
        "updated_time": created,
        "total": total,
        "balance": _amount(dice, 30000),
        "shipping_charge": _amount(dice, 50),
        "adjustment": _amount(dice, 5),
        "exchange_rate": _amount(dice, 3),
        "is_emailed": dice.random() < 0.5,
        "email": f"buyer{dice.randrange(10**5)}@{real['email'].partition('@')[2] or 'customer.example'}",
    }


def cut(row: Row) -> Row:
    """An invoice of sixteen keys."""
    return {key: row[key] for key in NARROW}


def _owner(batch: int, number: int) -> Row:
    name = f"Owner {batch}-{number}"
    return {"name": name, "id": identity(USER, batch, number), "email": f"owner{number}@halvorsen.example"}


def deals(batch: int) -> list[Row]:
    """The deals of a batch, each of another account."""
    dice = random.Random(f"deals {batch}")
    return [
        {
            "id": identity(DEAL, batch, number),
            "Deal_Name": f"Deal {dice.randrange(10**6)}",
            "Stage": dice.choice(STAGES),
            "Amount": _amount(dice, 90000),
            "Currency": "EUR",
            "Probability": dice.randrange(101),
            "Closing_Date": _day(dice),
            "Type": dice.choice(("New Business", "Existing Business")),
            "Lead_Source": dice.choice(("Partner", "Trade Show", "Web")),
            "Owner": _owner(batch, number % OWNERS),
            "Account_Name": {"name": f"Account {batch}-{number}", "id": identity(ACCOUNT, batch, number)},
        }
        for number in range(DEALS)
    ]


def accounts(batch: int) -> list[Row]:
    """The accounts of a batch."""
    dice = random.Random(f"accounts {batch}")
    return [
        {
            "id": identity(ACCOUNT, batch, number),
            "Account_Name": f"Account {batch}-{number}",
            "Industry": dice.choice(("Manufacturing", "Healthcare", "Energy")),
            "Phone": f"+49 30 {dice.randrange(10**7)}",
            "Website": f"https://account{number}.example",
            "Employees": dice.randrange(1, 5000),
            "Annual_Revenue": _amount(dice, 10**7),
            "Currency": "EUR",
            "Owner": _owner(batch, number % OWNERS),
        }
        for number in range(DEALS)
    ]


def users(real: Sequence[Row], batch: int) -> list[Row]:
    """The users of a batch, whole as CRM sends them."""
    dice = random.Random(f"users {batch}")
    return [
        {
            **real[number % len(real)],
            "id": (owner := _owner(batch, number))["id"],
            "full_name": owner["name"],
            "first_name": "Owner",
            "last_name": f"{batch}-{number}",
            "email": owner["email"],
            "created_time": _instant(dice, "+01:00"),
        }
        for number in range(OWNERS)
    ]


def books_body(rows: Sequence[Row]) -> bytes:
    """A list of invoices as Books answers it."""
    context: Row = {
        "page": 1, "per_page": len(rows), "has_more_page": True, "report_name": "Invoices",
        "applied_filter": "Status.All", "custom_fields": [], "sort_column": "created_time", "sort_order": "D",
    }  # fmt: skip
    return _dumped({"code": 0, "message": "success", "invoices": rows, "page_context": context})


def crm_body(key: str, rows: Sequence[Row], fields: Iterable[str] | None = None, *, more: bool = False) -> bytes:
    """Records as CRM answers them: with the asked fields and the id, whole where there are none to ask for."""
    asked = None if fields is None else {*fields, "id"}
    shown = rows if asked is None else [{key: row.get(key) for key in asked} for row in rows]
    info = {"per_page": 200, "count": len(shown), "page": 1, "more_records": more, "next_page_token": None}
    return _dumped({key: shown, "info": info})


def _dumped(body: Row) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
