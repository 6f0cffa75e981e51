"""What a caller may do and see in a module: `domain.module_views` decides it from what each source says. Pure.

    allowed = CRM AND finance side AND policy AND what the product refused before
    finance side = the Books role or the Billing membership, or the grants of an integration user

A source that has nothing to say about a module is neutral; one that exists but failed denies.
"""

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from domain.actions import ACTIONS, ActionName
from domain.custom_fields import CustomKind
from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import Row
from domain.sources import CUSTOM
from domain.stripping import ColumnPath, drop_value

ALL_ACTIONS: frozenset[ActionName] = frozenset(ACTIONS)
NO_ACTIONS: frozenset[ActionName] = frozenset()


class Reason(Enum):
    """Which source decided."""

    CRM_PROFILE = "crm_profile"
    CRM_FIELD_PERMISSION = "crm_field_permission"
    BOOKS_ROLE = "books_role"
    BILLING_MEMBERSHIP = "billing_membership"
    INTEGRATION_GRANT = "integration_grant"
    GATEWAY_POLICY = "gateway_policy"
    UPSTREAM_REFUSAL = "upstream_refusal"
    SOURCE_UNAVAILABLE = "source_unavailable"
    UNKNOWN_TO_GATEWAY = "unknown_to_gateway"
    MIGRATION_REQUIRED = "migration_required"


@dataclass(frozen=True, slots=True)
class Denial:
    """Why something is hidden or not allowed. `failure` is the error of a source that could not be asked."""

    reason: Reason
    product: ZohoProduct | None
    text: str
    failure: SuitegraphError | None = field(default=None, compare=False)


BY_CRM_FIELD = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "The CRM profile hides this field.")


@dataclass(frozen=True, slots=True)
class Factor:
    """What one source says about a module: the actions it allows, None where it has nothing to say.

    `unknown` are those among them of which the gateway cannot read what the source says: the product decides. `unread`
    are the words that it could not read.
    """

    allows: frozenset[ActionName] | None
    denial: Denial
    unknown: frozenset[ActionName] = NO_ACTIONS
    unread: tuple[str, ...] = ()

    def denies(self, action: ActionName) -> bool:
        """Whether the source forbids the action."""
        return self.allows is not None and action not in self.allows


@dataclass(frozen=True, slots=True)
class GuardedField:
    """A field of a record as permissions look at it.

    `paths` lead to its values in a row; `crm` are the CRM fields that hide it, all of which must be hidden.
    `same_as` is the field of another module's records that shows the same value: where that one is hidden, or the
    module, so is this one. `is_elsewhere` says that neither a search nor a PDF of the record looks at the value.
    `rests_on` are further values that follow from it: where one of them is hidden, so is the field. `is_one_value` says
    that its paths lead to the same value, in the list and in the single answer: they are hidden together.
    """

    coordinate: str
    paths: tuple[ColumnPath, ...]
    crm: tuple[str, ...]
    same_as: tuple[Module, str] | None = None
    is_elsewhere: bool = False
    rests_on: tuple[ColumnPath, ...] = ()
    is_one_value: bool = False


