"""Grants as the store keeps them: JSON, lists of actions by module."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from domain.actions import ACTIONS, ActionName
from domain.grants import GrantSet, grantable_modules

_ACTIONS: Mapping[str, ActionName] = {action: action for action in ACTIONS}


def text_of_grants(modules: GrantSet) -> str:
    """Grants as a text that is equal for equal grants."""
    listed = {str(module): sorted(actions) for module, actions in modules.items()}
    return msgspec.json.encode(listed, order="sorted").decode()


def grants_in(text: str) -> GrantSet:
    """Actions by module. An unknown module or action, which a later version may have stored, grants nothing."""
    known = {str(module): module for module in grantable_modules()}
    stored = msgspec.json.decode(text, type=dict[str, list[str]])
    return MappingProxyType(
        {
            known[name]: frozenset(_ACTIONS[action] for action in actions if action in _ACTIONS)
            for name, actions in stored.items()
            if name in known
        }
    )
