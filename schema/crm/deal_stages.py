"""Stages of deals: an organisation's own words, with their order and what they mean for a forecast."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Literal

import strawberry

from domain.json_values import mapping, mappings
from domain.modules.crm import DEALS
from domain.permissions import ModuleView
from domain.queries import Row
from domain.sources import PRODUCT, Source
from resolvers.reading.field_definitions import field_definitions_of
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.costs import Calls
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.records import part, upstream
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.declare.sub_resources import PartsField
from schema.engine.declare.walk import CostWalk
from schema.shared.mutation_requests import OperationInfo

DEAL_STAGES = "Query.dealStages"
STAGE, SHOWN_AS, CHOICES, NAME = "Stage", "Deal.stage", "pick_list_values", "display_value"
# By this coordinate permissions know the parts of a stage.
DETAILS = "Deal.stageDetails"
# Identifies the one reading of the stages in an estimate of costs.
STAGE_OF_DEALS = "stages of deals"


@strawberry.enum(description="What a stage means for a forecast.")
class ForecastType(Enum):
    """Values as CRM names them."""

    OPEN = strawberry.enum_value("Open", description="The deal is still open.")
    CLOSED_WON = strawberry.enum_value("Closed Won", description="The deal is won.")
    CLOSED_LOST = strawberry.enum_value("Closed Lost", description="The deal is lost.")
    UNKNOWN = UNKNOWN_VALUE


@part
class DealStage:
    """A stage that a deal can have; `stage` of a deal takes its `name`."""

    name: str | None = upstream(NAME, "Name of the stage, as deals have it.")
    position: int | None = upstream("sequence_number", "Its place among the stages, from 1 on.")
    colour: str | None = upstream("colour_code", "Its colour, `#25b52a`.")
    probability: int | None = upstream("probability", "Probability of winning that a deal gets with it, in per cent.")
    forecast_type: ForecastType | None = upstream("forecast_type", "What it means for a forecast.")
    forecast_category: str | None = upstream("forecast_category_name", "Category of a forecast, as CRM names it.")


class StageField(PartsField):
    """The stage of a deal, found among those of the organisation, which are read once for all deals."""

    def __init__(self) -> None:
        text = "Its stage with colour, probability and what it means for a forecast; one call for all deals."
        super().__init__(Source((STAGE,)), text, DealStage | None, costs={}, tells_amounts=False)

    async def parts(self, row: Row, operation: OperationContext, arguments: Mapping[str, Any]) -> Sequence[Row] | None:
        """The stage alone, None where the deal has none, or one that CRM does not list."""
        name = row.get(STAGE)
        if not name:
            return None
        view = await operation.loader.permissions.of(DEALS)
        return [stage for stage in await _stages(operation.loader, view) if stage.get(NAME) == name][:1] or None

    def shown(self, parts: Sequence[Row], coordinate: str, view: ModuleView) -> Any:
        """The stage without what is hidden of it."""
        return super().shown(parts, coordinate, view)[0]

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """One call for the stages of all deals."""
        if not walk.is_hidden(selected, self.module) and walk.is_first(STAGE_OF_DEALS):
            walk.add(place, self.module.product, Calls(0, 1))


def stage_details(*, init: Literal[False] = False) -> Any:
    """The stage of a deal."""
    return StageField()


async def deal_stages(info: OperationInfo) -> list[Row] | None:
    """The stages in their order, None where the caller may see no deals, or not their stage."""
    context = info.context
    if not await context.shows(DEAL_STAGES, DEALS):
        return None
    view = await context.loader.permissions.of(DEALS)
    if SHOWN_AS in view.hidden:
        context.hidden[DEAL_STAGES] = view.hidden[SHOWN_AS]
        return None
    read = await context.looked_up(DEAL_STAGES, DEALS, lambda: _stages(context.loader, view))
    if read is None:
        return None
    # One that is no longer in use keeps its place, but no deal can get it.
    stages = [stage for stage in read if stage.get("type") != "unused"]
    held: Row = {DETAILS: sorted(stages, key=lambda stage: int(stage.get("sequence_number") or 0))}
    # What is hidden of the stage of a deal is hidden of the stages themselves.
    asked = context.plan.coordinates((str(info.path.key),))
    context.hidden |= {each: view.hidden[each] for each in asked if each in view.hidden}
    view.strip([held])
    return held[DETAILS]


async def _stages(loader: RecordLoader, view: ModuleView) -> list[Row]:
    """All stages, those that are no longer in use among them: one call, and none while they are remembered."""
    fields = await field_definitions_of(loader, DEALS, view)
    choices = [choice for field in fields if field.get("api_name") == STAGE for choice in mappings(field.get(CHOICES))]
    return [
        {
            PRODUCT: DEALS.product,
            **choice,
            "forecast_category_name": mapping(choice.get("forecast_category")).get("name"),
        }
        for choice in choices
    ]
