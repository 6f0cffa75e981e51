"""What results rest on: what is still being read, and what is missing for another reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The calls of one answer were used up; the next one reads on.
READS_ON = "CALL_LIMIT"


@dataclass(frozen=True, slots=True)
class Reading:
    """How many rows were read, and how many are known to be left."""

    read: int
    missing: int


def reading_of(coverages: Iterable[Mapping[str, Any]]) -> Reading | None:
    """How far reading has come, None where it has ended."""
    listed = [*coverages]
    gaps = {gap["source"]: gap["missing"] or 0 for each in listed for gap in each["gaps"] if gap["reason"] == READS_ON}
    if not gaps:
        return None
    read = max(sum(call["rows"] for call in each["calls"]) for each in listed)
    return Reading(read, sum(gaps.values()))


def missing_in(coverages: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is missing for good, each once."""
    gaps = (gap for each in coverages for gap in each["gaps"] if gap["reason"] != READS_ON)
    return [*dict.fromkeys(str(gap["text"]) for gap in gaps)]
