"""The story of a migration, on two workers; `make story` tells it at length and prints its figures."""

import asyncio
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from sandbox.books.roles import ROLES
from sandbox.context import Options, Sandbox
from sandbox.people import BY_NAME
from sandbox.staff import staff
from tests.integration.migration_figures import MigrationFigures
from tests.integration.migration_traces import check_silent, check_traces
from tests.integration.migration_workers import GLANCE, MigrationWorker, workers_at_work
from tests.servers import sandbox_served

ADMIN, BILLING = BY_NAME["admin"].email, BY_NAME["billing"].email
PAGE = 200
SEED = 17
RAISED = """
mutation ($limit: Int!, $reason: String!) { setIntegrationUserLimit(limit: $limit, reason: $reason) { limit } }
"""
STATE = "state note steps outcomes { outcome count }"
REPORT = "{ nodes { email becomes outcome reason wave } pageInfo { hasNextPage endCursor } }"
_KINDS = {"emails": "[String!]!", "wave": "Int"}


@dataclass(slots=True)
class MigrationStory:
    """An administrator before two workers: whatever is written goes to the first, and both are asked.

    `kills` are how many of users so far each run is interrupted at, in the order of the runs.
    """

    sandbox: Sandbox
    workers: Sequence[MigrationWorker]
    figures: MigrationFigures
    provisions: bool
    chance: Random
    id: str = ""

    async def ask(self, document: str, variables: dict[str, Any] | None = None) -> Any:
        """The data that the administrator is answered."""
        return await self.workers[0].ask(document, variables)

    async def act(self, field_: str, arguments: str = "", **variables: Any) -> Any:
        """What an act on the migration came to."""
        declared = "".join(f", ${name}: {kind}" for name, kind in _KINDS.items() if name in variables)
        document = (
            f"mutation ($id: ID!{declared}) {{ act: {field_}(migration: $id{arguments}) "
            "{ concerned refused { email reason } } }"
        )
        return (await self.ask(document, {"id": self.id, **variables}))["act"]

    async def ended(self, kills: int = 0, outcome: str = "MIGRATED", count: int = 0, *, upgrade: bool = False) -> Any:
        """The outcomes once the migration no longer runs.

        Meanwhile both workers are killed at so many moments, spread over the `count` users who are to have `outcome`;
        with `upgrade` the last time they are ended in order, and followed by a later release.
        """
        begun = -1
        async with asyncio.timeout(900):
            while True:
                shown = (await self.ask(f"query ($id: ID!) {{ migration(id: $id) {{ {STATE} }} }}", {"id": self.id}))[
                    "migration"
                ]
                outcomes = {each["outcome"]: each["count"] for each in shown["outcomes"]}
                if shown["state"] != "RUNNING":
                    assert shown["state"] != "PAUSED", shown
                    assert not kills, f"{kills} more kills were wanted: {outcomes}"
                    return outcomes
                done = outcomes.get(outcome, 0)
                begun = done if begun < 0 else begun
                if kills and done - begun >= (count - begun) // (kills + 2):
                    kills, begun = kills - 1, done
                    await self._interrupt(is_upgrade=upgrade and not kills)
                await asyncio.sleep(GLANCE)

    async def _interrupt(self, *, is_upgrade: bool) -> None:
        """End all workers at once, at any point of what they are at, and start them again."""
        await asyncio.sleep(self.chance.random() / 10)
        how = signal.SIGTERM if is_upgrade else signal.SIGKILL
        await asyncio.gather(*(worker.end(how) for worker in self.workers))
        await asyncio.gather(*(worker.start(is_later_release=is_upgrade) for worker in self.workers))
        self.figures.upgrades += is_upgrade
        self.figures.kills += not is_upgrade

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

    async def note_late(self, *, may_create: bool) -> None:
        """Note for how long any worker answered a user from before, from now on."""
        late = (worker.late("billing", may_create=may_create) for worker in self.workers)
        self.figures.graph_seconds += await asyncio.gather(*late)

    def calls(self) -> int:
        """How many calls were made with the administrator's token."""
        return sum(call["token_owner"] == "admin" for call in self.sandbox.calls.since(0))


async def migration_told(
    people: int,
    limit: int,
    folder: Path,
    kills: Sequence[int] = (0, 0, 0),
    *,
    provisions: bool = True,
    seed: int = SEED,
    **settings: str,
) -> MigrationFigures:
    """Tell the story with so many users beside the personas, of whom `limit` fit at first; it checks each step.

    `kills` are how often all workers are killed in the first wave, in the rest, and while a wave is taken back. The
    last one of the rest is an upgrade. `seed` decides at which moments. With `provisions` users are made in Books, and
    inactive there by the undo.
    """
    figures = MigrationFigures(people, limit)
    sandbox = Sandbox(Options(port=0, staff=people, smtp_port=0))
    async with sandbox_served(sandbox) as port:
        shared = {
            "database": f"sqlite:///{folder / 'store.db'}",
            "job_keys": "a key for the tests alone that is long enough",
            "mail_server": f"smtp://127.0.0.1:{sandbox.smtp_port}",
            "mail_from": "office@halvorsen.example",
            "books_calls": "0",
            "deadline_seconds": "60",
            **settings,
        }
        named = [shared | {"jobs_executor": name} for name in ("one", "two")]
        async with workers_at_work(sandbox, port, *named) as workers:
            story = MigrationStory(sandbox, workers, figures, provisions, Random(seed))
            await _told(story, [person.email for person in staff(people)], kills)
            for worker in workers:
                await worker.end()
            figures.peak_bytes = max(worker.peak_bytes for worker in workers)
    return figures


