"""`GET /files/migrations/{id}.csv` and `.json`: what became of each user of a migration, and what mails they got."""

import asyncio
import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from starlette.responses import Response

from domain.errors import NotFound
from domain.migration_mails import MigrationMail
from domain.user_migrations import MigratingUser, UserMigration
from gateway.files.report_files import csv_text
from gateway.files.transfers import FILE_HEADERS, Transfer, disposition_of
from resolvers.integration.user_migrations import migration_named, migrations_of

COLUMNS = (
    *("email", "name", "becomes", "reason", "uses", "outcome", "wave", "changedAt", "keptDocuments"),
    "mails",
)
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Line = Mapping[str, Any]


async def serve_migration(transfer: Transfer) -> None:
    """Answer with the report of a migration. Raises Forbidden and NotFound."""
    id_, _, kind = str(transfer.request.path_params["name"]).rpartition(".")
    if kind not in MEDIA_TYPES:
        raise NotFound("A report of a migration is a file of type csv or json.")
    loader = transfer.session.loader
    migration = await migration_named(loader, id_)
    shelf = migrations_of(loader).shelf
    mails = await shelf.mails(id_)
    write = csv_of if kind == "csv" else json_of
    body = await asyncio.to_thread(lambda: write(migration, shelf.everybody(id_), mails))
    headers = {
        **FILE_HEADERS,
        "Content-Disposition": disposition_of(f"migration-{id_}.{kind}"),
        "X-Request-Id": transfer.progress.request_id,
    }
    await transfer.respond(Response(body, headers=headers, media_type=MEDIA_TYPES[kind]))


def lines_of(users: Iterator[MigratingUser], mails: Sequence[MigrationMail]) -> Iterator[Line]:
    """A line for each user, by address."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for mail in mails:
        kinds[mail.email].append(f"{mail.kind.name} {'sent' if mail.sent_at else 'waiting'}")
    for user in users:
        yield {
            "email": user.email,
            "name": user.name,
            "becomes": user.becomes.name,
            "reason": user.reason.name,
            "uses": user.uses,
            "outcome": user.outcome.name,
            "wave": user.wave or None,
            "changedAt": None if user.changed_at is None else user.changed_at.isoformat(timespec="milliseconds"),
            "keptDocuments": user.kept_documents,
            "mails": kinds[user.email],
        }


def json_of(migration: UserMigration, users: Iterator[MigratingUser], mails: Sequence[MigrationMail]) -> bytes:
    """The report as JSON."""
    lines = [*lines_of(users, mails)]
    report = {"id": migration.id, "state": migration.state.name, "note": migration.note, "users": lines}
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def csv_of(_migration: UserMigration, users: Iterator[MigratingUser], mails: Sequence[MigrationMail]) -> bytes:
    """The report as CSV, in UTF-8 with the mark that spreadsheets look for."""
    lines = lines_of(users, mails)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([csv_text(_cell(line[column])) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | int | list[str] | None) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)
