"""Which documents must be approved is set through the control plane."""

from typing import Any

import pytest

from tests.sandbox.conftest import Zoho

OFF: dict[str, Any] = {"type": "none", "approve_own": False, "levels": []}
MODULES = ("estimates", "salesorders", "invoices", "purchaseorders", "creditnotes")
REFUSED: list[dict[str, Any]] = [
    {"bills": {"type": "simple"}},
    {"invoices": {"type": "custom"}},
    {"invoices": {"type": "simple", "levels": [["admin"]]}},
    {"invoices": {"type": "multi_level"}},
    {"invoices": {"type": "multi_level", "levels": [[]]}},
    {"invoices": {"type": "multi_level", "levels": [["admin"]] * 11}},
    {"invoices": {"type": "multi_level", "levels": [["nobody"]]}},
    {"invoices": {"type": "multi_level", "levels": [["billing"]]}},
]


async def test_approvals_are_set_shown_and_off_after_a_reset(zoho: Zoho) -> None:
    assert (await zoho.ask(None, "GET", "/_sandbox/approvals")).body == dict.fromkeys(MODULES, OFF)
    levels = [["accountant"], ["admin", "sales"]]
    sent = {"estimates": {"type": "simple", "approve_own": True}, "invoices": {"type": "multi_level", "levels": levels}}
    answer = await zoho.ask(None, "POST", "/_sandbox/approvals", json=sent)
    assert answer.body == dict.fromkeys(MODULES, OFF) | {
        "estimates": {"type": "simple", "approve_own": True, "levels": []},
        "invoices": {"type": "multi_level", "approve_own": False, "levels": levels},
    }
    assert (await zoho.ask(None, "GET", "/_sandbox/approvals")).body == answer.body
    await zoho.ask(None, "POST", "/_sandbox/reset")
    assert (await zoho.ask(None, "GET", "/_sandbox/approvals")).body == dict.fromkeys(MODULES, OFF)


@pytest.mark.parametrize("sent", REFUSED)
async def test_approvals_that_cannot_be_are_a_400_and_change_nothing(zoho: Zoho, sent: Any) -> None:
    answer = await zoho.ask(None, "POST", "/_sandbox/approvals", json=sent)
    assert (answer.status, set(answer.body)) == (400, {"message"})
    assert (await zoho.ask(None, "GET", "/_sandbox/approvals")).body == dict.fromkeys(MODULES, OFF)
