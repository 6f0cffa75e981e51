"""The bill of an operation before it runs, and its refusal where that may be too high."""

from collections.abc import Iterable, Iterator

from domain.costs import CostBudget
from domain.errors import CostTooHigh
from domain.sources import Module
from resolvers.gathering import gathered
from schema.engine.declare import registry
from schema.engine.declare.fields import NodeField, RowsField
from schema.engine.declare.operation import ArgumentLookup, OperationContext
from schema.engine.declare.payloads import ChangedField
from schema.engine.declare.selections import SelectedField
from schema.engine.declare.sub_resources import SubResourceField
from schema.engine.execute.estimate import CostEstimate, PlaceEstimate, estimate_of, target_of


async def estimate_with_permissions(
    operation: OperationContext, given: ArgumentLookup, *, compiled: bool
) -> CostEstimate:
    """The estimate for what the caller may see: what is not remembered of their permissions takes a call a fact."""
    permissions = operation.loader.permissions
    await gathered([permissions.of(module) for module in sorted(set(_modules(operation.plan.root)))])
    return estimate_of(operation, given, compiled=compiled)


async def check_budget(
    operation: OperationContext, given: ArgumentLookup, budget: CostBudget, *, compiled: bool
) -> None:
    """Raise CostTooHigh, before any record is asked for, where the operation may cost more than its budget."""
    estimate = await estimate_with_permissions(operation, given, compiled=compiled)
    for most, allowed, what in (
        (estimate.most_calls, budget.calls, "calls"),
        (estimate.most_credits, budget.credits, "credits of Zoho CRM"),
    ):
        if allowed is not None and most > allowed:
            raise CostTooHigh(
                f"The operation may take up to {most:,} {what}; {allowed:,} are allowed."
                + _advice(estimate.dearest(credits_alone=what != "calls"))
            )


def _advice(dearest: PlaceEstimate | None) -> str:
    if dearest is None:
        return ""
    place = ".".join(dearest.place)
    return f" `{place}` takes up to {dearest.most:,} of the calls: ask for fewer records there or above it (`first`)."


def _modules(chosen: Iterable[SelectedField]) -> Iterator[Module]:
    """Every module whose records the operation asks for."""
    for each in chosen:
        declared = each.field.extensions.get("strawberry-definition")
        if isinstance(declared, NodeField | ChangedField):
            yield from (registry.module_of(name) for name, fields in each.below.items() if fields)
        elif isinstance(declared, SubResourceField):
            # Whoever comes so far has been asked about the record's own module.
            continue
        elif isinstance(declared, RowsField):
            yield registry.module_of(target_of(declared))
        for below in each.below.values():
            yield from _modules(below)
