"""Migrations of users: their list, the preview of one, its steps and its report."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput, NotFound
from domain.user_migrations import Becomes, UserOutcome, UserReason
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, changed, cursor_in, next_page, number_in, read, word_in
from gateway.pages.integration_documents import (
    CREATE_MIGRATION,
    DROP_TOKEN,
    MIGRATION,
    MIGRATIONS,
    STEPS,
    STEPS_OF_USERS,
)
from gateway.pages.visits import INTEGRATION_HOME, Visit

# What a user becomes, why, and what became of the user, in the words of the domain.
WORDS = {
    each.name: each.value[0].upper() + each.value[1:] for kind in (UserReason, UserOutcome, Becomes) for each in kind
}
MOST_DAYS = 365


async def migrations_page(visit: Visit) -> Response:
    """The migrations, and the form that prepares one."""
    return await _migrations(visit)


async def _migrations(visit: Visit, refusals: Sequence[str] = (), status: int = 200) -> Response:
    data, problems = await read(visit, MIGRATIONS)
    integration = value_at(data, "integration")
    return visit.page(
        "integration_migrations.html",
        status,
        migrations=value_at(data, "migrations") or [],
        templates=value_at(integration, "templates") or [],
        tokens=value_at(data, "integrationJobTokens", "tokens") or [],
        warnings=value_at(data, "integrationJobTokens", "warnings") or [],
        default=value_at(integration, "settings", "defaultTemplate"),
        words=WORDS,
        refusals=refusals,
        problems=problems,
    )


async def create_migration(visit: Visit) -> Response:
    """Prepare a migration, and open its preview; why there can be none stands on the page."""
    form = await visit.form()
    try:
        chosen = {
            "template": str(form.get("template", "")) or None,
            "useDays": number_in(str(form.get("use_days", "")), MOST_DAYS, f"Use counts for 1 to {MOST_DAYS} days."),
            "withUnused": form.get("with_unused") == "yes",
        }
        data = await changed(visit, CREATE_MIGRATION, chosen)
    except BadUserInput as refusal:
        return await _migrations(visit, [refusal.message], 400)
    return visit.redirect(address_of(f"/migrations/{value_at(data, 'createMigration', 'id')}"))


async def migration_page(visit: Visit) -> Response:
    """One migration: who becomes what and why, how far it is, and what can be done now. Raises NotFound."""
    return await shown_migration(visit)


async def shown_migration(visit: Visit, refusals: Sequence[str] = (), status: int = 200) -> Response:
    """The page of one migration, with what could not be done. Raises NotFound."""
    id_ = str(visit.request.path_params["id"])
    outcome, becomes, after = word_in(visit, "outcome"), word_in(visit, "becomes"), cursor_in(visit)
    outcome = outcome if outcome in UserOutcome.__members__ else ""
    becomes = becomes if becomes in Becomes.__members__ else ""
    variables = {"id": id_, "after": after, "outcome": outcome or None, "becomes": becomes or None}
    data, problems = await read(visit, MIGRATION, variables)
    migration: dict[str, Any] | None = value_at(data, "migration")
    if migration is None:
        raise NotFound(*problems[:1] or ["There is no such migration."])
    users = value_at(data, "migrationUsers")
    path = f"/migrations/{id_}"
    counts = {each["outcome"]: each["count"] for each in migration["outcomes"]}
    return visit.page(
        "integration_migration.html",
        status,
        migration=migration,
        counts=counts,
        open_count=counts.get("WAITING", 0) + counts.get("UNDOING", 0),
        users=value_at(users, "nodes") or [],
        outcome=outcome,
        becomes=becomes,
        address=INTEGRATION_HOME + path,
        is_first=after is None,
        first_page=address_of(path, outcome=outcome, becomes=becomes),
        next_page=next_page(path, users, outcome=outcome, becomes=becomes),
        words=WORDS,
        problems=[*refusals, *problems],
    )


async def take_step_of_users(visit: Visit) -> Response:
    """Do something to the chosen users of a migration, and go back to it. Raises BadUserInput."""
    form, id_ = await visit.form(), str(visit.request.path_params["id"])
    emails = [str(email) for email in form.getlist("emails")]
    if not emails:
        raise BadUserInput("Choose at least one user.")
    document = STEPS_OF_USERS.get(str(form.get("step", "")))
    if document is None:
        raise BadUserInput("The form names no step of a migration.")
    return back_or_refused(visit, id_, await changed(visit, document, {"id": id_, "emails": emails}))


async def take_step(visit: Visit) -> Response:
    """Take a step of a migration, and go back to it. Raises BadUserInput."""
    form, id_ = await visit.form(), str(visit.request.path_params["id"])
    document = STEPS.get(str(form.get("step", "")))
    if document is None:
        raise BadUserInput("The form names no step of a migration.")
    variables: dict[str, Any] = {"id": id_}
    if wave := str(form.get("wave", "")).strip():
        variables["wave"] = number_in(wave, 9_999, "A wave is a number from 1.")
    return back_or_refused(visit, id_, await changed(visit, document, variables))


async def end_token(visit: Visit) -> Response:
    """Drop the token of a migration, which waits for another then. Raises NotFound."""
    await visit.form()
    await changed(visit, DROP_TOKEN, {"id": str(visit.request.path_params["id"])})
    return visit.redirect(address_of("/migrations"))


def back_or_refused(visit: Visit, id_: str, data: Any) -> Response:
    """Back to the migration, by way of those whom the act could not concern."""
    refused: list[dict[str, Any]] = value_at(data, "act", "refused") or []
    if not refused:
        return visit.redirect(address_of(f"/migrations/{id_}"))
    return visit.page(
        "integration_not_concerned.html",
        address=address_of(f"/migrations/{id_}"),
        concerned=value_at(data, "act", "concerned"),
        refused=refused,
        words=WORDS,
    )
