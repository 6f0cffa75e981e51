"""Where rosters, settings, templates, plans and usage of integration users are kept: in the database, if any."""

from typing import TYPE_CHECKING

from resolvers.caller.integrations import Integrations, NoIntegrations, NoPlans, NoUsage, Plans, Usage
from resolvers.caller.rosters import NoRosters, Rosters

if TYPE_CHECKING:
    from adapters.store.database import Database


def rosters_of(database: "Database | None") -> Rosters:
    """The rosters that administrators keep."""
    if database is None:
        return NoRosters()
    from adapters.store.roster import RosterStore  # noqa: PLC0415  # for those alone who have a database

    return RosterStore(database)


def integrations_of(database: "Database | None") -> Integrations:
    """Settings and templates of integration users."""
    if database is None:
        return NoIntegrations()
    from adapters.store.integration import IntegrationStore  # noqa: PLC0415  # for those alone who have a database

    return IntegrationStore(database)


def plans_of(database: "Database | None") -> Plans:
    """Planned changes to integration users."""
    if database is None:
        return NoPlans()
    from adapters.store.plans import PlanStore  # noqa: PLC0415  # for those alone who have a database

    return PlanStore(database)


def usage_of(database: "Database | None") -> Usage:
    """The record of what users ask."""
    if database is None:
        return NoUsage()
    from adapters.store.usage import UsageStore  # noqa: PLC0415  # for those alone who have a database

    return UsageStore(database)
