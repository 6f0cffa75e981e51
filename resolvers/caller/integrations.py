"""Where settings and templates of integration users are kept, and how a change of them reaches a caller."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.errors import Forbidden
from domain.integration import IntegrationSettings, OwnTemplate
from domain.integration_plans import IntegrationPlan, PlanState, UsedShape

NO_INTEGRATION = "This gateway keeps no integration settings: its operator has to set SUITEGRAPH_DATABASE."


class Integrations(Protocol):
    """The settings and templates of all organisations. Each method is one transaction."""

    async def revision(self) -> int | None:
        """The number of changes to rosters, templates and settings, a few seconds old; None from a store that fails."""
        ...

    def changed(self) -> None:
        """Read the revision anew when it is needed next."""
        ...

    async def is_set_up_anywhere(self) -> bool:
        """Whether any organisation has settings."""
        ...

    async def settings(self, tenant: str) -> IntegrationSettings | None:
        """The settings of an organisation, None where it has not set integration users up."""
        ...

    async def put_settings(self, settings: IntegrationSettings, expected: int | None) -> bool:
        """Store settings; False where the stored ones have another version than `expected`."""
        ...

    async def templates(self, tenant: str) -> Sequence[OwnTemplate]:
        """The organisation's own templates, by name."""
        ...

    async def put_template(self, template: OwnTemplate, expected: int | None) -> bool:
        """Store a template with the grants of its members; False where the stored one has another version."""
        ...

    async def remove_template(self, tenant: str, name: str) -> int | None:
        """Remove a template that nobody has: how many uses keep it, 0 where it is gone, None where there is none."""
        ...

    async def uses(self, tenant: str) -> Mapping[str, int]:
        """How many members have each template, by name."""
        ...


class Plans(Protocol):
    """The planned changes of all organisations."""

    async def put(self, plan: IntegrationPlan) -> None:
        """Store a new plan."""
        ...

    async def plan(self, tenant: str, id_: str) -> IntegrationPlan | None:
        """A plan of an organisation."""
        ...

    async def page(self, tenant: str, first: int, before: tuple[datetime, str] | None) -> Sequence[IntegrationPlan]:
        """The newest plans, those made before one that is named by its instant and its id."""
        ...

    async def move(self, plan: IntegrationPlan, expected: PlanState) -> bool:
        """Store the state of a plan; False where it is no longer in the expected one."""
        ...


class Usage(Protocol):
    """Which operations users have asked: coordinates and days, never a value."""

    async def add(self, tenant: str, day: date, counts: Mapping[tuple[str, frozenset[str]], int], days: int) -> None:
        """Add operations of a day, by user and coordinates, and drop what is older than so many days."""
        ...

    async def since(self, tenant: str, day: date, emails: Sequence[str]) -> Sequence[UsedShape]:
        """What these users have asked since a day."""
        ...


class NoPlans:
    """A gateway without a database, in which nothing is set up that could be planned for."""

    async def put(self, plan: IntegrationPlan) -> None:
        """Raises Forbidden."""
        raise Forbidden(NO_INTEGRATION)

    async def plan(self, tenant: str, id_: str) -> IntegrationPlan | None:
        """None."""
        return None

    async def page(self, tenant: str, first: int, before: tuple[datetime, str] | None) -> Sequence[IntegrationPlan]:
        """None."""
        return ()

    async def move(self, plan: IntegrationPlan, expected: PlanState) -> bool:
        """There is none to move."""
        return False


class NoUsage:
    """A gateway without a database: nothing is recorded."""

    async def add(self, tenant: str, day: date, counts: Mapping[tuple[str, frozenset[str]], int], days: int) -> None:
        """Nothing is kept."""

    async def since(self, tenant: str, day: date, emails: Sequence[str]) -> Sequence[UsedShape]:
        """Nothing."""
        return ()


class NoIntegrations:
    """A gateway without a database: nothing is set up, and nothing can be."""

    async def revision(self) -> int:
        """Nothing ever changes."""
        return 0

    def changed(self) -> None:
        """Nothing ever changes."""

    async def is_set_up_anywhere(self) -> bool:
        """Nowhere."""
        return False

    async def settings(self, tenant: str) -> IntegrationSettings | None:
        """None."""
        return None

    async def put_settings(self, settings: IntegrationSettings, expected: int | None) -> bool:
        """Raises Forbidden."""
        raise Forbidden(NO_INTEGRATION)

    async def templates(self, tenant: str) -> Sequence[OwnTemplate]:
        """None of its own."""
        return ()

    async def put_template(self, template: OwnTemplate, expected: int | None) -> bool:
        """Raises Forbidden."""
        raise Forbidden(NO_INTEGRATION)

    async def remove_template(self, tenant: str, name: str) -> int | None:
        """Raises Forbidden."""
        raise Forbidden(NO_INTEGRATION)

    async def uses(self, tenant: str) -> Mapping[str, int]:
        """None."""
        return {}


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class IntegrationSurroundings:
    """What the operator has configured for integration users, as the checks look at it.

    `keeps` says whether what administrators change outlives the process, `has_grants_file` whether there is a file of
    grants, `ignores_grants_file` whether the roster had other users when it was opened. `mails` says whether a mail
    server is configured.
    """

    keeps: bool = False
    has_grants_file: bool = False
    ignores_grants_file: Callable[[], bool] = _never
    mails: bool = False
