"""The audit log in the store: append, read and verify. Each function works within the transaction of its session."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from adapters.store.audit_keys import DAMAGED, KeyRuns, sealed_head
from adapters.store.tables import LONGEST_EMAIL, LONGEST_NAME, AuditHead, AuditRow, WriteIntent
from domain.grants import casefolded
from domain.hash_chain import EMPTY_CHAIN, ChainKeys, canonical_text, chained_hash, entry_of, head_seal
from domain.journal import ChainedEntry, ChainHead, JournalEntry, JournalError, JournalPage, JournalQuery

# The most rows that a verification holds in memory.
ROWS_AT_ONCE = 500


def begin_log(session: Session, keys: ChainKeys) -> None:
    """Create the head of an empty log where there is none. Raises JournalError where no key is the log's."""
    if session.get(AuditHead, 1) is None and session.exec(select(AuditRow.sequence).limit(1)).first() is None:
        name, count, last = keys.names[0], EMPTY_CHAIN.count, EMPTY_CHAIN.hash
        seal = head_seal(keys.of(name) or b"", EMPTY_CHAIN)
        session.add(AuditHead(id=1, count=count, hash=last, seal=seal, key_name=name))
        session.flush()
    sealed_head(session, keys)


def rotate(session: Session, keys: ChainKeys) -> bool:
    """Let the first key seal from now on, in every process; whether another one did.

    Raises JournalError where none of the keys sealed the head, or where the first key was replaced by another before.
    """
    begin_log(session, keys)
    row, name = sealed_head(session, keys)
    first = keys.names[0]
    if name == first:
        return False
    if session.exec(select(AuditRow.sequence).where(col(AuditRow.key_name) == first).limit(1)).first() is not None:
        raise JournalError("the first key was replaced by another one before, and a key that was seen seals no more")
    row.key_name, row.seal = first, head_seal(keys.of(first) or b"", ChainHead(row.count, row.hash))
    session.add(row)
    session.flush()
    return True


def append(session: Session, keys: ChainKeys, entry: JournalEntry) -> None:
    """Chain an entry to the log, under the key of its head.

    Raises JournalError where the seal of the head is wrong, which nothing repairs.
    """
    row, name = sealed_head(session, keys)
    key = keys.of(name) or b""
    sequence = row.count + 1
    body = canonical_text(sequence, entry)
    row.count, row.hash = sequence, chained_hash(key, row.hash, body)
    row.seal, row.key_name = head_seal(key, ChainHead(row.count, row.hash)), name
    session.add(_row(sequence, entry, body, row.hash, name))
    session.add(row)
    session.flush()


def head_of(session: Session) -> ChainHead:
    """The length of the log, and its last hash, by its head."""
    row = session.get(AuditHead, 1)
    return EMPTY_CHAIN if row is None else ChainHead(row.count, row.hash)


def page_of(session: Session, question: JournalQuery) -> JournalPage:
    """A page of the log, the newest entries first."""
    query = select(AuditRow).where(AuditRow.tenant == _fitting(question.tenant, LONGEST_NAME))
    if question.before is not None:
        query = query.where(AuditRow.sequence < question.before)
    if question.since is not None:
        query = query.where(AuditRow.at >= question.since)
    if question.until is not None:
        query = query.where(AuditRow.at < question.until)
    if question.email is not None:
        query = query.where(AuditRow.email == _fitting(casefolded(question.email), LONGEST_EMAIL))
    for column in ("act", "module", "record_id", "result"):
        if (value := getattr(question, column)) is not None:
            query = query.where(getattr(AuditRow, column) == _fitting(value, LONGEST_NAME))
    rows = session.exec(query.order_by(col(AuditRow.sequence).desc()).limit(question.first + 1)).all()
    return JournalPage(tuple(_numbered(row) for row in rows[: question.first]), len(rows) > question.first)


def problems(session: Session, keys: ChainKeys, expected: ChainHead | None) -> Iterator[str]:
    """The problems of the log, entry by entry; `expected` is a head that was stored elsewhere."""
    at, runs = EMPTY_CHAIN, KeyRuns(keys)
    elsewhere = EMPTY_CHAIN if expected is not None and expected.count == 0 else None
    for row in _rows(session):
        if row is None:
            yield f"what follows entry {at.count} cannot be read"
            return
        if row.sequence != at.count + 1:
            yield f"entry {at.count + 1} is missing: {row.sequence} follows {at.count}"
        if (problem := runs.problem(at.hash, row)) is not None:
            yield problem
        yield from _disagreements(row)
        at = ChainHead(row.sequence, row.hash)
        elsewhere = at if expected is not None and expected.count == at.count else elsewhere
    row = session.get(AuditHead, 1)
    if row is None:
        yield "the head is missing"
    elif (row.count, row.hash) != (at.count, at.hash):
        yield f"the head counts {row.count} entries that end with {row.hash}, but there are {at.count} with {at.hash}"
    elif (problem := runs.problem_of_head(row)) is not None:
        yield problem
    settled = select(WriteIntent.intent_id).where(WriteIntent.state != "pending").limit(1)
    if at == EMPTY_CHAIN and session.exec(settled).first() is not None:
        yield "there is no entry, and yet there are writes that are settled"
    if expected is not None and elsewhere != expected:
        yield f"entry {expected.count} is not the one with the hash {expected.hash}"


def _rows(session: Session) -> Iterator[AuditRow | None]:
    """Every entry in order, a page of them in memory at a time; None at the end if a value has the wrong type."""
    query = select(AuditRow).order_by(col(AuditRow.sequence)).limit(ROWS_AT_ONCE)
    try:
        rows = session.exec(query).all()
        while rows:
            yield from rows
            session.expunge_all()
            rows = session.exec(query.where(AuditRow.sequence > rows[-1].sequence)).all()
    except (ValueError, TypeError):
        # SQLite stores any text in a column of instants.
        yield None


def _row(sequence: int, entry: JournalEntry, body: str, hash_: str, key_name: str | None) -> AuditRow:
    return AuditRow(
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
        key_name=key_name,
    )


def _fitting(text: str, longest: int) -> str:
    """A text as a search column stores it; the body has it unchanged."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:longest]


def _numbered(row: AuditRow) -> ChainedEntry:
    try:
        return ChainedEntry(row.sequence, row.hash, entry_of(row.body))
    except ValueError:
        raise JournalError(DAMAGED) from None


def _disagreements(row: AuditRow) -> Iterator[str]:
    try:
        entry = entry_of(row.body)
        wanted = _row(row.sequence, entry, row.body, row.hash, row.key_name)
        columns = [name for name in AuditRow.model_fields if getattr(row, name) != getattr(wanted, name)]
    except (ValueError, AttributeError, TypeError):
        yield f"entry {row.sequence} is no entry"
        return
    if columns:
        yield f"entry {row.sequence} has other {', '.join(columns)} in its columns than in its body"
