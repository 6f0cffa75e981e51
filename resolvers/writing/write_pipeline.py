"""The write pipeline: every write goes from the check of permissions to its entry in the audit log.

    permissions -> intent committed -> current record read -> sent once -> result and audit entry committed together

A write whose answer was lost is reconciled, never sent again blindly; where its result stays unclear, it is reported as
unknown.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from adapters.processes import is_gone
from adapters.refusals import WriteRefused
from domain.errors import BadUserInput, Forbidden, NotFound, OutcomeUnknown, SuitegraphError
from domain.journal import Intent, IntentState, JournalError
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import IDEMPOTENCY_KEY, InputPath, NotDone, Problem, ProblemCode, json_value, not_done, problem_of
from resolvers.catalogue import key_of
from resolvers.reading.loader import RecordLoader
from resolvers.writing.intents import intent_of
from resolvers.writing.mutation_command import MutationCommand, denial_problems
from resolvers.writing.refusals import problem_of_refusal, without_product_words
from resolvers.writing.write_result import MutationResult

log = structlog.get_logger("suitegraph")
# How long after its deadline an attempt of another process is not taken over.
GRACE = timedelta(seconds=5)
BUSY = "The same is being done at the moment; ask again in a while."
# The product knows the mark, but the store no longer knows the key.
KEY_ALREADY_USED = Problem(
    ProblemCode.CONFLICT,
    "This key was used for the same before, and what came of it is there: look for it, or take another key.",
    ("idempotencyKey",),
)
# After a refusal with one of these codes the same key may try again.
RETRYABLE_CODES = frozenset({ProblemCode.FORBIDDEN, ProblemCode.OUTCOME_UNKNOWN})


async def perform_mutation(loader: RecordLoader, command: MutationCommand) -> MutationResult:
    """Make a write once. Reasons that its author can act on are problems of the result.

    Raises the error that prevented the write from reaching the product.
    """
    if command.key is not None and IDEMPOTENCY_KEY.fullmatch(command.key) is None:
        text = "A key has 1 to 200 visible ASCII characters, none of them blank."
        return MutationResult(command.module, None, [Problem(ProblemCode.VALIDATION, text, ("idempotencyKey",))])
    problems = await denial_problems(loader, command)
    # A write that is denied makes no call: parts of its author may be empty in the log.
    intent = await intent_of(
        *(loader, command.act, command.module, command.record_id, command.key, command.client_input),
        into=command.into or command.module.product,
        only_cached=bool(problems),
    )
    if problems:
        codes = tuple(problem.code.value for problem in problems)
        await loader.journal_writer.journal.note(replace(intent.entry, result="refused", codes=codes))
        return MutationResult(command.module, None, problems)
    attempt = _Attempt(loader, command)
    if command.key is None:
        await loader.journal_writer.journal.begin(intent)
        return await attempt.send(intent)
    async with loader.journal_writer.lock_of(intent.owner, command.key):
        earlier = await loader.journal_writer.journal.begin(intent)
        return await attempt.send(intent) if earlier is None else await attempt.resume(earlier, intent)


@dataclass(slots=True)
class _Attempt:
    """One request's attempt at a write. `resumed_at` is None for the first attempt.

    `may_be_done` says that an earlier attempt may have taken effect.
    """

    loader: RecordLoader
    command: MutationCommand
    row_before: Row | None = None
    resumed_at: datetime | None = None
    may_be_done: bool = False

    async def resume(self, earlier: Intent, intent: Intent) -> MutationResult:
        """The result for a key that was used before: the recorded one, or that of the write, which is resumed."""
        if earlier.fingerprint != intent.fingerprint:
            return self._conflict("This key was used for another input.", "idempotencyKey")
        if earlier.state in {"done", "refused"} and (earlier.result or {}).get("final", True):
            return _recorded_result(self.command.module, earlier, shows_words=await self._shows_all())
        if earlier.state == "pending" and earlier.process != intent.process and not _is_over(earlier, intent.process):
            return self._conflict(BUSY, "idempotencyKey")
        # The search comes before the take-over: where it fails, the intent stays as it was. A refusal was not sent.
        row = None if earlier.state == "refused" else await self._find(earlier)
        self.resumed_at, self.may_be_done = intent.entry.at, earlier.state != "refused"
        # Later searches are for a record as old as the first attempt.
        entry = replace(intent.entry, at=earlier.entry.at, intent_id=earlier.intent_id)
        resumed = replace(earlier.retaken(intent.process, intent.until), entry=entry)
        if not await self.loader.journal_writer.journal.retake(earlier, resumed):
            return self._conflict(BUSY, "idempotencyKey")
        if row is not None:
            return await self._done(resumed, row)
        if earlier.state == "refused" or self.command.repeatable:
            return await self.send(resumed)
        return await self._unknown(resumed)

    async def send(self, intent: Intent) -> MutationResult:
        """Read the current record, send the write, and record its result."""
        command = self.command
        try:
            self.row_before = None if command.check is None else await command.check()
            row = await command.send(intent.mark)
        except NotDone as error:
            return await self._not_done(intent, error.problems)
        except OutcomeUnknown:
            return await self._reconcile(intent)
        except WriteRefused as error:
            return await self._not_done(intent, await self._refusal_problems(intent, error), code=error.reason)
        except (Forbidden, NotFound, BadUserInput) as error:
            view = self.loader.permissions.known(command.module)
            if isinstance(error, Forbidden) and view is not None and command.action in view.decided_by_product:
                self.loader.permissions.refused(command.module, command.action)
            return await self._not_done(
                intent, [Problem(_PROBLEM_CODES[type(error)], error.message, self._path(error))]
            )
        except SuitegraphError as error:
            # It never reached the product: the same key may try again.
            await self._settle(intent, "refused", None, (), codes=(error.code,), final=False)
            raise
        return await self._done(intent, row)

    async def _refusal_problems(self, intent: Intent, error: WriteRefused) -> list[Problem]:
        shows_words, command = await self._shows_all(), self.command
        return [
            KEY_ALREADY_USED
            if intent.mark in part.words
            else problem_of_refusal(part, command.key_paths, command.client_input, shows_words=shows_words)
            for part in error.parts or (error,)
        ]

    async def _reconcile(self, intent: Intent) -> MutationResult:
        """Look for the record of a write whose answer was lost, until the deadline."""
        clock = asyncio.get_running_loop().time
        for pause in self.loader.journal_writer.reconciliation_pauses if self.command.find else ():
            if clock() + pause >= self.loader.upstream.deadline:
                break
            await asyncio.sleep(pause)
            with suppress(SuitegraphError):
                row = await self._find(intent)
                if row is not None:
                    return await self._done(intent, row)
        return await self._unknown(intent)

    async def _find(self, intent: Intent) -> Row | None:
        if self.command.find is None:
            return None
        await self.loader.upstream.forget(self.command.module.product)
        try:
            return await self.command.find(intent)
        except NotDone:
            # The record that was to be changed no longer exists.
            return None

    async def _unknown(self, intent: Intent, reasons: Sequence[Problem] = ()) -> MutationResult:
        text = "It may have been done: the product was asked, and no answer came. "
        text += "Look at the record and its history before you ask again" + (
            "; asking again with the same key looks first." if self.command.key else "."
        )
        problems = [Problem(ProblemCode.OUTCOME_UNKNOWN, text), *reasons]
        try:
            await self._settle(intent, "unknown", None, problems)
        except JournalError as error:
            log.exception("journal", exc_info=error)
        return MutationResult(self.command.module, self.command.record_id, problems)

    async def _done(self, intent: Intent, row: Row | None) -> MutationResult:
        record_id = self.command.record_id if row is None else str(row[key_of(self.command.module)])
        problems = () if row is None or self.command.lacks is None else self.command.lacks(row)
        try:
            await self._settle(intent, "done", row, problems, record_id=record_id)
        except JournalError as error:
            # The intent stays pending: a request with the same key finds it, and so does a reader of the log.
            log.exception("journal", exc_info=error)
            text = "It was done, but could not be written down. Look at the record before you ask again."
            return MutationResult(self.command.module, record_id, [Problem(ProblemCode.OUTCOME_UNKNOWN, text)])
        self.loader.forget_rows(self.command.module, row if self.command.whole else None)
        return MutationResult(self.command.module, record_id, problems)

    async def _not_done(self, intent: Intent, problems: Sequence[Problem], *, code: str = "") -> MutationResult:
        if self.resumed_at is not None:
            # The product may have refused it because an earlier attempt has taken effect meanwhile.
            with suppress(SuitegraphError):
                row = await self._find(intent)
                if row is not None:
                    return await self._done(intent, row)
            if self.may_be_done and (self.command.record_id is not None or KEY_ALREADY_USED in problems):
                # An earlier attempt may have taken effect on a record that changed since, or is not listed yet.
                return await self._unknown(intent, problems)
        # A prerequisite may be met later, or a right be given: then the same key may try again.
        final = not RETRYABLE_CODES & {problem.code for problem in problems}
        await self._settle(intent, "refused", None, problems, code=code, final=final)
        return MutationResult(self.command.module, self.command.record_id, problems)

    async def _shows_all(self) -> bool:
        """Whether the product's words may be shown: they may name values of each module that the write reads."""
        modules = {self.command.module, *(right.module for right in self.command.needs)}
        return not any([(await self.loader.permissions.of(module)).dropped for module in modules])

    def _path(self, error: SuitegraphError) -> InputPath:
        """The path in the input of what the product does not have: for a new document its customer or vendor."""
        if not isinstance(error, NotFound):
            return ()
        id_path = ("id",) if "id" in self.command.client_input else ()
        if self.command.record_id is not None:
            return id_path
        key_paths, coordinate_paths = self.command.key_paths, self.command.coordinate_paths
        paths = [key_paths[key] for key in ("customer_id", "vendor_id") if key in key_paths]
        paths += [path for field, path in coordinate_paths.items() if field.endswith((".customer", ".vendor"))]
        return paths[0] if paths else id_path

    def _conflict(self, text: str, *path: str) -> MutationResult:
        return MutationResult(self.command.module, None, not_done(ProblemCode.CONFLICT, text, *path).problems)

    async def _settle(
        self,
        intent: Intent,
        state: IntentState,
        after: Row | None,
        problems: Sequence[Problem],
        *,
        codes: tuple[str, ...] = (),
        code: str = "",
        record_id: str | None = None,
        final: bool = True,
    ) -> None:
        record_id = record_id or self.command.record_id
        result = {"recordId": record_id, "problems": [problem.as_json() for problem in problems], "final": final}
        entry = replace(
            intent.entry,
            at=self.resumed_at or intent.entry.at,
            record_id=record_id,
            result=state,
            codes=codes or tuple(problem.code.value for problem in problems),
            before=_journal_row(self.row_before),
            after=_journal_row(after),
            exchanged=tuple(replace(sent.recorded(), code=code) for sent in self.loader.upstream.sent),
        )
        self.loader.upstream.sent.clear()
        await self.loader.journal_writer.journal.settle(intent, state, result, entry)


_PROBLEM_CODES = {
    Forbidden: ProblemCode.FORBIDDEN,
    NotFound: ProblemCode.NOT_FOUND,
    BadUserInput: ProblemCode.VALIDATION,
}


def _recorded_result(module: Module, intent: Intent, *, shows_words: bool) -> MutationResult:
    result = intent.result or {}
    problems = [problem_of(each) for each in result.get("problems", ())]
    if not shows_words:
        # The author may have lost a right since.
        problems = [without_product_words(each) for each in problems]
    return MutationResult(module, result.get("recordId"), problems)


def _journal_row(row: Row | None) -> Mapping[str, Any] | None:
    """A row as it is recorded in the audit log: with the product's own keys only."""
    if row is None:
        return None
    return {key: json_value(value) for key, value in row.items() if not key.startswith("::")}


def _is_over(intent: Intent, own_process: str) -> bool:
    """Whether another process's attempt has ended: its deadline has passed, or its process is gone."""
    return intent.until + GRACE <= datetime.now(UTC) or is_gone(intent.process, own_process)
