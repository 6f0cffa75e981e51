"""What the modules of the graph are called in Books and Billing: each is registered by the file that declares it."""

from dataclasses import dataclass

from adapters.cache.ttls import keep_answers_of
from domain.costs import CallParameters
from domain.modules.module import Module

# Look-ups are short; of a longer one, a record beyond these pages is not found by its id.
MOST_PAGES = 5


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
    organisation's own. `inside` is the key under which the envelope holds its rows, where they do not stand in it. A
    list that is not `is_paged` comes as a whole. Of modules that are not `is_read_singly` a record is one of the list's
    rows: the product has no answer for it alone, or one that says less. `is_flat` says that the single answer is no
    object under a key of its own. `is_catalogue` says that it is short and that many records point to it: several of
    its records are read as a page of the list. `instead` is what to ask where the product has no such list after all,
    of one that no document has.
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
    inside: str | None = None
    is_paged: bool = True
    is_read_singly: bool = True
    is_flat: bool = False
    is_catalogue: bool = False
    instead: str = ""

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments of its path."""
        return tuple(self.path.split("/"))

    def most_calls_of_one(self, *, listed: bool) -> int:
        """The most calls for one record by its id; `listed` asks for what the list alone decides."""
        if not self.is_read_singly:
            return MOST_PAGES if self.is_paged else 1
        return 2 if listed and self.number is not None else 1


FINANCE_MODULES: dict[Module, FinanceModule] = {}


def finance_module(module: Module, known: FinanceModule) -> FinanceModule:
    """Speak for a module of the graph."""
    keep_answers_of(module, known.path)
    FINANCE_MODULES[module] = known
    return known
