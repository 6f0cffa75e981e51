"""Approvals of Books' documents. Source: Zoho Books help, "Transaction approval"; Zoho Books v3, `approvers_list`."""

from adapters.answers import mappings
from domain.queries import Row


def next_approvers(row: Row) -> list[frozenset[str]]:
    """The users who may approve a document next, each as the set of their ids; empty where anybody may.

    Books names an approver by the key of a user, of an approver or of both.
    """
    approvers = [each for each in mappings(row.get("approvers_list")) if each.get("is_next_approver") is True]
    return [
        frozenset(str(each[key]) for key in ("approver_user_id", "approver_id") if each.get(key)) for each in approvers
    ]
