"""Random phases and definitions for properties."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from domain.kpis.definitions import (
    DIALECTS,
    ChurnDay,
    CountedUnit,
    Definition,
    ExchangeDay,
    Price,
    PriceChange,
)
from domain.kpis.phases import Phase

START = date(2025, 11, 20)
STATUSES = (
    "live", "live", "live", "trial", "dunning", "unpaid", "non_renewing", "paused", "cancelled",
    "cancelled_from_dunning", "expired", "future", "creation_failed",
)  # fmt: skip
INTERVALS = ((1, "months"), (3, "months"), (1, "years"), (2, "weeks"), (10, "days"))


@st.composite
def lifetimes(draw: st.DrawFn, number: int) -> list[Phase]:
    """The phases of one subscription."""
    day = START + timedelta(days=draw(st.integers(0, 90)))
    has_instants = draw(st.booleans())
    currency = draw(st.sampled_from(["USD", "USD", "EUR"]))
    customer = draw(st.sampled_from(["c1", "c2"]))
    hour = timedelta(hours=draw(st.integers(0, 23)))
    phases: list[Phase] = []
    for _ in range(draw(st.integers(1, 5))):
        day += timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 9])))
        end = day + timedelta(days=draw(st.sampled_from([0, 1, 3, 12, 31, 45])))
        interval, unit = draw(st.sampled_from(INTERVALS))
        gross = Decimal(draw(st.sampled_from(["0", "10", "10", "33.33", "120"])))
        is_last = draw(st.integers(0, 5)) == 0
        instants = [datetime.combine(each, time(), UTC) + hour for each in (day, end)]
        phases.append(
            Phase(
                f"s{number}",
                customer,
                draw(st.sampled_from(STATUSES)),
                day,
                None if is_last else end,
                gross,
                gross * draw(st.sampled_from([Decimal(1), Decimal(1), Decimal("0.8"), Decimal(0)])),
                interval,
                unit,
                currency,
                Decimal(1) if currency == "USD" else Decimal(draw(st.sampled_from(["1.1", "1.0837"]))),
                draw(st.sampled_from(["A", "B", None])),
                country=draw(st.sampled_from(["DE", None])),
                end_cause=draw(st.sampled_from([None, None, "voluntary", "involuntary"])),
                starts_at=instants[0] if has_instants else None,
                ends_at=instants[1] if has_instants and not is_last else None,
            )
        )
        if is_last:
            break
        day = end
    return phases


@st.composite
def worlds(draw: st.DrawFn) -> list[Phase]:
    """The phases of some subscriptions of two customers."""
    return [phase for number in range(draw(st.integers(1, 4))) for phase in draw(lifetimes(number))]


definitions = st.one_of(
    st.sampled_from([*DIALECTS.values()]),
    st.builds(
        Definition,
        st.just("OWN"),
        st.just("Own"),
        time_zone=st.sampled_from([None, "UTC", "Pacific/Auckland", "America/New_York"]),
        unit=st.sampled_from(CountedUnit),
        churn=st.sampled_from(ChurnDay),
        price=st.sampled_from(Price),
        dunning=st.booleans(),
        unpaid=st.booleans(),
        price_change=st.sampled_from(PriceChange),
        free_plans=st.booleans(),
        future_starts=st.booleans(),
        exchange=st.sampled_from(ExchangeDay),
        weeks_per_year=st.sampled_from([Fraction(52), Fraction(365, 7)]),
        days_per_year=st.sampled_from([Fraction(365), Fraction(360)]),
        arpu_per=st.sampled_from(CountedUnit),
        reactivation_retains=st.booleans(),
        new_in_churn_base=st.booleans(),
    ),
)
