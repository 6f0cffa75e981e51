"""The result of a write."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.modules.module import Module
from domain.writes import Problem


@dataclass(frozen=True, slots=True)
class MutationResult:
    """The id of the record that was written, None where there is none or it is unknown, and the problems, if any."""

    module: Module
    record_id: str | None
    problems: Sequence[Problem] = ()
