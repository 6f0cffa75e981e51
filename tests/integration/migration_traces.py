"""What a migration has left in the store and in Books, which has everybody once."""

import re
from collections import Counter
from collections.abc import Collection

from sqlalchemy import create_engine, text

from sandbox.context import Sandbox

ADDRESS = re.compile(r'"([^"@ ]+@[^" ]+)"\s*:\s*"(migrated|failed|reverted|not_reverted)\b', re.IGNORECASE)


def check_traces(
    url: str, sandbox: Sandbox, migrated: Collection[str], taken_back: Collection[str], *, made: int
) -> None:
    """Roster and audit log have those who are migrated, and Books so many, each once, in the administrator's name."""
    engine = create_engine(url)
    with engine.connect() as connection:
        roster = Counter(
            email for (email,) in connection.execute(text("SELECT email FROM roster_member WHERE state = 'active'"))
        )
        bodies = connection.execute(text("SELECT body FROM audit_entry WHERE act = 'migrateUsers'"))
        logged = Counter(
            email for (body,) in bodies for email, became in ADDRESS.findall(body) if became.lower() == "migrated"
        )
        undone = connection.execute(text("SELECT body FROM audit_entry WHERE act = 'undoMigration'"))
        unlogged = Counter(
            email for (body,) in undone for email, became in ADDRESS.findall(body) if became.lower() == "reverted"
        )
    engine.dispose()
    assert roster == Counter([*migrated])
    # Whoever was taken back and migrated again stands there twice.
    assert logged - unlogged == roster
    assert {*unlogged} >= {*taken_back}
    owners = [
        call["token_owner"]
        for call in sandbox.calls.since(0)
        if (call["product"], call["method"]) == ("books", "POST") and call["path"].endswith("/users")
        if call["status"] < 300
    ]
    assert Counter(owners) == Counter({"admin": made})
