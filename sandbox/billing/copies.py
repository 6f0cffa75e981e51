"""A larger organisation: copies of its customers with all that they have, known to Billing alone."""

import re
from collections.abc import Iterable, Iterator
from json import dumps

from sandbox.store import Body

Seeded = tuple[str, str, str, Body]
# What belongs to a customer. Quotes and hosted pages stay those of the company's own customers.
COPIED = frozenset(
    {
        *("customers", "contactpersons", "subscriptions", "invoices", "payments", "transactions"),
        *("unbilledcharges", "events"),
    }
)
# A record's id begins with these digits; three zeros after them are the catalogue's and the staff's ids.
_ID = re.compile(r"903000000(?!000)(?=\d{9})")
_CHANGES = (
    (_ID, "903\x01"),
    # An event's payload is JSON in a string, whose quotation marks have a backslash.
    (re.compile(r'(\\?")(customer_name|display_name|company_name)\1: \1(.*?)\1'), "\\1\\2\\1: \\1\\3 \x02\\1"),
    (re.compile(r"\b(BIL-\d{6}|SUB-\d{5}|CN-\d{4}-\d{4})\b"), "\\1-\x02"),
    (re.compile(r"@(\w+)\.example"), "@\\1\x02.example"),
    (re.compile(r'(\\?")(zcrm_\w+|reference_id)\1: (\\?")415\d+\3'), r"\1\2\1: \1\1"),
    (re.compile(r'"is_linked_with_zohocrm": true'), '"is_linked_with_zohocrm": false'),
)


def with_copies(records: Iterable[Seeded], copies: int) -> Iterator[tuple[str, str, str, Body | str]]:
    """The records, and so many copies of those of customers as JSON, each with ids, names and numbers of its own."""
    kept: list[tuple[str, str, str, str]] = []
    for product, module, id_, body in records:
        yield product, module, id_, body
        if copies and module in COPIED:
            template = dumps(body)
            for pattern, changed in _CHANGES:
                template = pattern.sub(changed, template)
            kept.append((product, module, _ID.sub("903\x01", id_), template))
    for number in range(1, copies + 1):
        digits, name = f"{number:06d}", str(number)
        for product, module, id_, template in kept:
            yield product, module, id_.replace("\x01", digits), template.replace("\x01", digits).replace("\x02", name)
