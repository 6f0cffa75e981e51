"""How use is counted, by a clock of one's own."""

from datetime import datetime, timedelta

import pytest

from sandbox.company.company import ZONE
from sandbox.quotas.gauges import ConcurrencyGauge, DailyGauge, WindowGauge, seconds_to_midnight


def test_a_window_slides() -> None:
    now = 100.0
    window = WindowGauge(3, 60, lambda: now)
    window.take(1)
    now = 130.0
    window.take(2)
    assert window.used() == 3
    now = 159.9
    assert window.used() == 3
    now = 160.0
    assert window.used() == 2
    now = 190.0
    assert window.used() == 0


def test_the_end_of_a_call_frees_nothing_in_a_window_or_a_day() -> None:
    for gauge in (WindowGauge(3, 60), DailyGauge(3)):
        gauge.take(2)
        gauge.leave(2)
        assert gauge.used() == 2


def test_places_are_given_back_and_remember_their_peak() -> None:
    places = ConcurrencyGauge(5)
    places.take(1)
    places.take(3)
    places.leave(3)
    assert (places.used(), places.peak) == (1, 4)


def test_a_day_ends_at_the_company_s_midnight() -> None:
    now = datetime(2026, 10, 1, 23, 59, 30, tzinfo=ZONE)
    day = DailyGauge(3, lambda: now)
    day.take(2)
    assert (day.used(), day.seconds_left()) == (2, 30)
    now += timedelta(seconds=30)
    assert (day.used(), day.seconds_left()) == (0, 86_400)


@pytest.mark.parametrize(
    ("at", "hours"), [((2026, 7, 1), 24), ((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 12, 31), 24)]
)
def test_a_day_is_as_long_as_the_clocks_make_it(at: tuple[int, int, int], hours: int) -> None:
    assert seconds_to_midnight(datetime(*at, tzinfo=ZONE)) == hours * 3600
