"""Postal addresses, under the keys of each product."""

from typing import Any

from schema.engine.declare.records import part, upstream

BOOKS = {
    "attention": "attention",
    "street": "address",
    "street2": "street2",
    "city": "city",
    "state": "state",
    "code": "zip",
    "country": "country",
    "phone": "phone",
}
BILLING = {
    "attention": "attention",
    "street": "street",
    "city": "city",
    "state": "state",
    "code": "zip",
    "country": "country",
    "phone": "phone",
}


@part
class Address:
    """A postal address."""

    attention: str | None = upstream("attention", "Person or department to address.")
    street: str | None = upstream("street", "Street and number.")
    street2: str | None = upstream("street2", "A second line.")
    city: str | None = upstream("city", "City.")
    state: str | None = upstream("state", "State, province or region.")
    postal_code: str | None = upstream("code", "Postal code.")
    country: str | None = upstream("country", "Country, as the product writes it.")
    phone: str | None = upstream("phone", "Phone.")


def address_in_books(key: str, description: str) -> Any:
    """An address of a Books record; only the response for a single record carries it."""
    return upstream(key, description, detail=True, parts=BOOKS)


def address_in_billing(key: str, description: str) -> Any:
    """An address of a Billing record; only the response for a single record carries it."""
    return upstream(key, description, detail=True, parts=BILLING)


def address_in_crm(prefix: str, description: str) -> Any:
    """An address whose parts are columns of a CRM record: `Billing_Street`, `Billing_City` and so on."""
    lead = f"{prefix}_" if prefix else ""
    code = {"": "Zip_Code", "Mailing_": "Mailing_Zip", "Other_": "Other_Zip"}.get(lead, f"{lead}Code")
    parts = {name: f"{lead}{name.title()}" for name in ("street", "city", "state", "country")}
    return upstream("", description, parts={**parts, "code": code})
