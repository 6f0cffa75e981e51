"""What an administrator ends in one process ends in every other that shares its server, within five seconds."""

from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from sandbox.context import Options, Sandbox
from sandbox.crm.profiles import BY_NAME
from tests.gateway.processes import Gateway, gateway_before
from tests.permissions.test_withdrawn_rights import EXPLAIN, LOGGED, SALES
from tests.servers import sandbox_served
from tests.valkeys import valkey_served

FORGET = f'mutation {{ forgetPermissions(user: "{SALES}") }}'
# A process asks the server every five seconds at most; an answer may be on its way when they are over.
LONGEST_SECONDS = 5.0 + 1.0


async def is_visible(gateway: Gateway) -> bool:
    """What a process says of the amounts of deals."""
    _, body = await gateway.ask(EXPLAIN, "1000.demo.sales")
    visible: bool = body["data"]["explainPermission"]["visible"]
    return visible


async def test_a_right_that_is_ended_in_one_process_ends_in_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, database = Sandbox(Options(port=0)), f"sqlite:///{tmp_path / 'store.db'}"
    with valkey_served() as server:
        shared = {"database": database, "cache_url": server.url}
        async with (
            sandbox_served(sandbox) as port,
            gateway_before(sandbox, port, **shared) as here,
            gateway_before(sandbox, port, **shared) as there,
        ):
            assert [await is_visible(each) for each in (here, there)] == [True, True]
            monkeypatch.setitem(BY_NAME, "Sales", replace(BY_NAME["Sales"], hidden=frozenset({"Deals.Amount"})))
            assert [await is_visible(each) for each in (here, there)] == [True, True]
            _, body = await here.ask(FORGET)
            assert body["data"] == {"forgetPermissions": SALES}
            ended = monotonic()
            assert not await is_visible(here)
            while await is_visible(there):
                assert monotonic() - ended < LONGEST_SECONDS
            _, logged = await there.ask(LOGGED)
            assert [each["after"] for each in logged["data"]["auditLog"]["nodes"]] == [{"user": SALES}]
