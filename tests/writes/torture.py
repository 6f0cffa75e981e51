"""Gateways of one database, killed while they write: what was acknowledged is there once, and written down once.

`make torture` kills KILLS times (500), from the seed SEED, which is printed, and makes eight writes a kill or more.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from adapters.store.database import Database
from adapters.store.journal import StoredJournal
from domain.hash_chain import ChainKeys
from domain.journal import JournalEntry, JournalQuery
from sandbox.app import reset
from sandbox.context import Options, Sandbox
from sandbox.crm.organization import ORG_ID
from tests.gateway.processes import Gateway, gateway_before
from tests.servers import sandbox_served
from tests.writes.kind import Kind
from tests.writes.kinds import KINDS
from tests.writes.stock import Stock

AUDIT_KEY = "a key for the torture alone"
TOKEN = "1000.demo.admin"  # the sandbox's own
CLIENTS = 8
WRITES_A_KILL = 8
# Gateways that share the database.
AT_ONCE = 2
# The gateway lives for so many calls to products, of which it needs some to know the caller, and a moment more.
MOST_CALLS = 40
MOMENT = 0.03
GLANCE = 0.005
# What a write may be asked for in vain: as many times as the gateway dies, and some.
SPARE_TRIES = 20
CHOSEN = (
    *("createEstimate", "createSalesOrder", "createInvoice", "createPurchaseOrder"),
    *("recordPayment", "updateInvoice", "sendDocument once more", "createAccount", "createContact"),
)


@dataclass(slots=True)
class Wish:
    """A write that a client insists on with its key, until it is acknowledged or, if it is a mail, unclear."""

    kind: Kind
    word: str
    given: dict[str, Any]
    acknowledged: bool = False
    tries: int = 0

    @property
    def insists(self) -> bool:
        """Whether a client goes on asking."""
        return self.kind.repeatable != "never"


@dataclass(slots=True)
class Place:
    """The gateways that live at the moment."""

    random: Random
    gateways: list[Gateway] = field(default_factory=list[Gateway])
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def put(self, gateway: Gateway) -> None:
        """It listens."""
        async with self.changed:
            self.gateways.append(gateway)
            self.changed.notify_all()

    async def living(self) -> Gateway:
        """One of them, once there is one."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.gateways)
            return self.random.choice(self.gateways)


@dataclass(slots=True)
class Wishes:
    """Writes by chance, `count` of them and then more until `lives` has killed enough."""

    stock: Stock
    random: Random
    count: int
    lives: "Lives"
    made: list[Wish] = field(default_factory=list[Wish])
    kinds: list[Kind] = field(default_factory=lambda: [kind for kind in KINDS if kind.name in CHOSEN])

    def __iter__(self) -> Iterator[Wish]:
        while len(self.made) < self.count or self.lives.killed < self.lives.kills:
            kind, word = self.random.choice(self.kinds), f"word {self.random.getrandbits(64):x}"
            try:
                wish = Wish(kind, word, kind.given(self.stock, word))
            except LookupError:
                # No record is left to write on; creating goes on.
                self.kinds.remove(kind)
                continue
            self.made.append(wish)
            yield wish


async def insist(place: Place, wishes: Wishes, most: int) -> None:
    """A client: it asks for one write after the other, each with one key."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:
        for wish in wishes:
            while not wish.acknowledged:
                wish.tries += 1
                assert wish.tries <= most, f"{wish.kind.name} is never acknowledged"
                gateway = await place.living()
                try:
                    codes = await asked(session, gateway.base, wish)
                except (aiohttp.ClientError, OSError):
                    continue
                wish.acknowledged = codes == []
                if not wish.acknowledged and not wish.insists:
                    break


async def asked(session: aiohttp.ClientSession, base: str, wish: Wish) -> list[str]:
    """The codes of what stood in its way."""
    sent = {"query": wish.kind.query, "variables": {"input": {**wish.given, "idempotencyKey": wish.word.split()[1]}}}
    async with session.post(f"{base}/graphql", json=sent) as answer:
        body = await answer.json(content_type=None)
    if "errors" in body:
        return [error["extensions"]["code"] for error in body["errors"]]
    return [error["code"] for error in body["data"][wish.kind.mutation]["userErrors"]]


@dataclass(slots=True)
class Lives:
    """The gateways' lives, all but the last of which end after a moment."""

    kills: int
    killed: int = 0

    async def lived(self, place: Place, sandbox: Sandbox, port: int, random: Random, database: str) -> None:
        """One after the other, until this is cancelled."""
        while True:
            async with served_gateway(sandbox, port, database) as gateway:
                await place.put(gateway)
                await self._watched(gateway, random.randint(1, MOST_CALLS), random.uniform(0, MOMENT))
                gateway.process.kill()
                self.killed += 1
                place.gateways.remove(gateway)

    async def _watched(self, gateway: Gateway, most: int, moment: float) -> None:
        """Until it has made so many calls, and a moment more; the last one for good."""
        calls, waits = gateway.sandbox.calls, gateway.process.wait
        mark = calls.last
        while True:
            over = calls.last - mark >= most and self.killed < self.kills
            with suppress(TimeoutError):
                code = await asyncio.wait_for(waits(), moment if over else GLANCE)
                raise AssertionError(f"the gateway ended with {code}: {gateway.lines}")
            if over:
                return


