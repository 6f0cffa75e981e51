"""How an answer differs from what a document says of it, each difference once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from jsonschema import Draft202012Validator
from referencing.jsonschema import SchemaRegistry

from tests.sandbox.openapi.strictness import Schema


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One difference. `at` is a JSON path in which `[]` is any element: `invoices[].due_days`."""

    at: str
    what: str


class Mismatch(Protocol):
    """What jsonschema tells of a part of a body that does not meet the schema."""

    validator: str
    validator_value: Any
    instance: Any
    schema: Any
    absolute_path: Sequence[str | int]
    relative_schema_path: Sequence[str | int]
    context: "Sequence[Mismatch]"


class Checker(Protocol):
    """A validator of jsonschema."""

    def iter_errors(self, instance: object) -> "Iterable[Mismatch]":
        """Every mismatch."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """Holds bodies against schemas whose references the registry resolves."""

    registry: SchemaRegistry

    def findings(self, schemas: Iterable[Schema], body: object) -> set[Finding]:
        """How the body differs from the schema that it was meant for."""
        return _meant(set(self._differences(schema, body, "")) for schema in schemas)

    def _differences(self, schema: Schema, body: object, at: str) -> Iterator[Finding]:
        checker = cast("Checker", Draft202012Validator(schema, registry=self.registry))
        return self._told(checker.iter_errors(body), at)

    def _told(self, mismatches: "Iterable[Mismatch]", above: str) -> Iterator[Finding]:
        for mismatch in mismatches:
            at = _joined(above, mismatch.absolute_path)
            match mismatch.validator:
                case "additionalProperties":
                    known = mismatch.schema.get("properties", {})
                    extra = (key for key in mismatch.instance if key not in known)
                    yield from (Finding(_joined(at, [key]), "undocumented") for key in extra)
                case "required":
                    # jsonschema tells of each key that is not there by itself; the set makes them one.
                    absent = (key for key in mismatch.validator_value if key not in mismatch.instance)
                    yield from (Finding(_joined(at, [key]), "missing") for key in absent)
                case "anyOf":
                    yield from self._of_alternatives(mismatch.context, above)
                case "type":
                    yield Finding(at, f"{kind(mismatch.instance)} instead of {mismatch.validator_value}")
                    yield from self._inside(mismatch, at)
                case "enum":
                    yield Finding(at, "another value than the documented ones")
                case other:
                    yield Finding(at, f"against its {other}")

    def _of_alternatives(self, mismatches: "Sequence[Mismatch]", above: str) -> set[Finding]:
        branches: dict[str | int, list[Mismatch]] = {}
        for mismatch in mismatches:
            branches.setdefault(mismatch.relative_schema_path[0], []).append(mismatch)
        return _meant(set(self._told(branch, above)) for branch in branches.values())

    def _inside(self, mismatch: Mismatch, at: str) -> Iterator[Finding]:
        """What else differs where an object stands for an array of such objects, or the reverse."""
        body, schema = mismatch.instance, mismatch.schema
        if isinstance(body, dict) and "items" in schema:
            yield from self._differences(schema["items"], cast("object", body), at)
        if isinstance(body, list) and "properties" in schema:
            for each in cast("list[object]", body):
                yield from self._differences(schema, each, f"{at}[]")


KINDS = {"bool": "boolean", "int": "integer", "float": "number", "list": "array", "dict": "object", "NoneType": "null"}


def kind(value: object) -> str:
    """The JSON type of a value; a string without content has a name of its own."""
    return "empty string" if value == "" else KINDS.get(type(value).__name__, "string")


def _meant(alternatives: Iterable[set[Finding]]) -> set[Finding]:
    """The alternative that a body was meant for: the one that it differs from deepest inside, then the least."""
    return min(
        alternatives,
        key=lambda found: (-min((_depth(each) for each in found), default=100), len(found)),
        default=set[Finding](),
    )


def _depth(finding: Finding) -> int:
    return finding.at.count(".") + finding.at.count("[]")


def _joined(path: str, parts: Sequence[str | int]) -> str:
    for part in parts:
        path = f"{path}[]" if isinstance(part, int) else f"{path}.{part}" if path else part
    return path
