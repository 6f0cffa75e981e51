"""Whether an organisation has everything that integration users need, and what to do where it has not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from domain.integration import IntegrationSettings, template_names
from domain.roster import RosterLimit


class CheckState(Enum):
    """What a check has found."""

    PASSED = "passed"
    ATTENTION = "attention"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IntegrationCheck:
    """One check; `advice` is what to do, empty where nothing is to be done."""

    name: str
    state: CheckState
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFacts:
    """What the checks look at.

    `organizations` are those of Books and Billing that the administrator is a member of, None where the product did not
    list them. `is_books_administrator` is None where Books did not say. `missing_mirrors` are modules that CRM does
    not list, None where it lists none at all. `uses` counts the members of each template. `mails` says whether a mail
    server is configured.
    """

    keeps: bool
    settings: IntegrationSettings | None
    organizations: Mapping[str, Sequence[str] | None]
    is_books_administrator: bool | None
    missing_mirrors: Sequence[str] | None
    templates: frozenset[str]
    uses: Mapping[str, int] = field(default_factory=dict[str, int])
    members: int = 0
    limit: RosterLimit = field(default_factory=RosterLimit)
    has_grants_file: bool = False
    ignores_grants_file: bool = False
    mails: bool = False


def checks_of(facts: CheckedFacts) -> list[IntegrationCheck]:
    """Every check, in the order in which their advice is best followed."""
    settings, listed = facts.settings, facts.organizations
    books, billing = ("", "") if settings is None else (settings.books_organization, settings.billing_organization)
    return [
        _database(facts),
        _settings(facts),
        _organization("BOOKS_ORGANIZATION", books, listed.get("books"), unconnected=CheckState.MISSING),
        _organization("BILLING_ORGANIZATION", billing, listed.get("billing"), unconnected=CheckState.PASSED),
        _rights(facts),
        _mirrors(facts),
        _templates(facts),
        _roster(facts),
        _limit(facts),
        _mail(facts),
    ]


def is_ready(checks: Sequence[IntegrationCheck]) -> bool:
    """Whether nothing is missing."""
    return all(each.state is not CheckState.MISSING for each in checks)


def _check(name: str, state: CheckState = CheckState.PASSED, advice: str = "") -> IntegrationCheck:
    return IntegrationCheck(name, state, advice)


def _database(facts: CheckedFacts) -> IntegrationCheck:
    if facts.keeps:
        return _check("DATABASE")
    advice = "The operator has to set SUITEGRAPH_DATABASE; without it, what is changed here ends with the process."
    return _check("DATABASE", CheckState.MISSING, advice)


def _settings(facts: CheckedFacts) -> IntegrationCheck:
    if facts.settings is not None:
        return _check("SETTINGS")
    return _check("SETTINGS", CheckState.MISSING, "Set the organisation up with `setUpIntegration`.")


def _organization(name: str, wanted: str, listed: Sequence[str] | None, *, unconnected: CheckState) -> IntegrationCheck:
    if not wanted:
        advice = "" if unconnected is CheckState.PASSED else "Connect an organisation of Books with `setUpIntegration`."
        return _check(name, unconnected, advice)
    if listed is None:
        return _check(name, CheckState.UNKNOWN, f"The product did not list organisations, {wanted} was not found.")
    if wanted in listed:
        return _check(name)
    advice = f"The administrator is no member of organisation {wanted}: join it there, or connect another one."
    return _check(name, CheckState.MISSING, advice)


def _rights(facts: CheckedFacts) -> IntegrationCheck:
    name = "ADMINISTRATOR_RIGHTS"
    if facts.is_books_administrator:
        return _check(name)
    if facts.is_books_administrator is None:
        advice = "Books does not say whether the caller is an administrator there, who can see its users."
        return _check(name, CheckState.UNKNOWN, advice)
    advice = "Whoever looks after integration users should be an administrator of Books too, to see its users."
    return _check(name, CheckState.ATTENTION, advice)


def _mirrors(facts: CheckedFacts) -> IntegrationCheck:
    name = "CRM_MODULES"
    if facts.missing_mirrors is None:
        advice = "CRM lists no finance module, so that profiles have no say: turn the Zoho Finance Suite on in CRM."
        return _check(name, CheckState.ATTENTION, advice)
    if facts.missing_mirrors:
        missing = ", ".join(facts.missing_mirrors)
        return _check(name, CheckState.ATTENTION, f"CRM does not list {missing}: turn these modules on in CRM.")
    return _check(name)


def _templates(facts: CheckedFacts) -> IntegrationCheck:
    default = () if facts.settings is None else template_names(facts.settings.default_template)
    unknown = sorted({*default, *facts.uses} - facts.templates)
    if unknown:
        advice = f"There is no template {', '.join(unknown)}: create it, or give its members another one."
        return _check("TEMPLATES", CheckState.MISSING, advice)
    return _check("TEMPLATES")


def _roster(facts: CheckedFacts) -> IntegrationCheck:
    if facts.ignores_grants_file:
        advice = (
            "SUITEGRAPH_GRANTS is not used, because the database has other users already: remove the setting, or make "
            "the file the operator's whole roster with `suitegraph integration replace`."
        )
        return _check("ROSTER", CheckState.ATTENTION, advice)
    if facts.has_grants_file or facts.members:
        return _check("ROSTER")
    return _check("ROSTER", CheckState.ATTENTION, "Nobody is an integration user yet: use `addIntegrationUsers`.")


def _limit(facts: CheckedFacts) -> IntegrationCheck:
    if facts.members < facts.limit.most:
        return _check("LIMIT")
    figures = f"{facts.members:,} of {facts.limit.most:,} users"
    advice = f"{figures}: have Zoho raise the limit, then use `setIntegrationUserLimit`."
    return _check("LIMIT", CheckState.ATTENTION, advice)


def _mail(facts: CheckedFacts) -> IntegrationCheck:
    if facts.mails:
        return _check("MAIL")
    advice = "No mail server is configured: users are not written to when they are migrated."
    return _check("MAIL", CheckState.ATTENTION, advice)
