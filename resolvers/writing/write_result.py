"""What came of a write."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.modules.module import Module
from domain.writes import Problem


@dataclass(frozen=True, slots=True)
class MutationResult:
    """What came of a write: the record's id, None where it was not made or is not known, and why not."""

    module: Module
    record_id: str | None
    problems: Sequence[Problem] = ()
