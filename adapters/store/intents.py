"""Intents of writes in the store: begin, take over, settle, report as lost, within a session's transaction."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from adapters.store import audit
from adapters.store.tables import WriteIntent
from domain.hash_chain import ChainKeys, canonical_text, entry_of, values_text
from domain.journal import IDEMPOTENCY_SECONDS, Intent, IntentState, JournalValues

# How long after its deadline an unsettled intent counts as lost.
GRACE = timedelta(seconds=60)
KEPT = timedelta(seconds=IDEMPOTENCY_SECONDS)
# The most that one transaction does besides its own work.
LOST_AT_ONCE = 10
PURGED_AT_ONCE = 50
MOST_PENDING_INTENTS = 1000


def known_to(session: Session, intent: Intent, now: datetime, keys: ChainKeys) -> Intent | None:
    """The intent for which the owner used this key in the last 24 hours, None for none; an older one is deleted."""
    if intent.key is None:
        return None
    query = select(WriteIntent).where(WriteIntent.owner == intent.owner, WriteIntent.key == intent.key)
    row = session.exec(query).one_or_none()
    if row is None:
        return None
    if row.begun_at > now - KEPT:
        return _intent(row)
    if row.state == "pending":
        _mark_unknown(session, row, keys)
    session.delete(row)
    session.flush()
    return None


def add(session: Session, intent: Intent, now: datetime) -> None:
    """Store a new intent."""
    session.add(
        WriteIntent(
            intent_id=intent.intent_id,
            owner=intent.owner,
            key=intent.key,
            fingerprint=intent.fingerprint,
            mark=intent.mark,
            process=intent.process,
            until=intent.until,
            begun_at=now,
            state=intent.state,
            result=_result(intent.result),
            entry=canonical_text(0, intent.entry),
        )
    )
    session.flush()


def retake(session: Session, known: Intent, again: Intent) -> bool:
    """Replace the `known` intent by `again`, if it is unchanged; whether it was."""
    result = session.exec(
        update(WriteIntent)
        .where(*_held(known), col(WriteIntent.state) != "done", col(WriteIntent.state) == known.state)
        .values(
            fingerprint=again.fingerprint,
            mark=again.mark,
            process=again.process,
            until=again.until,
            state=again.state,
            result=_result(again.result),
            entry=canonical_text(0, again.entry),
        )
    )
    return result.rowcount == 1


def settle(session: Session, intent: Intent, state: IntentState, result: JournalValues) -> None:
    """Store the result of an intent, unless another attempt has taken it over."""
    session.exec(update(WriteIntent).where(*_held(intent)).values(state=state, result=_result(result)))


def reconcile_lost(session: Session, now: datetime, keys: ChainKeys, process: str | None) -> int:
    """Record intents of other processes that were not settled in time in the audit log, and return their number."""
    query = select(WriteIntent).where(WriteIntent.state == "pending", WriteIntent.until < now - GRACE)
    if process is not None:
        query = query.where(WriteIntent.process != process)
    rows = session.exec(query.order_by(col(WriteIntent.until)).limit(LOST_AT_ONCE)).all()
    for row in rows:
        _mark_unknown(session, row, keys)
    return len(rows)


def purge(session: Session, now: datetime) -> None:
    """Delete intents that are older than 24 hours."""
    query = select(WriteIntent.intent_id).where(WriteIntent.begun_at < now - KEPT, WriteIntent.state != "pending")
    over = session.exec(query.limit(PURGED_AT_ONCE)).all()
    if over:
        session.exec(delete(WriteIntent).where(col(WriteIntent.intent_id).in_(over)))


def pending(session: Session) -> Sequence[Intent]:
    """The oldest intents that are not settled yet."""
    query = (
        select(WriteIntent)
        .where(WriteIntent.state == "pending")
        .order_by(col(WriteIntent.until))
        .limit(MOST_PENDING_INTENTS)
    )
    return tuple(_intent(row) for row in session.exec(query))


def _mark_unknown(session: Session, row: WriteIntent, keys: ChainKeys) -> None:
    entry = entry_of(row.entry)
    audit.append(session, keys, replace(entry, result="unknown", intent_id=row.intent_id))
    row.state = "unknown"
    session.add(row)
    session.flush()


def _held(intent: Intent) -> tuple[ColumnElement[bool], ...]:
    """The conditions for one attempt at an intent, which its process and its deadline identify."""
    return (
        col(WriteIntent.intent_id) == intent.intent_id,
        col(WriteIntent.process) == intent.process,
        col(WriteIntent.until) == intent.until,
    )


def _intent(row: WriteIntent) -> Intent:
    return Intent(
        intent_id=row.intent_id,
        owner=row.owner,
        key=row.key,
        fingerprint=row.fingerprint,
        mark=row.mark,
        process=row.process,
        until=row.until,
        entry=entry_of(row.entry),
        state=cast("IntentState", row.state),
        result=None if row.result is None else json.loads(row.result),
    )


def _result(values: JournalValues | None) -> str | None:
    return None if values is None else values_text(values)
