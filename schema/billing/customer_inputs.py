"""Inputs for customers of Billing: each field is one line that names the product's key."""

import strawberry

from schema.engine.declare.inputs import sent
from schema.shared.inputs import Keyed


@strawberry.input(description="A postal address of a customer in Billing.")
class BillingAddressInput:
    """A postal address."""

    attention: str | None = sent("attention", "Person or department to address.")
    street: str | None = sent("street", "Street and number.")
    city: str | None = sent("city", "City.")
    state: str | None = sent("state", "State, province or region.")
    postal_code: str | None = sent("zip", "Postal code.")
    country: str | None = sent("country", "Country.")


@strawberry.input(description="A new customer in Billing.")
class NewBillingCustomerInput:
    """The fields of a new customer."""

    name: str = sent("display_name", "The name shown in lists; no other customer has it.", needed=True)
    email: str = sent("email", "E-mail address.", needed=True)
    company_name: str | None = sent("company_name", "The company's name.")
    first_name: str | None = sent("first_name", "First name of the primary person.")
    last_name: str | None = sent("last_name", "Last name of the primary person.")
    billing_address: BillingAddressInput | None = sent("billing_address", "Billing address.", of="Address")
    shipping_address: BillingAddressInput | None = sent("shipping_address", "Shipping address.", of="Address")


@strawberry.input(description="A customer to create in Billing.")
class CreateBillingCustomerInput(Keyed, NewBillingCustomerInput):
    """A customer to create."""
