"""Links between the products that a planned change would break."""

import strawberry

from domain.integration_plans import LinkAtRisk, LinkedRecordType
from resolvers.integration.link_risks import LinkedRecords
from schema.engine.declare import registry
from schema.engine.declare.enums import describe_values
from schema.engine.declare.ids import global_id

# The domain's own enum, as a type of the graph.
strawberry.enum(
    LinkedRecordType,
    name="LinkedRecordType",
    description="A type of records in CRM that records of Books and Billing lead to.",
)
describe_values(LinkedRecordType, lambda each: f"{each.value}s.")


@strawberry.input(description="Records of CRM that somebody is about to merge, delete or disconnect in the product.")
class LinkedRecordsInput:
    """Records of one type."""

    type_: LinkedRecordType = strawberry.field(name="type", description="Their type.")
    ids: list[strawberry.ID] = strawberry.field(description="Ids of the graph or of CRM, 1 to 25.")


@strawberry.type(name="LinkAtRisk", description="A record of CRM that records of Books and Billing lead to.")
class ShownLinkAtRisk:
    """A record."""

    id: strawberry.ID = strawberry.field(description="The record of CRM, for `node`.")
    linked: list[strawberry.ID] = strawberry.field(description="The records that lead to it, for `nodes`.")


def linked_records(input_: LinkedRecordsInput | None) -> LinkedRecords | None:
    """The records that an input names. Raises BadUserInput."""
    if input_ is None:
        return None
    name: str = input_.type_.value
    ids = dict.fromkeys(registry.record_id(str(id_), name) for id_ in input_.ids)
    return LinkedRecords(registry.module_of(name), tuple(ids))


def shown_link(link: LinkAtRisk) -> ShownLinkAtRisk:
    """A link as the graph shows it."""
    modules = {str(module): module for module in registry.modules().values()}

    def id_of(module: str, id_: str) -> strawberry.ID:
        return strawberry.ID(global_id(registry.type_of(modules[module]), id_))

    return ShownLinkAtRisk(id=id_of(link.module, link.id), linked=[id_of(*each) for each in link.linked])