@asynccontextmanager
async def served_gateway(sandbox: Sandbox, port: int, database: str) -> AsyncGenerator[Gateway]:
    """The gateway on that database."""
    fields: dict[str, Any] = {"books_key_field": "cf_request_key", "crm_key_field": "Request_Key"}
    async with gateway_before(
        sandbox, port, database=database, audit_key=AUDIT_KEY, books_calls=0, **fields
    ) as gateway:
        yield gateway


def check(sandbox: Sandbox, made: list[Wish], entries: list[JournalEntry]) -> None:
    """What was acknowledged is there once and written down once; nothing is there twice."""
    # A record that was created is written on later, and then has both words.
    done = [(entry.act, repr(entry)) for entry in entries if entry.result == "done"]
    for wish in made:
        name, times = wish.kind.name, wish.kind.times(sandbox, wish.given, wish.word)
        assert times == 1 if wish.acknowledged else times <= 1, (name, times, wish)
        assert wish.acknowledged or not wish.insists, name
        lines = sum(act == wish.kind.mutation and wish.word in line for act, line in done)
        assert lines == 1 if wish.acknowledged else lines <= 1, (name, lines, wish)


async def torture(kills: int, seed: int) -> str:
    """Do it: what was seen, in words."""
    random = Random(seed)
    place = Place(random)
    # The sandbox's day lies ahead: what it stamps must not lie before a write of now.
    sandbox = Sandbox(Options(port=0, today=datetime.now(UTC).date() + timedelta(days=1)))
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'store.db'}"
        async with sandbox_served(sandbox) as port:
            reset(sandbox)
            lives = Lives(kills)
            wishes = Wishes(Stock(sandbox), random, kills * WRITES_A_KILL, lives)
            # A gateway that fails by itself ends all of it.
            async with asyncio.TaskGroup() as gateways:
                living = (lives.lived(place, sandbox, port, random, database) for _ in range(AT_ONCE))
                killing = [gateways.create_task(each) for each in living]
                async with asyncio.TaskGroup() as clients:
                    for _ in range(CLIENTS):
                        clients.create_task(insist(place, wishes, kills + SPARE_TRIES))
                for each in killing:
                    each.cancel()
            check(sandbox, wishes.made, await written(database))
    assert lives.killed >= kills
    made, acknowledged = wishes.made, sum(wish.acknowledged for wish in wishes.made)
    return (
        f"{lives.killed} kills, {acknowledged} of {len(made)} writes acknowledged, {sum(w.tries for w in made)} tries"
    )


async def written(database: str) -> list[JournalEntry]:
    """The audit log, whose chain verifies."""
    stored = Database(database)
    await stored.open()
    journal = StoredJournal(stored, ChainKeys(AUDIT_KEY.encode()))
    await journal.open()
    try:
        assert await journal.verify() == []
        page = await journal.entries(JournalQuery(f"local:{ORG_ID}", first=1_000_000))
    finally:
        await journal.close()
        await stored.close()
    return [each.entry for each in page.entries]


if __name__ == "__main__":
    chosen = int(os.environ.get("SEED") or SystemRandom().getrandbits(32))
    print(f"SEED={chosen}")  # noqa: T201  # a command's answer
    print(asyncio.run(torture(int(os.environ.get("KILLS") or 500), chosen)))  # noqa: T201  # a command's answer