@dataclass(frozen=True, slots=True)
class CrmField:
    """A CRM field as the caller's profile has it; `visible` is None where CRM does not say whether it is.

    `searched` says that a search for words may look into it, `whole` that it holds whole numbers.
    """

    visible: bool | None
    read_only: bool
    searched: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ModuleView:
    """What a caller may do and see in one module.

    `dropped` are the paths of hidden values; `withheld` are those of hidden values that no search, saved view or PDF of
    the module's records may reveal, such as the e-mail address of an author; `elsewhere` are their coordinates.
    `opened` are the custom fields that the policy shows though their kind is hidden, with its reasons, and `opened_at`
    the hidden coordinates at which they are shown. `in_part` are all hidden coordinates at which something is shown:
    these, and those of parts that lie at another place of the record too. `columns` are those of a row that are hidden
    as a whole, `hidden_names` the coordinates of which nothing is shown.
    """

    module: Module
    factors: tuple[Factor, ...]
    actions: frozenset[ActionName]
    assigned_only: bool = False
    hidden: Mapping[str, Denial] = field(default_factory=dict[str, Denial])
    read_only: Mapping[str, Denial] = field(default_factory=dict[str, Denial])
    dropped: Mapping[ColumnPath, Denial] = field(default_factory=dict["ColumnPath", Denial])
    withheld: Mapping[ColumnPath, Denial] = field(default_factory=dict["ColumnPath", Denial])
    search_denial: Denial | None = None
    elsewhere: frozenset[str] = frozenset()
    opened: Mapping[str, str] = field(default_factory=dict[str, str])
    opened_at: frozenset[str] = frozenset()
    in_part: frozenset[str] = frozenset()
    columns: frozenset[str] = field(init=False)
    hidden_names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        columns = frozenset(path[0] for path in (*self.dropped, *self.withheld) if len(path) == 1)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "hidden_names", frozenset(self.hidden) - self.in_part)

    @property
    def shows_all(self) -> bool:
        """Whether a PDF, a mail or a message of the product about its records can show nothing that is hidden."""
        return not self.dropped and self.hidden.keys() <= self.elsewhere

    @property
    def viewable(self) -> bool:
        """Whether the records of the module may be viewed."""
        return "view" in self.actions

    def is_viewable(self) -> bool:
        """Whether they may be viewed. Raises the error of a source that could not be asked: it denies nothing."""
        denial = self.denial("view")
        if denial is not None and denial.failure is not None:
            raise denial.failure
        return self.viewable

    def hides_custom(self, kind: CustomKind, name: str | None = None) -> bool:
        """Whether custom values of a kind are hidden, of the field of this name or of any."""
        return (CUSTOM,) in self.dropped or (
            (CUSTOM, kind.value) in self.dropped and name not in self._kept((CUSTOM, kind.value))
        )

    def _kept(self, path: ColumnPath) -> Container[str | None]:
        """The custom fields whose values at a hidden path stay: what a rule of the policy hides is not opened."""
        return frozenset(self.opened) if is_openable(self.dropped.get(path)) else ()

    def denial(self, action: ActionName) -> Denial | None:
        """Who forbids an action, None where it is allowed."""
        return next((factor.denial for factor in self.factors if factor.denies(action)), None)

    @property
    def unknown(self) -> frozenset[ActionName]:
        """The actions that are left to the product, since the gateway cannot read what a source says of them."""
        return self.actions & frozenset(action for factor in self.factors for action in factor.unknown)

    @property
    def decided_by_product(self) -> frozenset[ActionName]:
        """The actions whose refusal by the product says something new: unknown ones, and all that members may do."""
        return self.actions if self.module.traits.rights == "membership" else self.unknown

    def left_to_product(self, action: ActionName) -> Denial | None:
        """Why an allowed action is left to the product to decide, None where it is not."""
        factor = next((each for each in self.factors if action in each.unknown), None)
        if action not in self.unknown or factor is None:
            return None
        unread = f" ({', '.join(factor.unread)})" if factor.unread else ""
        text = f"The gateway cannot read what a source of permissions says of it{unread}: the product decides."
        return Denial(Reason.UNKNOWN_TO_GATEWAY, factor.denial.product, text)

    def named(self) -> "ModuleView":
        """The view for names, which are public: without what is hidden only because a source could not be read."""
        if any(factor.denial.failure is not None for factor in self.factors):
            return ModuleView(self.module, (), self.module.actions)
        hidden = {name: denial for name, denial in self.hidden.items() if denial.failure is None}
        dropped = {path: denial for path, denial in self.dropped.items() if denial.failure is None}
        withheld = {path: denial for path, denial in self.withheld.items() if denial.failure is None}
        return replace(self, hidden=hidden, dropped=dropped, withheld=withheld)

    def strip(self, rows: Sequence[Row]) -> None:
        """Take everything hidden out of rows."""
        columns = self.columns
        deeper = [(path, self._kept(path)) for path in (*self.dropped, *self.withheld) if len(path) > 1]
        for row in rows:
            # Most rows come without them: hidden columns are not requested.
            if not columns.isdisjoint(row):
                for name in columns & row.keys():
                    del row[name]
            for path, kept in deeper:
                if path[0] in row:
                    drop_value(row[path[0]], path[1:], kept)


def is_openable(denial: Denial | None) -> bool:
    """Whether the policy can open what is hidden: its own rules it cannot."""
    return denial is not None and denial.reason is not Reason.GATEWAY_POLICY


def coordinates_within(fields: Iterable[GuardedField], coordinate: str) -> frozenset[str]:
    """The coordinates of the values that lie inside of those of a field."""
    fields = tuple(fields)
    outer = {path for each in fields if each.coordinate == coordinate for path in each.paths} | {(coordinate,)}
    return frozenset(
        each.coordinate
        for each in fields
        if each.coordinate != coordinate
        and any(path[: len(above)] == above and path != above for path in each.paths for above in outer)
    )


def fingerprint(views: Iterable[ModuleView]) -> str:
    """A hash that is equal for callers with equal permissions."""
    comparable = [
        (
            *(str(view.module), sorted(view.actions), sorted(view.hidden), sorted(view.read_only)),
            *(sorted((*view.dropped, *view.withheld)), view.search_denial is None, view.assigned_only),
            *(sorted(view.opened), sorted(view.in_part)),
        )
        for view in views
    ]
    return hashlib.sha256(repr(sorted(comparable)).encode()).hexdigest()[:32]
