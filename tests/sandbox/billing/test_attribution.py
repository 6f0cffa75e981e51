"""Whatever is written carries the name of the token's owner."""

import pytest

from tests.sandbox.billing.conftest import Billing, refused

NAMES = {"admin": "Ingrid Halvorsen", "billing": "Bilal Rahman"}


@pytest.mark.parametrize(("persona", "name"), NAMES.items())
async def test_an_activity_names_who_acted(billing: Billing, persona: str, name: str) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('live'))['subscription_id']}"
    before = await billing.rows(f"{path}/recentactivities")
    await billing.post(f"{path}/cancel", persona=persona, cancel_at_end="true")
    newest, *older = await billing.rows(f"{path}/recentactivities")
    assert (newest["commented_by"], newest["description"]) == (name, "Cancellation scheduled for the end of the term")
    assert newest["activity_time"].startswith("2026-10-01T")
    assert older == before


@pytest.mark.parametrize(("persona", "name"), NAMES.items())
async def test_a_new_subscription_was_created_by_the_tokens_owner(billing: Billing, persona: str, name: str) -> None:
    sent = {"customer_id": "903000000001000001", "plan": {"plan_code": "care-basic"}}
    made = (await billing.post("/subscriptions", sent, persona=persona)).body["subscription"]
    [activity] = await billing.rows(f"/subscriptions/{made['subscription_id']}/recentactivities")
    assert (activity["commented_by"], activity["description"]) == (name, "Subscription created")


@pytest.mark.parametrize(("persona", "name"), NAMES.items())
async def test_a_note_names_its_author_and_can_be_deleted(billing: Billing, persona: str, name: str) -> None:
    before = await billing.subscription_that_is("live")
    path = f"/subscriptions/{before['subscription_id']}"
    answer = await billing.post(f"{path}/notes", {"description": "Call back"}, persona=persona)
    assert answer.body["message"] == "Notes added."
    [note] = answer.body["note"]["notes"]
    assert (note["description"], note["commented_by"]) == ("Call back", name)
    assert (await billing.one(path))["notes"] == [*before["notes"], note]
    answer = await billing.ask("DELETE", f"{path}/notes/{note['note_id']}", persona=persona)
    assert answer.body == {"code": 0, "message": "The note has been deleted."}
    assert (await billing.one(path))["notes"] == before["notes"]
    assert refused(await billing.ask("DELETE", f"{path}/notes/{note['note_id']}")) == (404, 1002)


async def test_an_empty_note_is_refused(billing: Billing) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('live'))['subscription_id']}"
    assert refused(await billing.post(f"{path}/notes", {"description": " "})) == (400, 4)


async def test_the_reference_can_be_set_and_taken_away(billing: Billing) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('cancelled'))['subscription_id']}"
    for reference in ("4150868000003000007", ""):
        answer = await billing.post(f"{path}/reference", {"reference_id": reference})
        assert answer.body["message"] == "Subscription has been updated successfully."
        assert (await billing.one(path))["reference_id"] == reference == answer.body["subscription"]["reference_id"]
    assert refused(await billing.post(f"{path}/reference", {})) == (400, 4)
    assert refused(await billing.post(f"{path}/reference", {"reference_id": 5})) == (400, 2)


async def test_a_salesperson_is_known_by_name_and_made_where_unknown(billing: Billing) -> None:
    path = f"/subscriptions/{(await billing.subscription_that_is('live'))['subscription_id']}"

    async def set_to(name: str) -> tuple[str, str]:
        answer = await billing.post(f"{path}/salesperson", {"salesperson_name": name})
        assert answer.body["message"] == "Sales Person has been updated successfully."
        return answer.body["subscription"]["salesperson_name"], answer.body["subscription"]["salesperson_id"]

    assert await set_to("Lena Brandt") == ("Lena Brandt", "903000000000017003")
    new = await set_to("Franka Neu")
    assert new[0] == "Franka Neu"
    assert await set_to("Franka Neu") == new
    assert refused(await billing.post(f"{path}/salesperson", {})) == (400, 4)
