"""Customers whose links with CRM need attention, which `POST /_sandbox/doubles` adds apart from the seed."""

from sandbox.books.ledger import Ledger
from sandbox.books.memberships import ORGANIZATIONS
from sandbox.context import Sandbox
from sandbox.store import Body

FIRST_ID = 460_000_000_009_000_001
# An account of CRM that was deleted there.
DELETED = "4150868000001999999"


def add(sandbox: Sandbox) -> list[str]:
    """Add one case of each kind; their ids: a broken link, a double one, an unlinked twin by name and one by e-mail."""
    ledger = Ledger(sandbox.store, ORGANIZATIONS[0].shelf)
    linked = [account for account in sandbox.company.accounts if account.books_id is not None]
    alone = next(account for account in sandbox.company.accounts if account.books_id is None)
    model = ledger.body("contacts", linked[0].books_id or "") or {}
    other = ledger.body("contacts", linked[1].books_id or "") or {}
    unlinked: Body = {"zcrm_account_id": "", "zcrm_contact_id": "", "is_linked_with_zohocrm": False}
    cases: list[Body] = [
        {
            "contact_name": "Gone From CRM BV",
            "zcrm_account_id": DELETED,
            "zcrm_contact_id": "",
            "email": "a@gone.example",
        },
        {"contact_name": f"{linked[0].name} (2)", "email": "b@twice.example"},
        {"contact_name": f"{alone.name}, GmbH & Co. KG", "email": "c@alone.example", **unlinked},
        {"contact_name": "Another Name Altogether", "email": other.get("email"), **unlinked},
    ]
    for number, case in enumerate(cases):
        id_ = str(FIRST_ID + number)
        ledger.put("contacts", id_, {**model, **case, "company_name": case["contact_name"], "contact_id": id_})
    return [str(FIRST_ID + number) for number in range(len(cases))]
