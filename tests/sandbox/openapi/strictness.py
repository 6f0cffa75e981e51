"""OpenAPI's schemas as JSON Schema that refuses what they do not mention."""

from collections.abc import Callable
from typing import Any, cast

Schema = dict[str, Any]
KEPT = ("type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
# Combinations that would need another reading than the one below; no document of Zoho's has them.
UNREAD = frozenset({"allOf", "not", "discriminator", "patternProperties"})


def strict(schema: object, address: Callable[[str], str | None]) -> Schema:
    """The schema without a tolerance for unknown keys; `address` turns a reference into a URI, None into anything.

    `oneOf` reads as `anyOf`: the documents' alternatives overlap. `nullable` (3.0) and lists of types (3.1) both work.
    """
    if not isinstance(schema, dict):
        return {}
    told = cast("Schema", schema)
    if UNREAD & told.keys():
        raise ValueError(f"unread keywords: {sorted(UNREAD & told.keys())}")
    made = _plain(told, address)
    return {"anyOf": [{"type": "null"}, made]} if told.get("nullable") is True else made


def _plain(told: Schema, address: Callable[[str], str | None]) -> Schema:
    if "$ref" in told:
        uri = address(told["$ref"])
        return {"$ref": uri} if uri else {}
    made = {key: told[key] for key in KEPT if key in told}
    choices = told.get("oneOf") or told.get("anyOf")
    if choices:
        made["anyOf"] = [strict(each, address) for each in choices]
    if "items" in told:
        made["items"] = strict(told["items"], address)
    properties: Schema = told.get("properties") or {}
    if properties:
        made["properties"] = {name: strict(each, address) for name, each in properties.items()}
        made["additionalProperties"] = False
    if isinstance(told.get("additionalProperties"), dict):
        made["additionalProperties"] = strict(told["additionalProperties"], address)
    elif told.get("additionalProperties") is True:
        made["additionalProperties"] = True
    if isinstance(told.get("required"), list):
        made["required"] = told["required"]
    return made
