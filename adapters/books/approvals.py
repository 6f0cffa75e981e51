"""Approvals of Books' documents. Source: Zoho Books help, "Transaction approval"; Zoho Books v3, `approvers_list`."""

from domain.json_values import mappings
from domain.queries import Row

# The statuses of documents that do not wait for approval (Zoho Books v3, `status`; recorded ones).
_SETTLED = frozenset(
    {
        *("draft", "approved", "rejected", "sent", "viewed", "open", "accepted", "declined", "expired", "invoiced"),
        *("partially_invoiced", "overdue", "unpaid", "partially_paid", "paid", "void", "closed", "cancelled"),
        *("billed", "partially_billed", "confirmed", "fulfilled", "shipped", "partially_shipped", "onhold"),
    }
)

_ID_KEYS = ("approver_user_id", "approver_id")


def may_wait(row: Row) -> bool:
    """Whether a document may wait for approval: its status is none of those that are known not to."""
    return str(row.get("status")) not in _SETTLED


def next_approvers(row: Row) -> list[frozenset[str]]:
    """The users who may approve a document next, each as the set of their ids.

    It is empty where anybody may, or where Books does not say of each who it is. Books names an approver by the key of
    a user, of an approver or of both; no document shows these keys.
    """
    approvers = [each for each in mappings(row.get("approvers_list")) if each.get("is_next_approver") is True]
    ids = [frozenset(str(each[key]) for key in _ID_KEYS if each.get(key)) for each in approvers]
    return ids if all(ids) else []
