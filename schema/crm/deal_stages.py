"""Stages of deals: an organisation's own words, with their order and what they mean for a forecast."""

from enum import Enum

import strawberry

from domain.json_values import mapping, mappings
from domain.modules.crm import DEALS
from domain.permissions import ModuleView
from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.reading.field_definitions import field_definitions_of
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.records import part, upstream
from schema.shared.mutation_requests import OperationInfo

DEAL_STAGES = "Query.dealStages"
STAGE, SHOWN_AS, CHOICES = "Stage", "Deal.stage", "pick_list_values"


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

    name: str | None = upstream("display_value", "Name of the stage, as deals have it.")
    position: int | None = upstream("sequence_number", "Its place among the stages, from 1 on.")
    colour: str | None = upstream("colour_code", "Its colour, `#25b52a`.")
    probability: int | None = upstream("probability", "Probability of winning that a deal gets with it, in per cent.")
    forecast_type: ForecastType | None = upstream("forecast_type", "What it means for a forecast.")
    forecast_category: str | None = upstream("forecast_category_name", "Category of a forecast, as CRM names it.")


async def deal_stages(info: OperationInfo) -> list[Row] | None:
    """The stages in their order, None where the caller may see no deals, or not their stage."""
    context = info.context
    if not await context.shows(DEAL_STAGES, DEALS):
        return None
    view = await context.loader.permissions.of(DEALS)
    if SHOWN_AS in view.hidden:
        context.hidden[DEAL_STAGES] = view.hidden[SHOWN_AS]
        return None
    return await context.looked_up(DEAL_STAGES, DEALS, lambda: _stages(context.loader, view))


async def _stages(loader: RecordLoader, view: ModuleView) -> list[Row]:
    fields = await field_definitions_of(loader, DEALS, view)
    choices = [choice for field in fields if field.get("api_name") == STAGE for choice in mappings(field.get(CHOICES))]
    stages = [
        {
            PRODUCT: DEALS.product,
            **choice,
            "forecast_category_name": mapping(choice.get("forecast_category")).get("name"),
        }
        for choice in choices
        # One that is no longer in use keeps its place, but no deal can get it.
        if choice.get("type") != "unused"
    ]
    return sorted(stages, key=lambda stage: int(stage.get("sequence_number") or 0))
