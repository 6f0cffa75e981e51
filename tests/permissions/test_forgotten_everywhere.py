"""What an administrator ends in one process ends in every other that shares its server, within five seconds."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.context import Options, Sandbox
from sandbox.crm.profiles import BY_NAME
from tests.gateway.processes import Gateway, gateway_before
from tests.permissions.test_withdrawn_rights import EXPLAIN, LOGGED, SALES
from tests.proofs import at_length
from tests.servers import sandbox_served
from tests.valkeys import valkey_served

FORGET = f'mutation {{ forgetPermissions(user: "{SALES}") }}'
# Ten times the five seconds after which a process asks the server again; their clock is tested where it can be set.
PAUSE, LOOKS = 0.5, 100


async def is_visible(gateway: Gateway) -> bool:
    """What a process says of the amounts of deals."""
    _, body = await gateway.ask(EXPLAIN, "1000.demo.sales")
    visible: bool = body["data"]["explainPermission"]["visible"]
    return visible


async def forgotten_by(gateway: Gateway) -> None:
    """Have a process forget the user. A server that answers late on a busy machine is asked again."""
    async with asyncio.timeout(60):
        while (await gateway.ask(FORGET))[1]["data"] != {"forgetPermissions": SALES}:
            pass


@at_length(like="tests/scim/test_workers.py::test_a_leaver_loses_everything_on_two_workers_within_five_seconds")
async def test_a_right_that_is_ended_in_one_process_ends_in_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, database = Sandbox(Options(port=0)), f"sqlite:///{tmp_path / 'store.db'}"
    with valkey_served() as server:
        shared: dict[str, Any] = {"database": database, "cache_url": server.url}
        async with (
            sandbox_served(sandbox) as port,
            gateway_before(sandbox, port, **shared) as here,
            gateway_before(sandbox, port, **shared) as there,
        ):
            assert [await is_visible(each) for each in (here, there)] == [True, True]
            monkeypatch.setitem(BY_NAME, "Sales", replace(BY_NAME["Sales"], hidden=frozenset({"Deals.Amount"})))
            assert [await is_visible(each) for each in (here, there)] == [True, True]
            await forgotten_by(here)
            assert not await is_visible(here)
            for _ in range(LOOKS):
                if not await is_visible(there):
                    break
                await asyncio.sleep(PAUSE)
            assert not await is_visible(there)
            _, logged = await there.ask(LOGGED)
            assert {"user": SALES} in [each["after"] for each in logged["data"]["auditLog"]["nodes"]]
