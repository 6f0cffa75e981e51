"""Zoho's OpenAPI documents in a folder: which operations they describe, with what parameters and answers."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from referencing import Registry
from referencing.jsonschema import DRAFT202012, SchemaRegistry, SchemaResource

from tests.sandbox.openapi.strictness import Schema, strict

Product = Literal["crm", "books", "billing"]
# By product: what the paths of its documents begin with, and the files.
FILES: Mapping[Product, tuple[str, str]] = {
    "crm": ("/crm/v8", "crm/*.json"),
    "books": ("", "books/*.yml"),
    "billing": ("", "billing/*.yml"),
}
VERBS = ("get", "post", "put", "patch", "delete")
_REFERENCE = re.compile(r"(?:.*/)?(?P<file>[^/#]*)#(?P<pointer>/.*)")


@dataclass(frozen=True, slots=True)
class Described:
    """One operation in one document. `schemas` has the strict schema of each status's JSON, {} for anything.

    `variants` are parameters that only prose names: `date_start` in what is said of `date`, or the operation's own.
    """

    method: str
    path: str
    parameters: frozenset[str]
    variants: frozenset[str]
    schemas: Mapping[str, Schema]


@dataclass(slots=True)
class Documents:
    """All documents of the folder. `absent` names what they refer to without its being there."""

    operations: Mapping[Product, list[Described]]
    registry: SchemaRegistry
    absent: set[str]

    def describing(self, product: Product, method: str, path: str) -> list[Described]:
        """The descriptions of the operation that answers at this very path: the most literal ones that fit it."""
        fitting = [each for each in self.operations[product] if each.method == method and fits(each.path, path)]
        fewest = min((each.path.count("{") for each in fitting), default=0)
        return [each for each in fitting if each.path.count("{") == fewest]


def fits(template: str, path: str) -> bool:
    """Whether the path is one of the template's."""
    pattern = "".join(
        "[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", template)
    )
    return re.fullmatch(pattern, path) is not None


def documents_in(folder: Path) -> Documents:
    """The folder's documents; a ValueError where there are none for a product."""
    registry: SchemaRegistry = Registry()
    operations: dict[Product, list[Described]] = {}
    absent: set[str] = set()
    for product, (prefix, pattern) in FILES.items():
        read = {path.name: _read(path) for path in sorted(folder.glob(pattern))}
        if not read:
            raise ValueError(f"no OpenAPI documents at {folder / pattern}")
        shelf = _Shelf(product, read, absent)
        registry = registry.with_resources(shelf.resources())
        operations[product] = [each for name in read for each in shelf.described(name, prefix)]
    return Documents(operations, registry, absent)


def _read(path: Path) -> Any:
    text = path.read_text()
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)


def _in_prose(operation: Mapping[str, Any], parameters: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from re.findall(r"<code>(\w+)=", operation.get("description") or "")
    for each in parameters:
        yield from re.findall(rf"\b{re.escape(each['name'])}_\w+", each.get("description") or "")


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The documents of one product, which refer to each other by their files' names."""

    product: Product
    documents: Mapping[str, Any]
    absent: set[str]

    def resources(self) -> Iterator[tuple[str, SchemaResource]]:
        """The schemas of each document under its URI."""
        for name, document in self.documents.items():
            schemas = document.get("components", {}).get("schemas", {})
            made = {key: self._strict(name, schema) for key, schema in schemas.items()}
            yield self._uri(name), DRAFT202012.create_resource({"components": {"schemas": made}})

    def described(self, name: str, prefix: str) -> Iterator[Described]:
        """The operations of one document."""
        for path, verbs in self.documents[name].get("paths", {}).items():
            shared = verbs.get("parameters", [])
            for verb in VERBS:
                if verb in verbs and path.startswith(prefix):
                    told = verbs[verb]
                    parameters = [self._resolved(name, each) for each in [*shared, *told.get("parameters", [])]]
                    queried = [each for each in parameters if each.get("in") == "query"]
                    yield Described(
                        verb.upper(),
                        path.removeprefix(prefix),
                        frozenset(each["name"] for each in queried),
                        frozenset(_in_prose(told, queried)),
                        dict(self._schemas(name, told["responses"])),
                    )

    def _schemas(self, name: str, responses: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
        for status, told in responses.items():
            content: dict[str, Any] = self._resolved(name, told).get("content") or {}
            media: dict[str, Any] = content.get("application/json") or {}
            yield str(status), self._strict(name, media.get("schema"))

    def _strict(self, name: str, schema: object) -> Schema:
        return strict(schema, lambda reference: self._address(name, reference))

    def _uri(self, name: str) -> str:
        return f"oas:{self.product}/{name}"

    def _address(self, name: str, reference: str) -> str | None:
        file, pointer = self._parts(name, reference)
        if self._at(file, pointer) is None:
            self.absent.add(f"{self.product}/{file}#{pointer}")
            return None
        return f"{self._uri(file)}#{pointer}"

    def _resolved(self, name: str, told: Any) -> Any:
        while "$ref" in told:
            name, pointer = self._parts(name, told["$ref"])
            told = self._at(name, pointer)
            if told is None:
                self.absent.add(f"{self.product}/{name}#{pointer}")
                return {}
        return told

    def _parts(self, name: str, reference: str) -> tuple[str, str]:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise ValueError(f"{name} refers to {reference}")
        return match["file"] or name, match["pointer"]

    def _at(self, file: str, pointer: str) -> Any:
        told: Any = self.documents.get(file)
        for part in pointer[1:].split("/"):
            told = None if told is None else told.get(part.replace("~1", "/").replace("~0", "~"))
        return told
