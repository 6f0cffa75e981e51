"""What restated the closed periods that a reader keeps, record by record."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from resolvers.analytics.kept_results import Restated
from schema.analytics.words import RestatementCause
from schema.shared.scalar_texts import day_text, decimal_text, instant_text


@strawberry.type(description="By how much a record changed a figure of a closed period since you kept it.")
class ReportRestatement:
    """One restatement."""

    measure: str = strawberry.field(description="Id of the measure.")
    starts_on: date | None = strawberry.field(description="First day of the period.")
    ends_on: date | None = strawberry.field(description="The day after the period.")
    segment: list[str | None] = strawberry.field(description="Values of what the report is grouped by, in its order.")
    before: Decimal | None = strawberry.field(description="The figure as you kept it; null where there was none.")
    after: Decimal | None = strawberry.field(description="The figure now; null where there is none.")
    operand: str = strawberry.field(description="The operand of the formula that the record adds to.")
    record_id: str = strawberry.field(description="The record's id in its product.")
    amount: Decimal = strawberry.field(
        description="What the record adds more than then; over all records it is the difference of the operand."
    )
    cause: RestatementCause = strawberry.field(description="What happened.")
    why: str = strawberry.field(description="Why it counts now; where it does no longer, why it did.")
    sources: str | None = strawberry.field(description="Ids of the events that say so now and were not there then.")
    author: str | None = strawberry.field(
        description="Who made the change, by the activity of its instant in Billing; null where no activity or "
        "several may have made it, or you may not see activities. Those of the first 20 subscriptions are read, one "
        "call each."
    )


@strawberry.type(description="The closed periods that you keep of a report, beside what they come to now.")
class KeptPeriods:
    """What is kept of a result."""

    kept_at: datetime = strawberry.field(description="When you kept them.")
    restatements: list[ReportRestatement] = strawberry.field(
        description="What restated their figures since; empty where none has changed."
    )


def kept_shown(restated: Restated) -> KeptPeriods:
    """What is kept as the graph shows it."""
    changes = [
        ReportRestatement(
            measure=each.measure,
            starts_on=day_text(each.key.starts_on),
            ends_on=day_text(each.key.ends_on),
            segment=[*each.key.segment],
            before=None if each.before is None else decimal_text(each.before),
            after=None if each.after is None else decimal_text(each.after),
            operand=each.operand,
            record_id=each.record,
            amount=decimal_text(each.amount),
            cause=each.cause,
            why=each.why,
            sources=each.sources,
            author=restated.authors.get((each.record, each.sources)),
        )
        for each in restated.changes
    ]
    return KeptPeriods(kept_at=instant_text(restated.kept_at), restatements=changes)
