"""The declaration of a read-only module: its keys, its operations and its seed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sandbox.books.modules import BooksModule
from sandbox.books.operations import Operation
from sandbox.company.company import Company
from sandbox.store import Body

# Part of a record of another module: module, id, and what stands there besides.
CrossReference = tuple[str, str, Body]
# A line of a record's history: module, id, and the comment.
HistoryEntry = tuple[str, str, Body]


def nothing(company: Company) -> Iterable[CrossReference]:
    """No part of any other record."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A module with its seed. `mentions` are what records of other modules say about its records.

    Where a record belongs to `everyone`, each organisation has it, not the default one alone.
    """

    module: BooksModule
    operations: list[Operation]
    records: Callable[[Company], Iterable[Body]]
    mentions: Callable[[Company], Iterable[CrossReference]] = field(default=nothing)
    history: Callable[[Company], Iterable[HistoryEntry]] = field(default=nothing)
    everyone: bool = False
