"""Keys change while browsers are signed in, and no token lies open in the database."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.commands.keys import NoSessionsError, rotate
from gateway.settings import Settings
from tests.gateway.pages.browsing import browsing
from tests.graphs import graph_served

OLD, NEW = "the operator's first secret of many characters", "the operator's second secret of many characters"


def whole(folder: Path) -> bytes:
    """What all files of the database hold."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_sessions_outlive_a_change_of_keys_and_tokens_lie_sealed(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    database = f"sqlite:///{file}"
    async with (
        graph_served(offers_personas=True, database=database, session_keys=(OLD,)) as graph,
        browsing(graph) as browser,
    ):
        await browser.sign_in("sales")
        assert (await browser.get("/analytics")).status == 200
        live = graph.sandbox.tokens.ending()
        held = whole(tmp_path)
        assert live
        assert not any(token.encode() in held for token in live)
        keys = (SecretStr(NEW), SecretStr(OLD))
        both = graph.service.settings.model_copy(update={"session_keys": keys})
        assert await rotate(both) == 1
        assert await rotate(both) == 0


async def test_without_a_database_there_is_nothing_to_rotate() -> None:
    with pytest.raises(NoSessionsError):
        await rotate(Settings())
