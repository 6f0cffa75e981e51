"""Tokens that administrators gave to jobs, encrypted; each function works within the transaction of its session."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from adapters.store.migration_rows import job_token_of
from adapters.store.migration_tables import JobTokenRow
from domain.job_tokens import JobToken, SealedToken
from domain.user_migrations import MigrationChange

MOST = 200


def give(session: Session, job_id: str, tenant: str, change: MigrationChange, sealed: SealedToken) -> None:
    """Give a token to a job, in the place of the one that it has."""
    known = session.get(JobTokenRow, job_id)
    session.merge(
        JobTokenRow(
            job_id=job_id,
            tenant=tenant,
            given_by=change.author.email,
            given_at=change.at,
            ended_at=None,
            is_refreshable=sealed.is_refreshable,
            sealed=sealed.text,
            organizations=msgspec.json.encode(sealed.organizations).decode(),
            calls=0 if known is None else known.calls,
        )
    )


def sealed_token(session: Session, job_id: str) -> SealedToken | None:
    """The token of a job, None where it has none, or it has ended."""
    row = session.get(JobTokenRow, job_id)
    if row is None or not row.sealed:
        return None
    organizations = msgspec.json.decode(row.organizations, type=tuple[tuple[str, str], ...])
    return SealedToken(row.sealed, row.is_refreshable, organizations)


def reseal(session: Session, resealed: Callable[[str, str], str | None]) -> int:
    """Replace tokens by what `resealed` makes of them, by job and sealed text; how many it made anew."""
    changed = 0
    for row in session.exec(select(JobTokenRow).where(JobTokenRow.sealed != "").with_for_update()):
        anew = resealed(row.job_id, row.sealed)
        if anew is not None:
            row.sealed = anew
            session.add(row)
            changed += 1
    return changed


def of_tenant(session: Session, tenant: str) -> Sequence[JobToken]:
    """The tokens of an organisation's jobs, the newest first."""
    wanted = select(JobTokenRow).where(JobTokenRow.tenant == tenant).order_by(col(JobTokenRow.given_at).desc())
    return [job_token_of(row) for row in session.exec(wanted.limit(MOST))]


def end(session: Session, tenant: str, job_id: str, at: datetime) -> bool:
    """Drop the token of a job; whether it had one."""
    row = session.get(JobTokenRow, job_id)
    if row is None or row.tenant != tenant or row.ended_at is not None:
        return False
    row.sealed, row.ended_at = "", at
    session.add(row)
    return True


def count_calls(session: Session, job_id: str, calls: int) -> None:
    """Add calls that were made with the token of a job."""
    row = session.get(JobTokenRow, job_id)
    if row is not None:
        row.calls += calls
        session.add(row)
