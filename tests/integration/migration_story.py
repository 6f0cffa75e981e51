"""The story of a migration, on two workers; `python -m tests.integration.migration_story` prints its figures."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from sandbox.context import Options, Sandbox
from sandbox.people import BY_NAME
from sandbox.staff import staff
from tests.gateway.processes import Gateway, gateway_before
from tests.servers import sandbox_served

ADMIN, BILLING = BY_NAME["admin"].email, BY_NAME["billing"].email
GLANCE, PAGE = 0.2, 200
INVOICES = "{ viewer { permissions { modules { module allowedActions } } } invoices(first: 1) { nodes { id } } }"
RAISED = """
mutation ($limit: Int!, $reason: String!) { setIntegrationUserLimit(limit: $limit, reason: $reason) { limit } }
"""
STATE = "state steps outcomes { outcome count }"
REPORT = "{ nodes { email outcome reason wave } pageInfo { hasNextPage endCursor } }"


@dataclass(slots=True)
class MigrationFigures:
    """What a story has come to: seconds, calls and bytes."""

    people: int
    limit: int
    first_seconds: float = 0.0
    first_calls: int = 0
    all_seconds: float = 0.0
    all_calls: int = 0
    graph_seconds: list[float] = field(default_factory=list[float])
    peak_bytes: int = 0
    mails: int = 0

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The rows of a table."""
        mebibytes = self.peak_bytes // (1 << 20)
        return [
            ("users of CRM", f"{self.people:,}"),
            ("first wave, as many as the limit allows", f"{self.limit:,} in {self.first_seconds:.1f} s"),
            ("calls of preview and first wave together", f"{self.first_calls:,}"),
            ("everything, with a refusal, a retry and a wave taken back", f"{self.all_seconds:.1f} s"),
            ("calls of all that", f"{self.all_calls:,}"),
            ("until a user's graph had changed on each of two workers", f"{max(self.graph_seconds):.1f} s at most"),
            ("mails, one of each kind for each user", f"{self.mails:,}"),
            ("most memory of a worker", f"{mebibytes} MB"),
        ]


@dataclass(slots=True)
class MigrationStory:
    """An administrator before two workers: whatever is written goes to the first, and both are asked."""

    workers: Sequence[Gateway]
    id: str = ""

    async def ask(self, document: str, variables: dict[str, Any] | None = None) -> Any:
        """The data that the administrator is answered."""
        first = self.workers[0]
        sent = {"query": document, "variables": variables or {}}
        headers = {"Authorization": "Bearer 1000.demo.admin"}
        async with first.session.post(f"{first.base}/graphql", json=sent, headers=headers) as answer:
            body = await answer.json()
        assert "errors" not in body, body
        return body["data"]

    async def act(self, field_: str, arguments: str = "", **variables: Any) -> Any:
        """What an act on the migration came to."""
        declared = "".join(f", ${name}: {kind}" for name, kind in _KINDS.items() if name in variables)
        document = (
            f"mutation ($id: ID!{declared}) {{ act: {field_}(migration: $id{arguments}) "
            "{ concerned refused { email reason } } }"
        )
        return (await self.ask(document, {"id": self.id, **variables}))["act"]

    async def ended(self) -> dict[str, int]:
        """The outcomes once the migration no longer runs."""
        async with asyncio.timeout(600):
            while True:
                shown = await self.ask(f"query ($id: ID!) {{ migration(id: $id) {{ {STATE} }} }}", {"id": self.id})
                if shown["migration"]["state"] != "RUNNING":
                    return {each["outcome"]: each["count"] for each in shown["migration"]["outcomes"]}
                await asyncio.sleep(GLANCE)

    async def users(self) -> dict[str, Any]:
        """Everybody in the report, by address."""
        document = (
            f"query ($id: ID!, $after: String) {{ migrationUsers(migration: $id, first: {PAGE}, after: $after) "
            f"{REPORT} }}"
        )
        everybody: dict[str, Any] = {}
        after = None
        while True:
            page = (await self.ask(document, {"id": self.id, "after": after}))["migrationUsers"]
            everybody |= {user["email"]: user for user in page["nodes"]}
            if not page["pageInfo"]["hasNextPage"]:
                return everybody
            after = page["pageInfo"]["endCursor"]

    async def until_seen(self, *, may_create: bool) -> float:
        """For how long, at most, a worker answered a user from before: asked until each of them knows."""
        started = perf_counter()
        async with asyncio.timeout(120):
            for worker in self.workers:
                while True:
                    if await _may_create(worker) == may_create:
                        break
                    await asyncio.sleep(GLANCE)
        return perf_counter() - started


_KINDS = {"emails": "[String!]!", "wave": "Int"}


