"""The seeded notes: on every third account by its owner, on every fourth deal by the owner of its account."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.company.company import Company
from sandbox.company.entities import Account, Deal
from sandbox.crm.catalogue import STANDARD_MODULES
from sandbox.crm.child_records import NOTES, PARENT, parent_link
from sandbox.crm.clock import written
from sandbox.crm.seed import link, user
from sandbox.crm.timeline import KEY, entry_of, named
from sandbox.people import Persona
from sandbox.store import Body

FIRST_ID = 4150868000013000001
FIRST_ENTRY_ID = 4150868000014000001
_MODULES = {each.key: each for each in STANDARD_MODULES}


def note_records(company: Company) -> Iterator[tuple[str, Body]]:
    """The notes of accounts and deals, and that they were added: (module, body)."""
    for number, note in enumerate(_notes(company)):
        body: Body = note | {"id": str(FIRST_ID + number)}
        yield NOTES.key, body
        entry = entry_of(
            body[PARENT]["id"], "added", named(NOTES, body), body["Created_Time"], body["Created_By"], "crm_ui"
        )
        yield KEY, entry | {"id": str(FIRST_ENTRY_ID + number)}


def _notes(company: Company) -> Iterator[Body]:
    for account in company.accounts[::3]:
        content = f"{account.name} has {account.employees} people, most of them in {account.billing.city}."
        yield _note("Accounts", account, account.owner, account.created_at, "First visit", content)
    for deal in company.deals[::4]:
        content = f"Spoke with {deal.contact.first_name} {deal.contact.last_name}. Next: {deal.next_step or 'wait'}."
        yield _note("Deals", deal, deal.account.owner, deal.created_at, "Call", content)


def _note(module: str, of: Account | Deal, author: Persona, since: datetime, title: str, content: str) -> Body:
    known, at = _MODULES[module], written(since + timedelta(hours=3))
    parent = link(of)
    return {
        "Note_Title": title,
        "Note_Content": content,
        PARENT: parent_link({known.display: parent["name"], "id": parent["id"]}, known),
        "Owner": user(author),
        "Created_By": user(author),
        "Modified_By": user(author),
        "Created_Time": at,
        "Modified_Time": at,
    }
