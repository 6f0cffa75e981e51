"""What the modules of the graph are called in Books and Billing: each is registered by the file that declares it."""

from dataclasses import dataclass

from adapters.cache.ttls import keep_answers_of
from domain.costs import CallParameters
from domain.modules.module import Module


@dataclass(frozen=True, slots=True)
class Party:
    """The customer or vendor of a record: its module, and the key of its id."""

    module: Module
    key: str


@dataclass(frozen=True, slots=True)
class FinanceModule:
    """A module by its path, the keys of its list and of its single answer, and the key of its id.

    `number` is the key that names a row to people; the list filters by it. `fixed` are parameters that always hold.
    `every` is the view that leaves nothing out; without it a product may hide inactive rows. `compares` names the
    column that a parameter compares, where it is called otherwise. `statuses` are the views that show one status alone,
    by the status, where the list takes no parameter of that name. `party` is whose currency the records have,
    where list rows do not name it; `twins` are the keys of their amounts, each with that of its worth in the
    organisation's own. `is_flat` says that the single answer is no object under a key of its own.
    """

    path: str
    rows: str
    row: str
    id: str
    number: str | None = None
    every: str | None = None
    fixed: CallParameters = ()
    compares: CallParameters = ()
    statuses: CallParameters = ()
    party: Party | None = None
    twins: CallParameters = ()
    is_flat: bool = False


FINANCE_MODULES: dict[Module, FinanceModule] = {}


def finance_module(module: Module, known: FinanceModule) -> FinanceModule:
    """Speak for a module of the graph."""
    keep_answers_of(module, known.path)
    FINANCE_MODULES[module] = known
    return known
