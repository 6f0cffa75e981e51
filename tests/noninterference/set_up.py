"""How an organisation of the model is set up: fields with their labels, views of CRM, a role of Books."""

from collections.abc import Iterator

from domain.queries import Row
from resolvers.catalogue import FINANCE
from tests.noninterference.callers import EMAIL, ENTITIES, Person, custom
from tests.noninterference.cells import FINANCE_CUSTOM, NOWHERE, Changed
from tests.noninterference.listing import viewed_column

_DATA_TYPES = {"Money": "currency", "Int": "integer", "Decimal": "double", "Boolean": "boolean", "key": "lookup"}
_ROLE_FLAGS = ("view", "create", "edit", "delete", "approve")


def definition(name: str, kind: str, word: str, *, visible: bool) -> Row:
    """A field of CRM; `word` is its label and its only choice."""
    own = custom(name)
    data_type = _DATA_TYPES.get(kind, kind.lower() if kind in {"Date", "DateTime"} or own else "text")
    row = {"api_name": name, "visible": visible, "data_type": data_type, "custom_field": own, "field_label": name}
    # What is hidden of the records is hidden of their form: its label and its choices.
    return row | {"display_label": word, "pick_list_values": [{"display_value": word, "sequence_number": 1}]}


def saved_view(api_name: str, view: str) -> Row:
    """A view of CRM, which compares one column or orders by it."""
    column, orders = viewed_column(api_name, view)
    row: Row = {"id": view, "name": f"by {column}", "criteria": None}
    if orders:
        return row | {"sort_by": {"api_name": column}, "sort_order": "asc"}
    compared = {"field": {"api_name": column}, "comparator": "equal", "value": "x"}
    return row | {"criteria": {"group_operator": "and", "group": [compared]}}


def books_user(person: Person) -> Row:
    """What Books says of the caller."""
    rights = person.roles or {}
    permissions = [
        {"entity": entity, **{f"can_{action}": action in rights.get(entity, ()) for action in _ROLE_FLAGS}}
        for entity in ENTITIES
    ]
    return {"user_id": "1", "email": EMAIL, "role": {"role": {"permissions": permissions}}}


def custom_fields(entity: str, changed: Changed) -> Iterator[Row]:
    """The custom fields of a module of Books; what is hidden of records is hidden of their forms."""
    module = next(module for module in FINANCE if module.entity == entity)
    for name, (data_type, _) in FINANCE_CUSTOM.items():
        other = ("custom_fields", name) in changed.get(module, NOWHERE)
        word = f"canary of {int(other)}"
        yield {"customfield_id": name, "api_name": f"cf_{name}", "data_type": data_type, "label": word}
