"""The audit log in the store: appended to, read and verified. Each function works inside a session's transaction."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from adapters.store.tables import LONGEST_EMAIL, LONGEST_NAME, AuditEntry, AuditHead, WriteIntent
from domain.chain import NOTHING, canonical, entry_of, holds, linked, sealed
from domain.grants import casefolded
from domain.journal import Entry, Head, JournalError, Numbered, Page, Question

# What verifying holds at once.
ROWS_AT_ONCE = 500
DAMAGED = "the audit log was changed from outside, or its key is another one; see `suitegraph audit verify`"


def begin_log(session: Session, key: bytes) -> None:
    """Make the head of an empty log where there is none. Raises JournalError where the key is not the log's."""
    if session.get(AuditHead, 1) is None and session.exec(select(AuditEntry.sequence).limit(1)).first() is None:
        session.add(AuditHead(id=1, count=NOTHING.count, hash=NOTHING.hash, seal=sealed(key, NOTHING)))
        session.flush()
    _head(session, key)


def append(session: Session, key: bytes, entry: Entry) -> None:
    """Chain an entry to the log. Raises JournalError where the head has another seal: nothing mends a broken one."""
    row = _head(session, key)
    sequence = row.count + 1
    body = canonical(sequence, entry)
    row.count, row.hash = sequence, linked(key, row.hash, body)
    row.seal = sealed(key, Head(row.count, row.hash))
    session.add(_row(sequence, entry, body, row.hash))
    session.add(row)
    session.flush()


def head_of(session: Session) -> Head:
    """How long the log says that it is."""
    row = session.get(AuditHead, 1)
    return NOTHING if row is None else Head(row.count, row.hash)


def page_of(session: Session, question: Question) -> Page:
    """A page of the log, the newest first."""
    query = select(AuditEntry).where(AuditEntry.tenant == _fitting(question.tenant, LONGEST_NAME))
    if question.before is not None:
        query = query.where(AuditEntry.sequence < question.before)
    if question.since is not None:
        query = query.where(AuditEntry.at >= question.since)
    if question.until is not None:
        query = query.where(AuditEntry.at < question.until)
    if question.email is not None:
        query = query.where(AuditEntry.email == _fitting(casefolded(question.email), LONGEST_EMAIL))
    for column in ("act", "module", "record_id", "result"):
        if (value := getattr(question, column)) is not None:
            query = query.where(getattr(AuditEntry, column) == _fitting(value, LONGEST_NAME))
    rows = session.exec(query.order_by(col(AuditEntry.sequence).desc()).limit(question.first + 1)).all()
    return Page(tuple(_numbered(row) for row in rows[: question.first]), len(rows) > question.first)


def problems(session: Session, key: bytes, expected: Head | None) -> Iterator[str]:
    """What is wrong with the log, entry by entry; `expected` is a head that was kept elsewhere."""
    at = NOTHING
    elsewhere = NOTHING if expected is not None and expected.count == 0 else None
    for row in _rows(session):
        if row is None:
            yield f"what follows entry {at.count} cannot be read"
            return
        if row.sequence != at.count + 1:
            yield f"entry {at.count + 1} is missing: {row.sequence} follows {at.count}"
        if row.hash != linked(key, at.hash, row.body):
            yield f"entry {row.sequence} was changed, or what is before it; or the key is another one"
        yield from _disagreements(row)
        at = Head(row.sequence, row.hash)
        elsewhere = at if expected is not None and expected.count == at.count else elsewhere
    row = session.get(AuditHead, 1)
    if row is None:
        yield "the head is missing"
    elif (row.count, row.hash) != (at.count, at.hash):
        yield f"the head tells of {row.count} entries that end with {row.hash}, and there are {at.count} with {at.hash}"
    elif not holds(key, at, row.seal):
        yield "the head has another key's seal, or was changed"
    settled = select(WriteIntent.intent_id).where(WriteIntent.state != "pending").limit(1)
    if at == NOTHING and session.exec(settled).first() is not None:
        yield "there is no entry, and yet there are writes that are settled"
    if expected is not None and elsewhere != expected:
        yield f"entry {expected.count} is not the one with the hash {expected.hash}"


def _rows(session: Session) -> Iterator[AuditEntry | None]:
    """Every entry in order, a page of them in memory; None at the end where a value has another type."""
    query = select(AuditEntry).order_by(col(AuditEntry.sequence)).limit(ROWS_AT_ONCE)
    try:
        rows = session.exec(query).all()
        while rows:
            yield from rows
            session.expunge_all()
            rows = session.exec(query.where(AuditEntry.sequence > rows[-1].sequence)).all()
    except (ValueError, TypeError):
        # SQLite keeps a text as an instant if it is told to.
        yield None


def _head(session: Session, key: bytes) -> AuditHead:
    row = session.exec(select(AuditHead).where(AuditHead.id == 1).with_for_update()).one_or_none()
    if row is None or not holds(key, Head(row.count, row.hash), row.seal):
        raise JournalError(DAMAGED)
    return row


def _row(sequence: int, entry: Entry, body: str, hash_: str) -> AuditEntry:
    return AuditEntry(
        sequence=sequence,
        tenant=_fitting(entry.tenant, LONGEST_NAME),
        at=entry.at,
        email=_fitting(casefolded(entry.author.email), LONGEST_EMAIL),
        act=_fitting(entry.act, LONGEST_NAME),
        module=_fitting(entry.module, LONGEST_NAME),
        record_id=None if entry.record_id is None else _fitting(entry.record_id, LONGEST_NAME),
        result=entry.result,
        body=body,
        hash=hash_,
    )


def _fitting(text: str, longest: int) -> str:
    """What a column for searching takes of a text: the body has it as it was."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:longest]


def _numbered(row: AuditEntry) -> Numbered:
    try:
        return Numbered(row.sequence, row.hash, entry_of(row.body))
    except ValueError:
        raise JournalError(DAMAGED) from None


def _disagreements(row: AuditEntry) -> Iterator[str]:
    try:
        entry = entry_of(row.body)
        wanted = _row(row.sequence, entry, row.body, row.hash)
        columns = [name for name in AuditEntry.model_fields if getattr(row, name) != getattr(wanted, name)]
    except (ValueError, AttributeError, TypeError):
        yield f"entry {row.sequence} is no entry"
        return
    if columns:
        yield f"entry {row.sequence} has other {', '.join(columns)} in its columns than in its body"
