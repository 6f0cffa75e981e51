"""Addresses of Books' documents. Source: Zoho Books v3, `PUT /{document}/{id}/address/{kind}`."""

from collections.abc import Mapping
from typing import Any

from domain.json_values import mapping
from domain.queries import Row

_KEYS = ("attention", "address", "street2", "city", "state", "zip", "country", "phone", "fax")


def changed_address(row: Row, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A document's `billing` or `shipping` address with some values changed.

    It is whole, since it is undocumented whether Books keeps or empties what is left out.
    """
    before = mapping(row.get(f"{kind}_address"))
    return {key: before[key] for key in _KEYS if before.get(key)} | dict(values)