async def migration_told(people: int, limit: int, folder: Path) -> MigrationFigures:
    """Tell the story with so many users beside the personas, of whom `limit` fit at first; it checks each step."""
    figures = MigrationFigures(people, limit)
    sandbox = Sandbox(Options(port=0, staff=people, smtp_port=0))
    async with sandbox_served(sandbox) as port:
        shared = {
            "database": f"sqlite:///{folder / 'store.db'}",
            "job_keys": "a key for the tests alone that is long enough",
            "mail_server": f"smtp://127.0.0.1:{sandbox.smtp_port}",
            "mail_from": "office@halvorsen.example",
            "books_calls": 0,
            "deadline_seconds": 60,
        }
        names = ("one", "two")
        async with (
            gateway_before(sandbox, port, **shared | {"jobs_executor": names[0]}) as first,
            gateway_before(sandbox, port, **shared | {"jobs_executor": names[1]}) as second,
        ):
            await _told(MigrationStory((first, second)), figures, [person.email for person in staff(people)])
            figures.peak_bytes = max(_peak(worker) for worker in (first, second))
    return figures


async def _told(story: MigrationStory, figures: MigrationFigures, everybody: Sequence[str]) -> None:
    sandbox, limit = story.workers[0].sandbox, figures.limit
    await story.ask("mutation { setUpIntegration { version } }")
    if limit != 1000:
        await story.ask(RAISED, {"limit": limit, "reason": "a short story"})
    await _check_billing(story, may_create=False)
    calls, started = _calls(sandbox), perf_counter()
    preview = await story.ask(f"mutation {{ createMigration {{ id note {STATE} }} }}")
    story.id = preview["createMigration"]["id"]
    # The rehearsal: nobody is touched, and everybody has a reason.
    assert {user["outcome"] for user in (await story.users()).values()} == {"OPEN"}
    chosen = [BILLING, *everybody[: limit - 1]]
    assert (await story.act("selectMigrationUsers", ", emails: $emails", emails=chosen))["refused"] == []
    assert (await story.act("startMigration"))["concerned"] == limit
    assert (await story.ended())["MIGRATED"] == limit
    figures.first_seconds, figures.first_calls = perf_counter() - started, _calls(sandbox) - calls
    figures.graph_seconds.append(await story.until_seen(may_create=True))

    above = everybody[limit - 1]
    await story.act("addMigrationUsers", ", emails: $emails", emails=[above])
    assert (await story.ended())["FAILED"] == 1
    assert (await story.users())[above]["reason"] == "ABOVE_LIMIT"
    await story.ask(RAISED, {"limit": len(everybody) + 10, "reason": "Zoho has raised ours"})
    assert (await story.act("retryMigration"))["concerned"] == 1
    assert (await story.ended())["MIGRATED"] == limit + 1
    await story.act("addMigrationUsers", ", emails: $emails", emails=everybody[limit:])
    assert (await story.ended())["MIGRATED"] == len(everybody) + 1

    wave = (await story.users())[BILLING]["wave"]
    back = await story.act("revertMigration", ", wave: $wave", wave=wave)
    assert back["concerned"] == limit
    outcomes = await story.ended()
    figures.graph_seconds.append(await story.until_seen(may_create=False))
    assert (outcomes["REVERTED"], outcomes["MIGRATED"]) == (limit, len(everybody) + 1 - limit)
    figures.all_seconds, figures.all_calls = perf_counter() - started, _calls(sandbox) - calls
    # Administration has the administrator's token alone, and whoever asks afterwards their own.
    assert {call["token_owner"] for call in sandbox.calls.since(0)} == {"admin", "billing"}
    await _check_mails(story, figures, everybody, chosen)


async def _check_mails(
    story: MigrationStory, figures: MigrationFigures, everybody: Sequence[str], chosen: Sequence[str]
) -> None:
    """Each user has one Message-ID of each kind."""
    mailbox = story.workers[0].sandbox.mailbox
    expected = len(everybody) + 1 + len(chosen)
    async with asyncio.timeout(600):
        while True:
            mails = {(mail["to"][0], mail["message_id"]) for mail in mailbox.all() if mail["to"] != [ADMIN]}
            if len(mails) >= expected:
                break
            await asyncio.sleep(GLANCE)
    counts = Counter(email for email, _ in mails)
    assert counts == Counter([*everybody, BILLING, *chosen])
    figures.mails = len(mails)


async def _check_billing(story: MigrationStory, *, may_create: bool) -> None:
    for worker in story.workers:
        assert await _may_create(worker) == may_create


async def _may_create(worker: Gateway) -> bool:
    _, body = await worker.ask(INVOICES, "1000.demo.billing")
    modules: list[dict[str, Any]] = body["data"]["viewer"]["permissions"]["modules"]
    return any(each["module"] == "books.invoices" and "CREATE" in each["allowedActions"] for each in modules)


def _calls(sandbox: Sandbox) -> int:
    return sum(call["token_owner"] == "admin" for call in sandbox.calls.since(0))


def _peak(worker: Gateway) -> int:
    """The most memory that a process of Linux has had, in bytes."""
    status = Path(f"/proc/{worker.process.process.pid}/status").read_text("utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        numbers = [int(text) for text in sys.argv[1:]] or [3000, 1000]
        story_figures = asyncio.run(migration_told(numbers[0], numbers[1], Path(place)))
    rows = [f"| {name} | {value} |\n" for name, value in story_figures.lines]
    sys.stdout.writelines(["| | |\n", "|---|---|\n", *rows])
