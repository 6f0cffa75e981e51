"""Words of clients in CRM's search grammar: they compare, and never become grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.crm.criteria import LARGEST_CRITERIA, criteria_of
from domain.errors import BadUserInput
from domain.queries import Condition, Operator
from sandbox.company.entities import Account
from tests.graphs import Graph
from tests.proofs import examples

NAMES = [
    "Smith (North), Jones",
    "(Account_Name:equals:x)or(Account_Name:not_equal:y)",
    "back\\slash",
    "ends with \\",
    "\\(escaped already\\)",
    "a)b",
    "100% & more; a=b?c#d+e",
    "quote ' and \"",
    "Ærø 東京 😀",
]


def one(value: str, operator: Operator = Operator.CONTAINS) -> tuple[Condition, ...]:
    """A single comparison of a name."""
    return (Condition("Account_Name", operator, value),)


async def test_a_record_is_found_by_its_very_name_whatever_is_in_it(graph: Graph) -> None:
    account: Account = graph.sandbox.company.accounts[0]
    body = graph.sandbox.store.body("crm", "Accounts", account.crm_id)
    assert body is not None
    query = "query ($filter: AccountFilter) { accounts(filter: $filter) { nodes { name } } }"
    for name in NAMES:
        graph.sandbox.store.put("crm", "Accounts", account.crm_id, body | {"Account_Name": name})
        for comparison in ("contains", "startsWith"):
            told = await graph.ask("admin", query, {"filter": {"name": {comparison: name}}})
            assert told.data["accounts"]["nodes"] == [{"name": name}]


def test_one_comparison_stands_in_brackets() -> None:
    assert criteria_of(one("Aurora")) == "(Account_Name:equals:Aurora)"
    assert criteria_of(one("Aurora", Operator.STARTS_WITH)) == "(Account_Name:starts_with:Aurora)"


def test_several_comparisons_are_nested_in_pairs() -> None:
    three = tuple(Condition(name, Operator.AT_LEAST, "1") for name in "ABC")
    assert criteria_of(three) == "(((A:greater_equal:1)and(B:greater_equal:1))and(C:greater_equal:1))"


def test_several_values_are_apart_by_commas_of_the_grammar_s_own() -> None:
    assert criteria_of((Condition("Type", Operator.IN, ("a,b", "c")),)) == "(Type:in:a\\,b,c)"


@pytest.mark.parametrize(
    ("operator", "word"),
    [
        (Operator.IS, "equals"),
        (Operator.IS_NOT, "not_equal"),
        (Operator.LESS, "less_than"),
        (Operator.AT_MOST, "less_equal"),
        (Operator.MORE, "greater_than"),
        (Operator.AT_LEAST, "greater_equal"),
        (Operator.BEFORE, "less_than"),
        (Operator.UNTIL, "less_equal"),
        (Operator.AFTER, "greater_than"),
        (Operator.FROM, "greater_equal"),
    ],
)
def test_every_comparison_has_its_word(operator: Operator, word: str) -> None:
    assert criteria_of(one("1", operator)) == f"(Account_Name:{word}:1)"


@examples(100, short=12)
@given(value=st.text(min_size=1, max_size=30))
def test_no_word_of_a_client_closes_or_opens_a_bracket(value: str) -> None:
    inner = criteria_of(one(value)).removeprefix("(Account_Name:equals:").removesuffix(")")
    plain = inner.replace("\\\\", "").replace("\\(", "").replace("\\)", "").replace("\\,", "")
    assert not set(plain) & set("(),\\")


def test_more_than_ten_comparisons_are_refused() -> None:
    ten = one("a") * LARGEST_CRITERIA
    assert criteria_of(ten).count("equals") == 10
    with pytest.raises(BadUserInput, match="10 comparisons at most"):
        criteria_of(ten + one("b"))
