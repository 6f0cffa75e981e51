"""What CRM's mirror may hide of a document stays hidden, with an error, where CRM does not describe it as expected."""

from typing import Any

import pytest

from tests.proofs import family
from tests.unverified.alterations import SHAPES, WORDS, at
from tests.unverified.assumed_answers import FIELDS, MODULES
from tests.unverified.proxy import Alteration, AlteredGraph, altered_graph_served

TOTALS = "{ invoices(first: 1) { nodes { number customerName total { amount } } } }"
SDL = "{ viewer { sdl } }"


def is_mirror(module: dict[str, Any]) -> bool:
    """Whether it is the mirror of invoices."""
    return module.get("api_name") == "CustomModule5001"


def is_total(field: dict[str, Any]) -> bool:
    """Whether it is the twin of an invoice's sum."""
    return field.get("api_name") == "Grand_Total"


ALTERED = [
    at(MODULES, "modules.*.api_name", WORDS["in another word"], only=is_mirror),
    at(FIELDS, "fields.*.api_name", WORDS["in another word"], only=is_total),
    at(FIELDS, "fields.*.visible", SHAPES["missing"], only=is_total),
    at(FIELDS, "fields.*.visible", SHAPES["of another type"], only=is_total),
]


@family(short=4)
@pytest.mark.parametrize("alteration", ALTERED, ids=lambda each: each.name)
@pytest.mark.parametrize("persona", ["admin", "restricted"])
async def test_a_sum_stays_hidden_with_an_error_and_its_name_stays_in_the_schema(
    altered: AlteredGraph, persona: str, alteration: Alteration
) -> None:
    altered.alter(alteration)
    told = await altered.graph.ask(persona, TOTALS)
    [invoice] = told.body["data"]["invoices"]["nodes"]
    assert invoice["number"].startswith("INV-")
    assert invoice["total"] is None
    assert told.codes == ["UNKNOWN_TO_GATEWAY"]
    assert told.body["errors"][0]["extensions"]["service"] == "crm"
    hidden = {each["coordinate"]: each["reason"] for each in told.body["extensions"]["hiddenFields"]}
    assert hidden["Invoice.total"] == "UNKNOWN_TO_GATEWAY"
    assert "\n  total: Money" in (await altered.graph.ask(persona, SDL)).data["viewer"]["sdl"]
    strict = await altered.graph.ask(persona, TOTALS, headers={"Suitegraph-Visibility": "strict"})
    assert strict.codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_an_operator_who_knows_that_the_mirror_hides_nothing_shows_the_sums() -> None:
    async with altered_graph_served(unread_twins="show") as own:
        own.alter(ALTERED[1])
        told = await own.graph.ask("admin", TOTALS)
        assert told.data["invoices"]["nodes"][0]["total"] is not None


async def test_a_gateway_whose_crm_has_no_mirror_at_all_shows_the_sums_to_staff(altered: AlteredGraph) -> None:
    altered.alter(
        at(
            MODULES,
            "modules.*.api_name",
            WORDS["in another word"],
            only=lambda each: str(each.get("api_name")).startswith("CustomModule50"),
        )
    )
    assert (await altered.graph.ask("accountant", TOTALS)).data["invoices"]["nodes"][0]["total"] is not None
    told = await altered.graph.ask("restricted", TOTALS)
    assert told.body["data"]["invoices"]["nodes"][0]["total"] is None
    assert told.codes == ["UNKNOWN_TO_GATEWAY"]


async def test_a_field_of_crm_itself_is_shown_as_the_record_has_it(altered: AlteredGraph) -> None:
    deals = "{ deals(first: 2) { nodes { name amount { amount } } } }"
    true = {persona: await altered.graph.ask(persona, deals) for persona in ("admin", "restricted")}
    altered.alter(at(FIELDS, "fields.*.visible", SHAPES["missing"]))
    for persona, before in true.items():
        assert (await altered.graph.ask(persona, deals)).data == before.data
    assert true["admin"].data["deals"]["nodes"][0]["amount"] is not None
    assert true["restricted"].data["deals"]["nodes"][0]["amount"] is None
