"""Manifests of published documents, told apart by their shape: Apollo's, Relay's and GraphQL Code Generator's."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from domain.errors import BadUserInput
from domain.trusted_documents import PublicationRefusedError, document_id, is_id_of

APOLLO = "apollo-persisted-query-manifest"
SHAPES = (
    "it is neither an object of texts by id, as Relay and GraphQL Code Generator write it, nor Apollo's manifest "
    f'(`"format": "{APOLLO}"`, `"version": 1`)'
)


def documents_in(name: str, content: bytes) -> Mapping[str, str]:
    """The texts of a manifest by their ids. Raises PublicationRefusedError, with the name of the file."""
    try:
        manifest: Any = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PublicationRefusedError([f"{name}: it is not JSON: {error}"]) from error
    if not isinstance(manifest, dict):
        raise PublicationRefusedError([f"{name}: {SHAPES}"])
    pairs = _pairs_in(name, cast("dict[str, Any]", manifest))
    texts: dict[str, str] = {}
    problems: list[str] = []
    for sent, text in pairs:
        try:
            id_ = document_id(sent)
        except BadUserInput:
            problems.append(f"{name}: {sent[:80]}: it is no hash (MD5, SHA-1 or SHA-256 in hexadecimal)")
            continue
        if not is_id_of(id_, text):
            problems.append(f"{name}: {sent}: it is not the hash of its text")
        elif texts.setdefault(id_, text) != text:
            problems.append(f"{name}: {sent}: it stands for two texts")
    if problems:
        raise PublicationRefusedError(problems)
    return texts


def _pairs_in(name: str, manifest: dict[str, Any]) -> Sequence[tuple[str, str]]:
    if "format" in manifest:
        return _apollo_pairs(name, manifest)
    if not all(isinstance(text, str) for text in manifest.values()):
        raise PublicationRefusedError([f"{name}: {SHAPES}"])
    return list(manifest.items())


def _apollo_pairs(name: str, manifest: dict[str, Any]) -> Sequence[tuple[str, str]]:
    operations = manifest.get("operations")
    if (manifest["format"], manifest.get("version")) != (APOLLO, 1) or not isinstance(operations, list):
        raise PublicationRefusedError([f"{name}: {SHAPES}"])
    pairs: list[tuple[str, str]] = []
    for operation in cast("list[Any]", operations):
        match operation:
            case {"id": str(id_), "body": str(body)}:
                pairs.append((id_, body))
            case _:
                raise PublicationRefusedError([f"{name}: each of its operations has a text `id` and a text `body`"])
    return pairs
