"""Postal addresses, which Books shapes differently in contacts, in documents and in list rows."""

from sandbox.books import values
from sandbox.company.entities import Address
from sandbox.store import Body

_PLACE = ("attention", "address", "street2", "city", "state", "zip", "country", "phone", "fax")
_OF_CONTACT = (*_PLACE, "state_code", "county", "country_code", "latitude", "longitude")
_DEFAULT = ("address", "street2", "city", "city_code", "state", "state_code", "zip", "country", "phone", "fax")


def contact_address(address: Address) -> Body:
    """An address of the company's story."""
    place = {"address": address.street, "city": address.city, "state": address.state, "zip": address.code}
    return place | {"country": address.country}


def of_contact(address: Body) -> Body:
    """As contacts carry it: with an id, also where there is no address."""
    return {"address_id": address["address_id"]} | {key: address.get(key, "") for key in _OF_CONTACT}


def of_document(address: Body) -> Body:
    """As documents carry it."""
    return {key: address.get(key, "") for key in _PLACE}


def of_invoice(address: Body) -> Body:
    """As single invoices carry it."""
    place = of_document(address)
    return place | {"street": place["address"], "country_code": place["country"]}


def of_invoice_row(address: Body) -> Body:
    """As rows of invoices carry it: the postal code has another name there."""
    place = of_document(address)
    return {("zipcode" if key == "zip" else key): value for key, value in place.items()}


def default_of_customer(address: Body) -> Body:
    """As documents repeat the customer's own."""
    return {key: address.get(key, "") for key in _DEFAULT}


def replaced(name: str, sent: object, stored: Body) -> Body:
    """A document's address after a write: what was sent is all of it."""
    return written(name, sent, {key: value for key, value in stored.items() if key not in _OF_CONTACT})


def written(name: str, sent: object, stored: Body) -> Body:
    """An address after a write: what was sent, over what stood there."""
    fields = values.mapping(name, sent)
    return stored | {key: values.text(key, fields[key]) for key in _OF_CONTACT if key in fields}
