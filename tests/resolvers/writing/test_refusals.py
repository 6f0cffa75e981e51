"""What a product's refusal becomes: its code, its words and its place in the input."""

import msgspec
import pytest

from adapters.crm.errors import written_record
from adapters.messages import Response
from adapters.refusals import WriteRefused
from domain.writes import Problem, ProblemCode
from resolvers.writing.refusals import problem_of_refusal, without_product_words

KEYS = {"Stage": ("stage",), "Industry": ("industry",)}


def refused(code: str, **details: object) -> WriteRefused:
    """CRM's refusal of a record."""
    item = {"code": code, "details": details, "message": "invalid data", "status": "error"}
    body = msgspec.json.encode({"data": [item]})
    with pytest.raises(WriteRefused) as caught:
        written_record(Response(400, {"Content-Type": "application/json"}, body))
    return caught.value


def test_values_that_crm_lists_are_no_reasons() -> None:
    error = refused("INVALID_DATA", api_name="Stage", supported_values=["Locked", "Approved", "Sender"])
    problem = problem_of_refusal(error, KEYS, {}, shows_words=True)
    assert (problem.code, problem.path) == (ProblemCode.VALIDATION, ("stage",))
    assert "one of Locked, Approved, Sender" in problem.message


def test_they_are_for_whom_nothing_is_hidden_from() -> None:
    error = refused("INVALID_DATA", api_name="Stage", supported_values=["Locked"], expected_data_type="string")
    assert "Locked" not in problem_of_refusal(error, KEYS, {}, shows_words=False).message


def test_each_of_several_reasons_has_its_place() -> None:
    parts = [
        {"code": "INVALID_DATA", "details": {"api_name": "Industry", "maximum_length": 5}, "message": "invalid data"},
        {"code": "MANDATORY_NOT_FOUND", "details": {"api_name": "Stage"}, "message": "required field not found"},
    ]
    told = [
        problem_of_refusal(each, KEYS, {}, shows_words=True)
        for each in refused("MULTIPLE_OR_MULTI_ERRORS", errors=parts).parts
    ]
    assert [problem.path for problem in told] == [("industry",), ("stage",)]
    assert "at most 5 characters" in told[0].message


def test_words_are_told_no_longer_than_all_is_seen() -> None:
    problem = problem_of_refusal(refused("INVALID_DATA", api_name="Stage"), KEYS, {}, shows_words=True)
    assert "invalid data" in problem.message
    assert without_product_words(problem) == problem_of_refusal(
        refused("INVALID_DATA", api_name="Stage"), KEYS, {}, shows_words=False
    )
    locked = Problem(ProblemCode.TRANSACTION_LOCKED, "Zoho Books refused it: locked until 1 May (code 1)")
    assert without_product_words(locked) == locked
