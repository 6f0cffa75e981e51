"""Under thrice the quota's load no call is refused by Books, and everybody is served their share."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.limits import shared_quotas
from tests.limits.load import CALLS, RATES, gateways, loaded, refused, window
from tests.proofs import family, proof
from tests.valkeys import valkey_served


@pytest.fixture(params=["one process", "two processes and Valkey"])
def setup(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, dict[str, Any]]]:
    """How many gateways, and their settings."""
    shared = request.param != "one process"
    # A server that answers late on a busy machine is no server that fails, which is another test's.
    monkeypatch.setattr(shared_quotas, "ANSWER_SECONDS", 20.0)
    with valkey_served() if shared else nullcontext() as valkey:
        yield (2, {"limits_url": SecretStr(valkey.url), "limits_workers": 2}) if valkey else (1, {})


@family(short=1)
@proof("windows", short=2, full=3)
async def test_thrice_the_quota_s_load_meets_no_refusal_and_is_shared_fairly(
    setup: tuple[int, dict[str, Any]], windows: int
) -> None:
    number, settings = setup
    seconds = await window()
    async with gateways(number, seconds, **settings) as graphs:
        served, ends = await loaded(graphs, windows, seconds)
        assert await refused(graphs[0]) == {"books": 0}
    assert ends["TOO_MANY_REQUESTS"] > 0
    # A call whose turn comes late may not be answered in time on a busy machine.
    assert ends["answered"] + ends["TOO_MANY_REQUESTS"] >= 0.98 * ends.total(), ends
    # The quota is used: what is kept back is little.
    assert served.total() >= 0.8 * CALLS * windows
    fair = served.total() / len(RATES)
    assert min(served[persona] for persona in RATES) >= 0.8 * fair, served
