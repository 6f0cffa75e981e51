"""The gateway's own part in permissions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.cache.forgotten import ForgottenUsers, LocalForgottenUsers
from domain.entity_words import EntityWords
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import GuardedField
from domain.policy import Policy
from domain.roster_access import RosterAccess
from domain.trusted_documents import NoPublishedDocuments, PublishedDocuments
from resolvers.caller.integrations import Integrations, IntegrationSurroundings, NoIntegrations, NoPlans, Plans
from resolvers.caller.migrations import Migrations
from resolvers.caller.rosters import GrantLookup, NoRosters, Rosters
from resolvers.caller.unknown_words import UnknownWords
from resolvers.caller.usage import UsageRecord


def no_policy(_: str) -> Policy:
    """No policy: where nobody reads texts of one."""
    return Policy()


@dataclass(frozen=True, slots=True)
class PermissionRules:
    """The gateway's own part in permissions, the same for all callers.

    `mirrors` are CRM's API names of the finance modules; `fields` are the guarded fields of each module. `entity_words`
    are Books' words for its modules. `shows_unread_twins` says that a mirror hides nothing that it does not describe.
    `names_by_document` says that documents name customers and vendors as their records do.
    `rosters` are those that administrators keep, above `grants`; `access` says whether their members reach Books, and
    `migrations` fill them, None without a database. `integrations` are the organisations' settings and templates,
    `plans` what administrators plan, `usage` which operations users have asked, and `surroundings` what the operator
    configured for them. `pending_status` is Books' word for a document that waits for approval. `forgotten` are the
    users whose remembered permissions have ended, and `published` what the builds of clients have published.
    `read_policy` reads the text of a policy file that is planned, and raises BadUserInput.
    """

    grants: GrantLookup
    policy: Policy
    mirrors: Mapping[Module, str]
    fields: Mapping[Module, tuple[GuardedField, ...]]
    shows_unread_twins: bool = False
    names_by_document: bool = False
    pending_status: str = "pending_approval"
    entity_words: EntityWords = field(default_factory=lambda: EntityWords(modules()))
    unknown_words: UnknownWords = field(default_factory=UnknownWords)
    rosters: Rosters = field(default_factory=NoRosters)
    integrations: Integrations = field(default_factory=NoIntegrations)
    plans: Plans = field(default_factory=NoPlans)
    usage: UsageRecord = field(default_factory=UsageRecord)
    surroundings: IntegrationSurroundings = field(default_factory=IntegrationSurroundings)
    access: RosterAccess | None = None
    migrations: Migrations | None = None
    forgotten: ForgottenUsers = field(default_factory=LocalForgottenUsers)
    published: PublishedDocuments = field(default_factory=NoPublishedDocuments)
    read_policy: Callable[[str], Policy] = no_policy
