"""A write, from the question whether the caller may to the line in the audit log.

    may they? -> intent committed -> state looked at -> sent once -> result and audit line committed together

What was lost on the way back is looked up, never repeated blindly; what nobody can tell is told as unknown.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from adapters.answers import WriteRefused
from adapters.processes import is_gone
from domain.errors import BadUserInput, Forbidden, NotFound, OutcomeUnknown, SuitegraphError
from domain.journal import Intent, IntentState, JournalError
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import IDEMPOTENCY_KEY, NotDone, Problem, ProblemCode, json_value, not_done, problem_of
from resolvers.catalogue import key_of
from resolvers.reading.loader import RecordLoader
from resolvers.writing.intents import intent_of
from resolvers.writing.mutation_command import MutationCommand, ProblemPath, denial_problems
from resolvers.writing.refusals import problem_of_refusal, without_product_words
from resolvers.writing.write_result import MutationResult

log = structlog.get_logger("suitegraph")
# How long an attempt of another process is left alone after its time.
GRACE = timedelta(seconds=5)
BUSY = "The same is being done at the moment; ask again in a while."
# The product knows the mark, and the store no longer the key.
KEY_ALREADY_USED = Problem(
    ProblemCode.CONFLICT,
    "This key was used for the same before, and what came of it is there: look for it, or take another key.",
    ("idempotencyKey",),
)
# A refusal for one of these is not kept for its key.
RETRYABLE_CODES = frozenset({ProblemCode.FORBIDDEN, ProblemCode.OUTCOME_UNKNOWN})


async def perform_mutation(loader: RecordLoader, write: MutationCommand) -> MutationResult:
    """Make a write once. What its author can change are problems; raises what kept it from being sent at all."""
    if write.key is not None and IDEMPOTENCY_KEY.fullmatch(write.key) is None:
        text = "A key has 1 to 200 visible ASCII characters, none of them blank."
        return MutationResult(write.module, None, [Problem(ProblemCode.VALIDATION, text, ("idempotencyKey",))])
    problems = await denial_problems(loader, write)
    # Who may not costs no call: what is not known of them stays out.
    intent = await intent_of(
        *(loader, write.act, write.module, write.record_id, write.key, write.given),
        into=write.into or write.module.product,
        asks=not problems,
    )
    if problems:
        codes = tuple(problem.code.value for problem in problems)
        await loader.journal_writer.journal.note(replace(intent.entry, result="refused", codes=codes))
        return MutationResult(write.module, None, problems)
    attempt = _Attempt(loader, write)
    if write.key is None:
        await loader.journal_writer.journal.begin(intent)
        return await attempt.sent(intent)
    async with loader.journal_writer.turn(intent.owner, write.key):
        known = await loader.journal_writer.journal.begin(intent)
        return await attempt.sent(intent) if known is None else await attempt.repeated(known, intent)


@dataclass(slots=True)
class _Attempt:
    """One request's try at a write."""

    loader: RecordLoader
    write: MutationCommand
    before: Row | None = None
    # When it was begun, where others were before it.
    at: datetime | None = None
    # Whether one of them may have been done.
    is_open: bool = False

    async def repeated(self, known: Intent, again: Intent) -> MutationResult:
        """What answers a key that was used before: the first result, or the write taken up again."""
        if known.fingerprint != again.fingerprint:
            return self._refused("This key was used for another input.", "idempotencyKey")
        if known.state in {"done", "refused"} and (known.result or {}).get("final", True):
            return _recorded_result(self.write.module, known, whole=await self._shows_all())
        if known.state == "pending" and known.process != again.process and not _is_over(known, again.process):
            return self._refused(BUSY, "idempotencyKey")
        # Looked for before it is taken: a look that fails leaves the intent as it was. A refusal had not been sent.
        row = None if known.state == "refused" else await self._found(known)
        self.at, self.is_open = again.entry.at, known.state != "refused"
        # What is looked for later is as old as the first attempt.
        entry = replace(again.entry, at=known.entry.at, intent_id=known.intent_id)
        mine = replace(known.retaken(again.process, again.until), entry=entry)
        if not await self.loader.journal_writer.journal.retake(known, mine):
            return self._refused(BUSY, "idempotencyKey")
        if row is not None:
            return await self._settled(mine, row)
        if known.state == "refused" or self.write.repeatable:
            return await self.sent(mine)
        return await self._unknown(mine)

    async def sent(self, intent: Intent) -> MutationResult:
        """Look at the record, send the write, write down what came of it."""
        write = self.write
        try:
            self.before = None if write.check is None else await write.check()
            row = await write.send(intent.mark)
        except NotDone as error:
            return await self._not_done(intent, error.problems)
        except OutcomeUnknown:
            return await self._lost(intent)
        except WriteRefused as error:
            whole = await self._shows_all()
            problems = [
                KEY_ALREADY_USED
                if intent.mark in each.words
                else problem_of_refusal(each, write.keys, write.given, whole=whole)
                for each in error.parts or (error,)
            ]
            return await self._not_done(intent, problems, code=error.reason)
        except (Forbidden, NotFound, BadUserInput) as error:
            if isinstance(error, Forbidden) and write.module.traits.rights == "membership":
                # Nobody reports beforehand what members may do there.
                self.loader.permissions.refused(write.module, write.action)
            return await self._not_done(
                intent, [Problem(_PROBLEM_CODES[type(error)], error.message, self._place(error))]
            )
        except SuitegraphError as error:
            # It never reached the product: the same key may try again.
            await self._settle(intent, "refused", None, (), codes=(error.code,), final=False)
            raise
        return await self._settled(intent, row)

    async def _lost(self, intent: Intent) -> MutationResult:
        """Look for what an answer was lost of, as long as there is time."""
        clock = asyncio.get_running_loop().time
        for pause in self.loader.journal_writer.reconciliation_pauses if self.write.find else ():
            if clock() + pause >= self.loader.upstream.deadline:
                break
            await asyncio.sleep(pause)
            with suppress(SuitegraphError):
                row = await self._found(intent)
                if row is not None:
                    return await self._settled(intent, row)
        return await self._unknown(intent)

    async def _found(self, intent: Intent) -> Row | None:
        if self.write.find is None:
            return None
        await self.loader.upstream.forget(self.write.module.product)
        try:
            return await self.write.find(intent)
        except NotDone:
            # The record that it was written on is gone.
            return None

    async def _unknown(self, intent: Intent, also: Sequence[Problem] = ()) -> MutationResult:
        text = "It may have been done: the product was asked, and no answer came. "
        text += "Look at the record and its history before you ask again" + (
            "; asking again with the same key looks first." if self.write.key else "."
        )
        problem = Problem(ProblemCode.OUTCOME_UNKNOWN, text)
        try:
            await self._settle(intent, "unknown", None, [problem, *also])
        except JournalError as error:
            log.exception("journal", exc_info=error)
        return MutationResult(self.write.module, self.write.record_id, [problem, *also])

    async def _settled(self, intent: Intent, row: Row | None) -> MutationResult:
        record_id = self.write.record_id if row is None else str(row[key_of(self.write.module)])
        try:
            await self._settle(intent, "done", row, (), record_id=record_id)
        except JournalError as error:
            # The intent stands: the same key finds it, and so does whoever reads the log.
            log.exception("journal", exc_info=error)
            text = "It was done, but could not be written down. Look at the record before you ask again."
            return MutationResult(self.write.module, record_id, [Problem(ProblemCode.OUTCOME_UNKNOWN, text)])
        self.loader.renew(self.write.module, row if self.write.whole else None)
        return MutationResult(self.write.module, record_id)

    async def _not_done(self, intent: Intent, problems: Sequence[Problem], *, code: str = "") -> MutationResult:
        if self.at is not None:
            # The product may refuse it because an attempt before this one has come through meanwhile.
            with suppress(SuitegraphError):
                row = await self._found(intent)
                if row is not None:
                    return await self._settled(intent, row)
            if self.is_open and (self.write.record_id is not None or KEY_ALREADY_USED in problems):
                # It may be refused because it was done, and went on from there or is not listed yet.
                return await self._unknown(intent, problems)
        # What has to be done first may have failed, and rights may be given: then the same key may try again.
        final = not RETRYABLE_CODES & {problem.code for problem in problems}
        await self._settle(intent, "refused", None, problems, code=code, final=final)
        return MutationResult(self.write.module, self.write.record_id, problems)

    async def _shows_all(self) -> bool:
        """Whether the product's words may be told: they may name values of each module that is looked at."""
        about = {self.write.module, *(need.module for need in self.write.needs)}
        return not any([(await self.loader.permissions.of(module)).dropped for module in about])

    def _place(self, error: SuitegraphError) -> ProblemPath:
        """Where in the input it is: what is not there for a new document is the one whom it is for."""
        if not isinstance(error, NotFound):
            return ()
        named = ("id",) if "id" in self.write.given else ()
        if self.write.record_id is not None:
            return named
        keys, touched = self.write.keys, self.write.touched
        parties = [keys[key] for key in ("customer_id", "vendor_id") if key in keys]
        parties += [path for field, path in touched.items() if field.endswith((".customer", ".vendor"))]
        return parties[0] if parties else named

    def _refused(self, text: str, *path: str) -> MutationResult:
        return MutationResult(self.write.module, None, not_done(ProblemCode.CONFLICT, text, *path).problems)

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
        record_id = record_id or self.write.record_id
        result = {"recordId": record_id, "problems": [problem.told() for problem in problems], "final": final}
        entry = replace(
            intent.entry,
            at=self.at or intent.entry.at,
            record_id=record_id,
            result=state,
            codes=codes or tuple(problem.code.value for problem in problems),
            before=_journal_row(self.before),
            after=_journal_row(after),
            exchanged=tuple(replace(sent.told(), code=code) for sent in self.loader.upstream.sent),
        )
        self.loader.upstream.sent.clear()
        await self.loader.journal_writer.journal.settle(intent, state, result, entry)


_PROBLEM_CODES = {
    Forbidden: ProblemCode.FORBIDDEN,
    NotFound: ProblemCode.NOT_FOUND,
    BadUserInput: ProblemCode.VALIDATION,
}


def _recorded_result(module: Module, known: Intent, *, whole: bool) -> MutationResult:
    kept = known.result or {}
    problems = [problem_of(each) for each in kept.get("problems", ())]
    # Rights may have been taken away since.
    return MutationResult(
        module, kept.get("recordId"), problems if whole else [without_product_words(each) for each in problems]
    )


def _journal_row(row: Row | None) -> Mapping[str, Any] | None:
    """A row as the audit log keeps it: the product's own keys."""
    if row is None:
        return None
    return {key: json_value(value) for key, value in row.items() if not key.startswith("::")}


def _is_over(known: Intent, own: str) -> bool:
    """Whether another process's attempt will not go on: its time has passed, or its process is gone."""
    return known.until + GRACE <= datetime.now(UTC) or is_gone(known.process, own)
