"""Accounts of Books' chart of accounts, as other records name them."""

from schema.engine.declare.records import part, upstream

# Where a record or a line names the account that it is booked on, and the one that it is paid through.
BOOKED_ON = {"record_id": "account_id", "name": "account_name"}
PAID_THROUGH = {"record_id": "paid_through_account_id", "name": "paid_through_account_name"}


@part
class LedgerAccount:
    """An account of the organisation's chart of accounts."""

    record_id: str | None = upstream("record_id", "The account's id in Books.", public="An account's id is no amount.")
    name: str | None = upstream("name", "The account's name.", public="An account's name is no amount.")
