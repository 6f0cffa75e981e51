"""`suitegraph schema diff` of schemas: how the graph changed, and whether the version says so."""

import re
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version

from schema.engine.visibility.changes import SchemaChange, Severity, changes_between, schema_of
from schema.graph import sdl

_RELEASE = re.compile(r"# suitegraph ([\d.]+)\n")


@dataclass(frozen=True, slots=True)
class SchemaComparison:
    """How a schema differs from an older one, and the release that the older one is, where it is one."""

    changes: list[SchemaChange]
    release: str | None

    def lines(self) -> list[str]:
        """The changes, and how many of each severity there are."""
        counts = Counter(change.severity for change in self.changes)
        return [*map(str, self.changes), ", ".join(f"{counts[severity]} {severity}" for severity in Severity)]

    def keeps_its_promise(self, current: str | None = None) -> bool:
        """Whether nothing breaks, or the version (by default the installed one) says that something does."""
        broken = any(change.severity is Severity.BREAKING for change in self.changes)
        return not broken or (
            self.release is not None and _series(self.release) < _series(current or version("suitegraph"))
        )


def comparison(old: str, new: str | None = None) -> SchemaComparison:
    """One schema held against another, or against the graph of this code.

    A text that begins with the line `# suitegraph 0.2.0` is the schema of that release. Raises SchemaError where a text
    is no schema.
    """
    release = _RELEASE.match(old)
    newer = schema_of(sdl() if new is None else new)
    return SchemaComparison(changes_between(schema_of(old), newer), release[1] if release else None)


def _series(release: str) -> tuple[int, ...]:
    """The part of a version within which nothing breaks: the major version, and before 1.0 the minor one too."""
    major, minor, *_ = map(int, release.split("."))
    return (major,) if major else (major, minor)
