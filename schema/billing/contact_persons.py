"""The contact persons of a customer of Billing."""

from typing import Any

from resolvers.reading.subscriptions import contact_persons_of
from schema.engine.declare.records import part, sub_resource, upstream


@part
class BillingContactPerson:
    """A person at a customer."""

    contact_person_id: str | None = upstream("contactperson_id", "Their id in Billing.")
    first_name: str | None = upstream("first_name", "First name.")
    last_name: str | None = upstream("last_name", "Last name.")
    email: str | None = upstream("email", "E-mail address.")
    phone: str | None = upstream("phone", "Phone.")
    mobile: str | None = upstream("mobile", "Mobile phone.")


def contact_persons(*, init: Any = False) -> Any:
    """The field `contactPersons` of a customer."""
    return sub_resource(
        BillingContactPerson,
        "People at the customer, the first 200. Takes one call.",
        reads=contact_persons_of,
        costs={"billing": 1},
        tells_amounts=False,
    )
