"""What Zoho CRM documents and the sandbox does not have is answered as not built, not as a wrong address."""

import re

import pytest

from sandbox.crm.documented import UNBUILT
from sandbox.crm.endpoints import PATHS
from tests.sandbox.crm.conftest import Crm

OPERATIONS = sorted((method, path) for path, methods in UNBUILT.items() for method in methods)
DEAL = "4150868000003000001"


def filled(path: str) -> str:
    """The path with a module and ids in the places of what varies."""
    return re.sub(r"\{\w+\}", DEAL, path.replace("{module}", "Deals").replace("{relation}", "Products"))


async def test_a_documented_operation_that_is_not_built_says_so(crm: Crm) -> None:
    for method, path in OPERATIONS:
        answer = await crm.send("admin", method, filled(path))
        assert (answer.status, answer.body["code"], answer.body["message"][:9]) == (501, "NOT_BUILT", "NOT_BUILT"), path


@pytest.mark.parametrize("path", ["/settings/layouts?module=Deals", "/actions/watch", f"/Deals/{DEAL}/Emails"])
async def test_addresses_of_which_a_part_looks_like_a_module_are_not_taken_for_one(crm: Crm, path: str) -> None:
    answer = await crm.get("sales", path)
    assert (answer.status, answer.body["code"]) == (501, "NOT_BUILT")


def test_nothing_that_is_built_is_called_unbuilt() -> None:
    built = {(method, path) for path, endpoints in PATHS.items() for method in endpoints}
    assert built.isdisjoint(OPERATIONS)


async def test_without_a_token_nothing_is_told(crm: Crm) -> None:
    answer = await crm.zoho.ask(None, "GET", "/crm/v8/settings/layouts")
    assert (answer.status, answer.body["code"]) == (401, "AUTHENTICATION_FAILURE")


async def test_undocumented_methods_and_addresses_are_refused_as_before(crm: Crm) -> None:
    assert (await crm.send("admin", "PUT", "/settings/layouts")).body["code"] == "INVALID_REQUEST_METHOD"
    for path in ("/Nothing", "/Nothing/1/Emails"):
        assert (await crm.get("admin", path)).body["code"] == "INVALID_MODULE"
    for path in ("/settings/nothing/of/it", "/a/b/c/d/e"):
        answer = await crm.get("admin", path)
        assert (answer.status, answer.body["code"]) == (404, "INVALID_URL_PATTERN")
