"""What is charged once, what waits, cards, pauses, hosted pages and quotes."""

import pytest

from tests.sandbox.billing.conftest import Billing, refused

OVER = ("cancelled", "expired", "paused")


async def path_of(billing: Billing, status: str) -> str:
    """The address of a subscription of that status."""
    return f"/subscriptions/{(await billing.subscription_that_is(status))['subscription_id']}"


async def test_a_charge_makes_an_invoice_with_its_event(billing: Billing) -> None:
    path = await path_of(billing, "live")
    before = len(await billing.rows("/invoices", subscription_id=path.rpartition("/")[2]))
    answer = await billing.post(f"{path}/charge", {"amount": 12.5, "description": "A visit"})
    invoice = answer.body["invoice"]
    assert (answer.status, invoice["total"], invoice["invoice_items"][0]["description"]) == (200, 12.5, "A visit")
    assert await billing.one(f"/invoices/{invoice['invoice_id']}") == invoice
    rows = await billing.rows("/invoices", subscription_id=path.rpartition("/")[2])
    assert len(rows) == before + 1
    kinds = [row["event_type"] for row in await billing.rows("/events")]
    assert "invoice_created" in kinds
    assert (await billing.one(path))["child_invoice_id"] == invoice["invoice_id"]


@pytest.mark.parametrize("status", OVER)
@pytest.mark.parametrize(
    ("act", "body"),
    [("charge", {"amount": 1}), ("buyonetimeaddon", {"addons": [{"addon_code": "onboarding"}]})],
)
async def test_what_is_over_or_paused_is_not_charged(billing: Billing, status: str, act: str, body: object) -> None:
    assert refused(await billing.post(f"{await path_of(billing, status)}/{act}", body)) == (400, 4)


async def test_only_one_time_addons_are_bought_once(billing: Billing) -> None:
    path = await path_of(billing, "live")
    answer = await billing.post(f"{path}/buyonetimeaddon", {"addons": [{"addon_code": "onboarding", "quantity": 2}]})
    assert answer.body["invoice"]["total"] == 1380.0
    for addons in ([], [{"addon_code": "extra-seat"}]):
        assert refused(await billing.post(f"{path}/buyonetimeaddon", {"addons": addons})) == (400, 4)
    assert refused(await billing.post(f"{path}/charge", {"amount": 0})) == (400, 4)
    assert refused(await billing.post(f"{path}/charge", {})) == (400, 4)


async def test_what_waits_is_invoiced_once(billing: Billing) -> None:
    rows = await billing.rows("/subscriptions", filter_by="SubscriptionStatus.LIVE")
    details = [await billing.one(f"/subscriptions/{row['subscription_id']}") for row in rows]
    waiting = next(each for each in details if each["unbilled_charge_id"])
    path = f"/unbilledcharges/{waiting['unbilled_charge_id']}"
    charge = await billing.one(path)
    answer = await billing.post(f"{path}/createinvoice")
    assert (answer.status, answer.body["invoice"]["total"]) == (201, charge["total"])
    assert refused(await billing.post(f"{path}/createinvoice")) == (404, 1002)
    assert (await billing.one(f"/subscriptions/{waiting['subscription_id']}"))["unbilled_charge_id"] == ""


async def test_a_card_is_taken_off_and_put_on_again(billing: Billing) -> None:
    rows = await billing.rows("/subscriptions", filter_by="SubscriptionMode.ONLINE")
    path = f"/subscriptions/{rows[0]['subscription_id']}"
    card = (await billing.one(path))["card"]
    assert (await billing.ask("DELETE", f"{path}/card")).status == 200
    assert ("card" in await billing.one(path), (await billing.one(path))["auto_collect"]) == (False, False)
    assert refused(await billing.ask("DELETE", f"{path}/card")) == (400, 4)
    assert refused(await billing.post(f"{path}/card", {"card_id": "1"})) == (400, 1002)
    answer = await billing.post(f"{path}/card", {"card_id": card["card_id"]})
    assert answer.body["subscription"]["card"] == card


async def test_a_pause_ends_renewals_until_it_is_resumed(billing: Billing) -> None:
    path = await path_of(billing, "live")
    before = await billing.one(path)
    for body in ({"pause_date": "2026-09-30"}, {"resume_date": "2026-10-01"}):
        assert refused(await billing.post(f"{path}/pause", body)) == (400, 4)
    later = await billing.post(f"{path}/pause", {"pause_date": "2026-10-05"})
    assert later.body["subscription"]["status"] == "live"
    paused = (await billing.post(f"{path}/pause", {})).body["subscription"]
    assert (paused["status"], paused["next_billing_at"], paused["pause_date"]) == ("paused", "", "2026-10-01")
    assert refused(await billing.ask("PUT", path, json={"plan": {"quantity": 2}})) == (400, 4)
    resumed = (await billing.post(f"{path}/resume")).body["subscription"]
    assert (resumed["status"], resumed["next_billing_at"]) == ("live", before["next_billing_at"])
    assert refused(await billing.post(f"{path}/resume")) == (400, 4)


async def test_a_hosted_page_answers_beside_the_code(billing: Billing) -> None:
    subscription_id = (await path_of(billing, "live")).rpartition("/")[2]
    answer = await billing.post("/hostedpages/updatecard", {"subscription_id": subscription_id})
    page = answer.body["hostedpage"]
    assert (page["status"], page["action"]) == ("fresh", "update_card")
    single = await billing.ask("GET", f"/hostedpages/{page['hostedpage_id']}")
    assert single.body == {"code": 0, "message": "success", **page}
    assert await billing.rows("/hostedpages") == [page]
    for kind in ("newsubscription", "updatesubscription", "updatecard", "buyonetimeaddon"):
        assert refused(await billing.post(f"/hostedpages/{kind}", {}))[0] == 400
    scripted = {"subscription_id": subscription_id, "redirect_url": "javascript:0"}
    assert refused(await billing.post("/hostedpages/updatecard", scripted)) == (400, 2)


async def test_quotes_are_listed_by_deal_and_marked(billing: Billing) -> None:
    rows = await billing.rows("/estimates")
    quote = next(row for row in rows if row["status"] == "sent")
    deals = {deal.crm_id for deal in billing.zoho.sandbox.company.deals}
    of_deals = [await billing.rows("/estimates", zcrm_potential_id=id_) for id_ in sorted(deals)[:9]]
    assert {row["estimate_id"] for found in of_deals for row in found} < {row["estimate_id"] for row in rows}
    assert any(of_deals)
    assert (await billing.post(f"/estimates/{quote['estimate_id']}/status/accepted")).status == 200
    assert (await billing.one(f"/estimates/{quote['estimate_id']}"))["status"] == "accepted"
    assert refused(await billing.post(f"/estimates/{quote['estimate_id']}/status/sent")) == (400, 4)
    assert refused(await billing.post(f"/estimates/{quote['estimate_id']}/status/void")) == (404, 5)
