"""Books' users: who a user is, and what their role allows. Source: Zoho Books v3, `GET /users/me`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.actions import ActionName
from domain.entity_words import normalized
from domain.json_values import mapping, mappings
from domain.permission_sources import BooksUser, Rights
from domain.permissions import ALL_ACTIONS
from domain.queries import Row

# What a right is about is a word, not a value; anything else is not repeated to anybody.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_ .-]{0,39}")
# The actions that a role names; the others follow from them.
_FLAGS: Mapping[ActionName, str] = {
    "view": "can_view", "create": "can_create", "edit": "can_edit", "delete": "can_delete", "approve": "can_approve",
}  # fmt: skip
_FOLLOWING: tuple[ActionName, ...] = ("send", "convert", "export")


def books_user_of(row: Row) -> BooksUser:
    """The user whom Books describes, with the actions that the role allows and denies by entity.

    What the tree does not say in words that are known is in neither: no document shows the tree.
    """
    permissions = mapping(mapping(row.get("role")).get("role")).get("permissions")
    rights: dict[str, Rights] = {}
    words: dict[str, str] = {}
    for word, each in _rights(mappings(permissions)):
        name = normalized(word)
        words[name], rights[name] = word, each & rights.get(name, each)
    return BooksUser(
        rights,
        assigned_only=row.get("is_customer_segmented") is True,
        user_id=str(row.get("user_id") or ""),
        emails=frozenset(str(each.get("email")).casefold() for each in mappings(row.get("email_ids"))),
        is_administrator=row.get("user_role") == "admin",
        role_id=str(row.get("role_id") or mapping(row.get("role")).get("role_id") or ""),
        words=words,
    )


def _rights(tree: list[Row]) -> Iterator[tuple[str, Rights]]:
    for permission in tree:
        entity = permission.get("entity")
        if isinstance(entity, str) and _WORD.fullmatch(entity):
            yield entity, _rights_of(permission)


def _rights_of(permission: Row) -> Rights:
    if permission.get("full_access") is True:
        return Rights(ALL_ACTIONS)
    rights = Rights.of_flags(permission, _FLAGS)
    following = frozenset(action for action in _FOLLOWING if permission.get(f"can_{action}") is True)
    return replace(rights, allowed=rights.allowed | following)
