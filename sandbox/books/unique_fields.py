"""Custom fields of which no two records of a module have the same value (Zoho Books help, "Custom fields")."""

from sqlalchemy import ColumnElement

from sandbox.books import filters
from sandbox.books.custom_fields import CUSTOM, CustomField
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import duplicate, invalid
from sandbox.store import Body

KEY, VALUE, UPSERT = "X-Unique-Identifier-Key", "X-Unique-Identifier-Value", "X-Upsert"


def check(request: BooksRequest, module: BooksModule, before: Body, after: Body) -> None:
    """Refuse a value that another record has, one that the user may not see among them."""
    for field in module.custom_fields:
        value, earlier = (body.get(CUSTOM, {}).get(field.api_name, "") for body in (after, before))
        if field.unique and value and value != earlier:
            others = request.ledger.bodies(module.name, [_holding(field, value)])
            if any(each[module.id_key] != before.get(module.id_key) for each in others):
                raise duplicate(f"{field.label} {value}")


def named(request: BooksRequest, module: BooksModule) -> tuple[CustomField, str]:
    """The unique field and the value that the request's headers name."""
    key, value = request.headers.get(KEY, ""), request.headers.get(VALUE, "")
    field = next((field for field in module.custom_fields if field.unique and field.api_name == key), None)
    if field is None:
        raise invalid(KEY)
    if not value:
        raise invalid(VALUE)
    return field, value


def holder(request: BooksRequest, module: BooksModule, field: CustomField, value: str) -> Body | None:
    """The record that has the value, as far as the user may know of it."""
    holders = request.ledger.bodies(module.name, [_holding(field, value), *module.visible(request)])
    return next(iter(holders), None)


def _holding(field: CustomField, value: str) -> ColumnElement[bool]:
    return filters.custom_fields([field.api_name])[field.api_name](value)
