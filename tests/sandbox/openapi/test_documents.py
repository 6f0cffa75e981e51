"""The sandbox's answers and parameters against Zoho's OpenAPI documents, where `ZOHO_OAS` names them."""

from tests.sandbox.openapi.deviations import DEVIATIONS
from tests.sandbox.openapi.differences import Difference, differences, parameter_differences
from tests.sandbox.openapi.documents import Documents
from tests.sandbox.openapi.listed import meets, outdated, unlisted
from tests.sandbox.openapi.offered import OFFERED
from tests.sandbox.openapi.parameters import acted_on
from tests.sandbox.openapi.steps import Exchange

# What Zoho's own documents refer to without publishing it. Anything may stand there.
ABSENT = {
    "crm/email_templates.json#/components/schemas/Email_Template",
    "crm/inventory_templates.json#/components/schemas/Inventory_Templates",
    "crm/notes.json#/components/parameters/If-Modified-Since",
    "crm/tags.json#/components/schemas/Tag",
}


async def test_the_corpus_is_answered_as_it_expects(exchanges: list[Exchange]) -> None:
    unexpected = [each for each in exchanges if each.status != each.wanted]
    assert unexpected == []


async def test_every_operation_of_the_sandbox_succeeds_at_least_once_in_the_corpus(exchanges: list[Exchange]) -> None:
    for product, operations in OFFERED.items():
        assert {each.operation for each in exchanges if each.product == product and each.status < 300} == operations


async def test_every_difference_from_the_documents_is_listed_with_its_reason_and_every_listed_one_occurs(
    documents: Documents | None, exchanges: list[Exchange]
) -> None:
    # Without documents there is nothing to hold the answers against, and the end of the run says so.
    if documents is not None:
        found = all_differences(documents, exchanges)
        assert unlisted(found, DEVIATIONS) == []
        assert outdated(found, DEVIATIONS) == []


def test_the_documents_refer_to_nothing_else_that_is_not_among_them(documents: Documents | None) -> None:
    assert documents is None or documents.absent <= ABSENT


def test_every_listed_deviation_names_operations_that_the_sandbox_offers() -> None:
    for deviation in DEVIATIONS:
        for pattern in deviation.operations:
            assert any(meets(pattern, each) for each in OFFERED[deviation.product]), pattern


def test_the_lists_whose_parameters_are_known_are_lists_that_the_sandbox_offers() -> None:
    for product, lists in acted_on().items():
        assert set(lists) <= OFFERED[product]


def all_differences(documents: Documents, exchanges: list[Exchange]) -> set[Difference]:
    return differences(documents, exchanges) | parameter_differences(documents, acted_on())
