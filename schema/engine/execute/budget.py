"""The estimated cost of an operation before it runs, and its refusal if it may be too high."""

from collections.abc import Iterable, Iterator

from domain.costs import CostBudget
from domain.errors import CostTooHigh
from domain.modules.module import Module
from domain.system_views import MOST_WALKED
from resolvers.gathering import gathered
from schema.engine.declare.costs import CostEstimate, PlaceEstimate
from schema.engine.declare.kinds import SourcedField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import ArgumentLookup, SelectedField
from schema.engine.execute.estimate import estimate_of


async def estimate_with_permissions(
    operation: OperationContext, arguments: ArgumentLookup, *, compiled: bool
) -> CostEstimate:
    """The estimate for what the caller may see: each source of permissions that is not cached takes one call."""
    permissions = operation.loader.permissions
    await gathered([permissions.of(module) for module in sorted(set(_modules(operation.plan.root)))])
    return estimate_of(operation, arguments, compiled=compiled)


async def check_budget(
    operation: OperationContext, arguments: ArgumentLookup, budget: CostBudget, *, compiled: bool
) -> None:
    """Raise CostTooHigh, before any record is read, if the operation may cost more than its budget."""
    estimate = await estimate_with_permissions(operation, arguments, compiled=compiled)
    for most, allowed, what in (
        (estimate.most_calls, budget.calls, "calls"),
        (estimate.most_credits, budget.credits, "credits of Zoho CRM"),
    ):
        if allowed is not None and most > allowed:
            raise CostTooHigh(
                f"The operation may take up to {most:,} {what}; {allowed:,} are allowed."
                + _advice(estimate.dearest(credits_alone=what != "calls"))
            )


def most_walked(budget: CostBudget) -> int:
    """How many pages one page of an exact view may be looked for in: no more than the budget has calls."""
    return MOST_WALKED if budget.calls is None else max(1, min(MOST_WALKED, budget.calls))


def _advice(dearest: PlaceEstimate | None) -> str:
    if dearest is None:
        return ""
    place = ".".join(dearest.place)
    return f" `{place}` takes up to {dearest.most:,} of the calls: ask for fewer records there or above it (`first`)."


def _modules(selected: Iterable[SelectedField]) -> Iterator[Module]:
    """Every module whose records the operation asks for."""
    for each in selected:
        if isinstance(each.declared, SourcedField):
            yield from each.declared.asked_modules(each)
        for below in each.below.values():
            yield from _modules(below)
