"""Books' users: who a user is, and what their role allows. Source: Zoho Books v3, `GET /users/me`."""

from collections.abc import Iterator

from adapters.answers import mapping, mappings
from domain.actions import ACTIONS, ActionName
from domain.permission_sources import BooksUser
from domain.queries import Row


def books_user_of(row: Row) -> BooksUser:
    """The user whom Books describes, with the actions that the role allows by entity."""
    return BooksUser(
        dict(_entities(row)),
        assigned_only=row.get("is_customer_segmented") is True,
        user_id=str(row["user_id"]),
        emails=frozenset(str(each.get("email")).casefold() for each in mappings(row.get("email_ids"))),
        is_administrator=row.get("user_role") == "admin",
    )


def _entities(user: Row) -> Iterator[tuple[str, frozenset[ActionName]]]:
    """Actions by entity; a part of the tree that is no object allows nothing."""
    for permission in mappings(mapping(mapping(user.get("role")).get("role")).get("permissions")):
        allows_all = permission.get("full_access") is True
        actions: frozenset[ActionName] = frozenset(
            action for action in ACTIONS if allows_all or permission.get(f"can_{action}") is True
        )
        yield str(permission.get("entity")), actions
