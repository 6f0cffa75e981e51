"""Records of one of several types: by their global id, or by their type and their id in the product."""

import strawberry
from strawberry import UNSET

from schema.shared.inputs import Keyed
from schema.shared.record_types import RecordType

GLOBAL_ID_OR = "The record's `id`, or its id in the product where `type` names its type."
NAMED_TYPE = "The record's type; needed only where `id` is its id in the product."


@strawberry.input
class NamedRecord(Keyed):
    """A record of any type that the mutation takes."""

    id: strawberry.ID = strawberry.field(description=GLOBAL_ID_OR)
    type_: RecordType | None = strawberry.field(name="type", default=UNSET, description=NAMED_TYPE)
