"""Plans of changes: who would gain and lose what, and the button that makes the change while the world is the same."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput, NotFound
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, changed, cursor_in, next_page, read
from gateway.pages.integration_documents import APPLY_PLAN, PLAN, PLAN_CHANGE, PLANS
from gateway.pages.visits import Visit

# Changes that somebody else makes, by their names in a stored plan.
ELSEWHERE = ("policy_file", "linked_records")


async def plans_page(visit: Visit) -> Response:
    """The plans, the newest first."""
    after = cursor_in(visit)
    data, problems = await read(visit, PLANS, {"after": after})
    plans = value_at(data, "integrationPlans")
    return visit.page(
        "integration_plans.html",
        plans=value_at(plans, "nodes") or [],
        is_first=after is None,
        first_page=address_of("/plans"),
        next_page=next_page("/plans", plans),
        problems=problems,
    )


async def plan_page(visit: Visit) -> Response:
    """One plan with its differences. Raises NotFound."""
    return await _plan(visit, str(visit.request.path_params["id"]))


async def apply_plan(visit: Visit) -> Response:
    """Make the change that was planned; why it cannot be made stands on the plan's page. Raises NotFound."""
    await visit.form()
    id_ = str(visit.request.path_params["id"])
    try:
        await changed(visit, APPLY_PLAN, {"id": id_})
    except BadUserInput as refusal:
        return await _plan(visit, id_, refusal.message)
    return visit.redirect(address_of(f"/plans/{id_}"))


async def planned(visit: Visit, change: Mapping[str, Any]) -> Response:
    """Plan a change, and open the plan. Raises BadUserInput."""
    data = await changed(visit, PLAN_CHANGE, {"input": change})
    return visit.redirect(address_of(f"/plans/{value_at(data, 'planIntegrationChange', 'id')}"))


async def plan_elsewhere(visit: Visit) -> Response:
    """Plan a change that the gateway does not make itself: the operator's policy, or records of CRM.

    Raises BadUserInput.
    """
    form = await visit.form()
    kind = str(form.get("kind", ""))
    if kind == "policy_file":
        return await planned(visit, {"policyFile": str(form.get("text", ""))})
    if kind == "linked_records":
        ids = str(form.get("ids", "")).replace(",", " ").split()
        return await planned(visit, {"linkedRecords": {"type": str(form.get("type", "")), "ids": ids}})
    raise BadUserInput("The form names no change.")


async def _plan(visit: Visit, id_: str, refusal: str | None = None) -> Response:
    data, problems = await read(visit, PLAN, {"id": id_})
    plan: dict[str, Any] | None = value_at(data, "integrationPlan")
    if plan is None:
        raise NotFound(*problems[:1] or ["There is no such plan."])
    change: dict[str, Any] = json.loads(plan["change"])
    return visit.page(
        "integration_plan.html",
        400 if refusal else 200,
        plan=plan,
        elsewhere=next((name for name in ELSEWHERE if change.get(name) is not None), None),
        change=str(change.get("policy_file") or json.dumps(change, indent=2, ensure_ascii=False)),
        problems=[*([refusal] if refusal else []), *problems],
    )
