"""Phases written briefly: what a test is about, and nothing else."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.kpis.facts import Facts, facts_of
from domain.kpis.phases import Phase


def day(text: str) -> date:
    """`3-14` is the 14th of March 2026; with a year before it, `2025-3-14`."""
    parts = [int(part) for part in text.split("-")]
    return date(*parts) if len(parts) == 3 else date(2026, *parts)


def phase(subscription: str, status: str, days: str, amount: str = "100", **rest: Any) -> Phase:
    """A phase of the days `1-1..2-1`, billed monthly in dollars unless `rest` says otherwise; its customer is `c`."""
    starts, _, ends = days.partition("..")
    values: dict[str, Any] = {
        "customer_id": "c",
        "amount_gross": Decimal(amount),
        "amount_net": Decimal(amount),
        "interval": 1,
        "interval_unit": "months",
        "currency": "USD",
        **rest,
    }
    return Phase(subscription, status=status, starts_on=day(starts), ends_on=day(ends) if ends else None, **values)


def facts(*phases: Phase, **rest: Any) -> Facts:
    """Facts of phases with dollars as the base currency."""
    return facts_of("USD", phases, **rest)