async def _told(story: MigrationStory, everybody: Sequence[str], kills: Sequence[int]) -> None:
    sandbox, figures, limit = story.sandbox, story.figures, story.figures.limit
    await story.ask("mutation { setUpIntegration { version } }")
    role = ROLES["integration"].role_id
    if story.provisions:
        await story.ask(f'mutation {{ setIntegrationProvisioning(role: "{role}", retire: true) }}')
    if limit != 1000:
        await story.ask(RAISED, {"limit": limit, "reason": "a short story"})
    for worker in story.workers:
        assert "CREATE" not in await worker.actions_on_invoices("billing")
    calls, started = story.calls(), perf_counter()
    preview = await story.ask(f"mutation {{ createMigration {{ id {STATE} }} }}")
    story.id = preview["createMigration"]["id"]
    # The rehearsal: nobody is touched, and everybody has a reason.
    rehearsed = await story.users()
    assert {user["outcome"] for user in rehearsed.values()} == {"OPEN"}
    assert all(user["becomes"] and user["reason"] for user in rehearsed.values())
    figures.preview_calls = story.calls() - calls
    chosen = [BILLING, *everybody[: limit - 1]]
    assert (await story.act("selectMigrationUsers", ", emails: $emails", emails=chosen))["refused"] == []
    assert (await story.act("startMigration"))["concerned"] == limit
    assert (await story.ended(kills[0], count=limit))["MIGRATED"] == limit
    figures.first_seconds, figures.first_calls = perf_counter() - started, story.calls() - calls
    await story.note_late(may_create=True)

    await _finished(story, everybody, kills[1])

    wave = (await story.users())[BILLING]["wave"]
    assert (await story.act("revertMigration", ", wave: $wave", wave=wave))["concerned"] == limit
    outcomes = await story.ended(kills[2], "REVERTED", limit)
    await story.note_late(may_create=False)
    assert (outcomes["REVERTED"], outcomes["MIGRATED"]) == (limit, len(everybody) + 1 - limit)
    figures.all_seconds, figures.all_calls = perf_counter() - started, story.calls() - calls
    # Alone, so that no other batch stands between what is written and what is seen.
    await story.act("addMigrationUsers", ", emails: $emails", emails=[BILLING])
    await story.ended()
    await story.note_late(may_create=True)
    # Administration has the administrator's token alone, and whoever asks afterwards their own.
    assert {call["token_owner"] for call in sandbox.calls.since(0)} == {"admin", "billing"}
    administration = ("/users", "/settings/profiles")
    assert {
        call["token_owner"]
        for call in sandbox.calls.since(0)
        if call["path"].endswith(administration) and "CurrentUser" not in str(call["query"])
    } == {"admin"}
    assert await story.workers[1].ask("{ invoices(first: 1) { nodes { number } } }", persona="billing")
    assert sandbox.calls.since(0)[-1]["token_owner"] == "billing"
    await _check_mails(story, everybody, chosen)
    await _check_reports(story, everybody, chosen)


async def _finished(story: MigrationStory, everybody: Sequence[str], kills: int) -> None:
    """One more is refused with the reason, the limit is raised, and the rest is migrated."""
    limit = story.figures.limit
    above = everybody[limit - 1]
    await story.act("addMigrationUsers", ", emails: $emails", emails=[above])
    assert (await story.ended())["FAILED"] == 1
    assert (await story.users())[above]["reason"] == "ABOVE_LIMIT"
    await story.ask(RAISED, {"limit": len(everybody) + 10, "reason": "Zoho has raised ours"})
    assert (await story.act("retryMigration"))["concerned"] == 1
    assert (await story.ended())["MIGRATED"] == limit + 1
    await story.act("addMigrationUsers", ", emails: $emails", emails=everybody[limit:])
    done = await story.ended(kills, count=len(everybody) + 1, upgrade=True)
    assert done["MIGRATED"] == len(everybody) + 1


async def _check_mails(story: MigrationStory, everybody: Sequence[str], chosen: Sequence[str]) -> None:
    """Each user has one Message-ID of each kind, however often a mail was delivered."""
    mailbox = story.sandbox.mailbox
    expected = len(everybody) + 1 + len(chosen)
    async with asyncio.timeout(900):
        while True:
            mails = {(mail["to"][0], mail["message_id"]) for mail in mailbox.all() if mail["to"] != [ADMIN]}
            if len(mails) >= expected:
                break
            await asyncio.sleep(GLANCE)
    assert Counter(email for email, _ in mails) == Counter([*everybody, BILLING, *chosen])
    story.figures.mails = len(mails)


async def _check_reports(story: MigrationStory, everybody: Sequence[str], chosen: Sequence[str]) -> None:
    """The report as a file, the roster, the audit log and Books agree."""
    gateway = story.workers[0].gateway
    assert gateway is not None
    place = f"{gateway.base}/files/migrations/{story.id}.json"
    headers = {"Authorization": "Bearer 1000.demo.admin"}
    async with gateway.session.get(place, headers=headers) as answer:
        reported: Mapping[str, str] = {each["email"]: each["outcome"] for each in (await answer.json())["users"]}
    taken_back = {email for email in chosen if email != BILLING}
    migrated = {*everybody, BILLING} - taken_back
    assert {email for email, outcome in reported.items() if outcome == "MIGRATED"} == migrated
    assert {email for email, outcome in reported.items() if outcome == "REVERTED"} == taken_back
    check_traces(
        story.workers[0].settings["database"],
        story.sandbox,
        migrated,
        taken_back,
        made=len({*migrated, *taken_back}) if story.provisions else 0,
    )
    names = [person.last_name for person in staff(story.figures.people)]
    check_silent(story.workers[0].settings["database"], names)
