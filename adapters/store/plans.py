"""Planned changes to integration users, in the store."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, or_, select

from adapters.store.database import Database
from adapters.store.engines import writing
from adapters.store.integration_tables import IntegrationPlanRow
from domain.integration_plans import IntegrationPlan, PlanEffect, PlanState

# Plans of one organisation; the oldest ones go, unless they were applied.
MOST_PLANS = 500


class PlanStore:
    """Each method is one transaction and raises SQLAlchemyError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def put(self, plan: IntegrationPlan) -> None:
        """Store a new plan."""
        await asyncio.to_thread(self._put, plan)

    async def plan(self, tenant: str, id_: str) -> IntegrationPlan | None:
        """A plan of an organisation."""
        return await asyncio.to_thread(self._plan, tenant, id_)

    async def page(self, tenant: str, first: int, before: tuple[datetime, str] | None) -> Sequence[IntegrationPlan]:
        """The newest plans, those made before one that is named by its instant and its id."""
        return await asyncio.to_thread(self._page, tenant, first, before)

    async def move(self, plan: IntegrationPlan, expected: PlanState) -> bool:
        """Store the state of a plan; False where it is no longer in the expected one, because somebody was first."""
        return await asyncio.to_thread(self._move, plan, expected)

    def _put(self, plan: IntegrationPlan) -> None:
        with Session(writing(self._engine)) as session:
            session.add(_row(plan))
            session.flush()
            kept = select(IntegrationPlanRow).where(
                IntegrationPlanRow.tenant == plan.tenant, IntegrationPlanRow.state == PlanState.PLANNED.value
            )
            for row in session.exec(kept.order_by(col(IntegrationPlanRow.made_at).desc()).offset(MOST_PLANS)):
                session.delete(row)
            session.commit()

    def _plan(self, tenant: str, id_: str) -> IntegrationPlan | None:
        with Session(self._engine) as session:
            row = session.get(IntegrationPlanRow, id_)
            return None if row is None or row.tenant != tenant else _plan_of(row)

    def _page(self, tenant: str, first: int, before: tuple[datetime, str] | None) -> Sequence[IntegrationPlan]:
        made_at, id_ = col(IntegrationPlanRow.made_at), col(IntegrationPlanRow.plan_id)
        wanted = select(IntegrationPlanRow).where(IntegrationPlanRow.tenant == tenant)
        if before is not None:
            at, last = before
            wanted = wanted.where(or_(made_at < at, (made_at == at) & (id_ < last)))
        with Session(self._engine) as session:
            return [_plan_of(row) for row in session.exec(wanted.order_by(made_at.desc(), id_.desc()).limit(first))]

    def _move(self, plan: IntegrationPlan, expected: PlanState) -> bool:
        with Session(writing(self._engine)) as session:
            row = session.get(IntegrationPlanRow, plan.id)
            if row is None or row.state != expected.value:
                return False
            session.merge(_row(plan))
            session.commit()
        return True


def _row(plan: IntegrationPlan) -> IntegrationPlanRow:
    return IntegrationPlanRow(
        plan_id=plan.id,
        tenant=plan.tenant,
        author=plan.author,
        made_at=plan.made_at,
        state=plan.state.value,
        seen=plan.seen,
        change=plan.change,
        effect=msgspec.json.encode(plan.effect).decode(),
        applied_at=plan.applied_at,
        applied_by=plan.applied_by,
    )


def _plan_of(row: IntegrationPlanRow) -> IntegrationPlan:
    return IntegrationPlan(
        id=row.plan_id,
        tenant=row.tenant,
        author=row.author,
        made_at=row.made_at,
        state=PlanState(row.state),
        seen=row.seen,
        change=row.change,
        effect=msgspec.json.decode(row.effect, type=PlanEffect),
        applied_at=row.applied_at,
        applied_by=row.applied_by,
    )
