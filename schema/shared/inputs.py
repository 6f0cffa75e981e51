"""Inputs that every product's mutations share: idempotency keys, the record to change, custom fields."""

from datetime import date, datetime
from decimal import Decimal

import strawberry
from strawberry import UNSET

from domain.errors import BadUserInput
from domain.writes import ProblemCode, not_done
from schema.engine.declare.inputs import checked_number
from schema.engine.declare.texts import CONTROL, checked_text

KEY = (
    "A key of your choice, such as a UUID. For 24 hours, the same key with the same input returns the first result, "
    "which makes retries safe."
)


@strawberry.input(one_of=True, description="The value of a custom field; set exactly one field.")
class CustomFieldValue:
    """One value."""

    text: str | None = strawberry.field(
        default=UNSET, description="A text, a choice, or the `recordId` of a referenced record."
    )
    number: Decimal | None = strawberry.field(default=UNSET, description="A number or an amount.")
    boolean: bool | None = strawberry.field(default=UNSET, description="True or false.")
    day: date | None = strawberry.field(name="date", default=UNSET, description="A day.")
    moment: datetime | None = strawberry.field(name="dateTime", default=UNSET, description="An instant.")
    choices: list[str] | None = strawberry.field(default=UNSET, description="Several choices of a list.")


@strawberry.input(description="A custom field and its value.")
class CustomFieldInput:
    """One custom field."""

    name: str = strawberry.field(description="Its name in the product, `cf_region`.")
    value: CustomFieldValue | None = strawberry.field(description="Its value; null clears it.")

    def sent(self) -> object:
        """As Books takes it. Raises NotDone."""
        if not self.name.strip() or len(self.name) > 100 or CONTROL.search(self.name) is not None:
            text = "A custom field's name must have 1 to 100 characters, and no control characters."
            raise not_done(ProblemCode.VALIDATION, text, "name")
        chosen = self.value
        values: list[str | Decimal | bool | date | datetime | list[str] | None] = []
        if chosen is not None:
            # Zoho knows no fractions of a second.
            moment = chosen.moment.replace(microsecond=0) if isinstance(chosen.moment, datetime) else chosen.moment
            values = [chosen.text, chosen.number, chosen.boolean, chosen.day, moment, chosen.choices]
        value = next((value for value in values if value is not UNSET), "")
        try:
            if isinstance(value, list):
                value = [checked_text(each) for each in value]
            elif isinstance(value, str):
                value = checked_text(value)
            elif isinstance(value, Decimal):
                checked_number(value)
        except BadUserInput as error:
            raise not_done(ProblemCode.VALIDATION, error.message, "value") from None
        return {"api_name": self.name, "value": value}


@strawberry.input
class Keyed:
    """An input with an idempotency key."""

    idempotency_key: str | None = strawberry.field(default=UNSET, description=KEY)


@strawberry.input
class Changing(Keyed):
    """The record to change."""

    id: strawberry.ID = strawberry.field(description="The record's `id`, or its id in the product.")
    expected_updated_at: datetime | None = strawberry.field(
        default=UNSET,
        description="Its `updatedAt` as you last read it; if it has changed since, the mutation is refused.",
    )
