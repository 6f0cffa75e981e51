"""No caller learns anything of what is hidden from them, whatever they ask."""

from collections.abc import Callable

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.noninterference.property import (
    ROLLS,
    TALLY,
    UNHEALTHY,
    check_mutations,
    check_own,
    check_past,
    check_records,
    check_reports,
    check_strict,
)
from tests.noninterference.withdrawn import check_withdrawn
from tests.proofs import at_length, proof


def run(check: Callable[[bytes], None], cases: int) -> None:
    """So many cases of a door, counted in `TALLY`."""

    @given(st.binary(min_size=ROLLS, max_size=ROLLS))
    def two_worlds_are_one(rolls: bytes) -> None:
        check(rolls)

    TALLY.clear()
    phases = (Phase.generate, Phase.shrink)
    settings(max_examples=cases, database=None, suppress_health_check=UNHEALTHY, phases=phases)(two_worlds_are_one)()
    assert TALLY["cases"] >= cases


@proof("cases", short=40, full=2500)
def test_worlds_that_differ_only_in_what_is_hidden_cannot_be_told_apart(cases: int) -> None:
    run(check_records, cases)
    # The cases are about something: most answers hold values, many hide some, some comparisons are refused.
    assert TALLY["answers with values"] > cases / 2
    assert TALLY["answers with something hidden"] > cases / 4
    assert TALLY["FORBIDDEN"] > cases / 50


@proof("cases", short=20, full=600)
def test_no_history_comment_or_activity_shows_what_is_hidden_elsewhere(cases: int) -> None:
    run(check_past, cases)
    assert TALLY["answers with something hidden"] > cases / 4


@proof("cases", short=20, full=600)
def test_no_look_up_view_or_explanation_shows_what_is_hidden(cases: int) -> None:
    run(check_own, cases)
    assert TALLY["answers with something hidden"] > cases / 20


@proof("cases", short=8, full=200)
def test_no_figure_count_proof_or_coverage_of_a_report_shows_what_is_hidden(cases: int) -> None:
    run(check_reports, cases)
    assert TALLY["answers with a bill"] > cases / 8
    assert TALLY["FORBIDDEN"] > cases / 10


@proof("cases", short=30, full=300)
def test_what_may_not_be_seen_might_as_well_not_be_there_for_whoever_writes(cases: int) -> None:
    run(check_mutations, cases)
    assert TALLY["user error FORBIDDEN"] > cases / 20
    assert TALLY["user error NOT_FOUND"] > cases / 50


@proof("cases", short=20, full=300)
def test_an_id_of_a_hidden_type_is_an_id_of_no_type_where_names_are_hidden(cases: int) -> None:
    run(check_strict, cases)
    assert TALLY["cases with ids of hidden types"] > cases / 5


@at_length(like="test_no_figure_count_proof_or_coverage_of_a_report_shows_what_is_hidden")
def test_what_was_kept_before_rights_were_withdrawn_makes_no_difference_after() -> None:
    cases = 100
    run(check_withdrawn, cases)
    assert TALLY["cases with kept rows"] > cases
    assert TALLY["cases with kept periods"] > cases / 10
    assert TALLY["answers with a bill"] > cases / 4
    assert TALLY["FORBIDDEN"] > cases / 20
    assert TALLY["answers with something hidden"] > cases / 20
