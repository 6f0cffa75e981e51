"""What somebody gains and loses against the world in which everybody acted with an administrator's token."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.errors import NotFound
from domain.grants import Grants, casefolded
from domain.integration import all_templates, effective_grants, template_names
from domain.integration_change import template_of
from domain.integration_plans import ActionChange, action_changes
from domain.permission_sources import BooksUser
from resolvers.integration.administration import administered_tenant
from resolvers.integration.foreseen import world_of
from resolvers.integration.impact import HiddenBy, Impact
from resolvers.integration.profiles import Profiles
from resolvers.reading.loader import RecordLoader

FIRST_WORDS = (
    "So far everything was done in the administrator's name: mails left from the administrator's address, and Books "
    "wrote the administrator as the author.",
    "From now on mails leave from the user's own address, Books writes the user as the author, and the permissions and "
    "approvals of Books hold for the user.",
)


@dataclass(frozen=True, slots=True)
class MigrationImpact:
    """One user before and after: the actions in each module, the hidden coordinates, and the same in words."""

    email: str
    becomes: str
    words: Sequence[str]
    changes: Sequence[ActionChange]
    hidden_before: frozenset[str]
    hidden_after: frozenset[str]


async def migration_impact(loader: RecordLoader, hidden_from: HiddenBy, email: str) -> MigrationImpact:
    """What a user of CRM gains and loses. Raises Forbidden, NotSetUp and NotFound.

    One call per page of 200 users in CRM and in Books, two for the profile, one per finance module in CRM.
    """
    tenant, email = await administered_tenant(loader), casefolded(email)
    world = await world_of(loader, tenant)
    person = world.people.crm.get(email)
    if person is None:
        raise NotFound("CRM has no user with this address.")
    impact = Impact(loader, Profiles(loader.crm), hidden_from)
    user, sources = await impact.user(person), loader.permissions.sources
    # The old world: the user's profile in CRM, and whatever the administrator may in the finance products.
    old = replace(user, books=await sources.books_user(), billing=await sources.is_member("billing"))
    before = await impact.imagined("the administrator's world", old)
    present = world.grants_of(email)
    if present is not None:
        becomes, new = "an integration user, with the present grants", replace(user, grants=present)
    elif email in world.people.books:
        # Roles of others are in no answer that an administrator could rely on: Books decides.
        becomes = "a user of Books, with the rights of the role there, which Books decides"
        new = replace(user, books=BooksUser({}, assigned_only=False))
    else:
        template, modules = template_of(template_names(world.settings.default_template), all_templates(world.own))
        becomes = f"an integration user, with the template {template}"
        new = replace(user, grants=effective_grants(Grants(email, modules), world.settings))
    after = await impact.imagined("the new world", new)
    changes = action_changes(before.views, after.views)
    words = [*FIRST_WORDS, f"The user becomes {becomes}.", *impact.profiles.warnings, *map(_sentence, changes)]
    if not changes:
        words.append("The user may do what they could do before.")
    return MigrationImpact(email, becomes, words, changes, before.hidden, after.hidden)


def _sentence(change: ActionChange) -> str:
    parts = [f"gains {', '.join(change.gained)}"] if change.gained else []
    parts += [f"loses {', '.join(change.lost)}"] if change.lost else []
    return f"In {change.module} the user {' and '.join(parts)}."
