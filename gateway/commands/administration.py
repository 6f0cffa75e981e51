"""`suitegraph integration`: operations of the graph with an administrator's token, by the same runner as any other."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from domain.caller import caller_of
from domain.errors import SuitegraphError
from gateway.service import service_of
from gateway.session import open_session
from gateway.settings import Settings
from schema.engine.execute.runner import OperationRequest

STATUS = """
{ integration {
  members limit limitReason
  settings { booksOrganization billingOrganization modules defaultTemplate migration keepsUsage usageDays version }
  checks { name state whatToDo }
} }
"""
SET_UP = "mutation { setUpIntegration { booksOrganization } }"
CHECKS = "{ integration { checks { name state whatToDo } } }"
TEMPLATES = "{ integration { templates { name title members builtIn grants { module actions } } } }"
USERS = """
query ($after: String) { integrationUsers(first: 200, after: $after) {
  nodes { email name state template } pageInfo { hasNextPage endCursor }
} }
"""
PLANNED = """
  id state summary betterTemplate keptOperations notes refused { email outcome }
  groups { profile users emails modules { module gained lost } lostFields losingUsers lostOperations
    documents { client version document fields } }
"""
PLAN = f"""mutation ($input: IntegrationChangeInput!, $days: Int!) {{
  planIntegrationChange(input: $input, days: $days) {{ {PLANNED} }}
}}"""
APPLY = f"mutation ($id: ID!) {{ applyIntegrationPlan(id: $id) {{ {PLANNED} }} }}"
ADD_FILE = """
mutation ($csv: String!, $template: String, $rehearsal: Boolean!) {
  addIntegrationUsersFromCsv(csv: $csv, template: $template, rehearsal: $rehearsal) {
    results { email outcome message } doneCount refusedCount
  }
}
"""


# Rows of a file that are added by one mutation.
AT_ONCE = 500


class OperationRefusedError(Exception):
    """The gateway refused an operation; the message says why, with its code."""


async def answer_of(
    settings: Settings, secret: str, data_centre: str, document: str, variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The value of the only root field. Raises OperationRefusedError, and StoreError where the database fails."""
    service = service_of(settings)
    try:
        caller = caller_of(secret, data_centre, service.partition_key)
        async with service.connected(), open_session(service, caller) as session:
            request = OperationRequest(document, dict(variables or {}))
            async for payload in service.runner.run(session, request):
                if payload.errors:
                    raise OperationRefusedError(_words(payload.errors[0]))
                [value] = (payload.data or {}).values()
                return cast("dict[str, Any]", value)
    except SuitegraphError as error:
        raise OperationRefusedError(f"{error.code}: {error.message}") from error
    raise OperationRefusedError("The gateway gave no answer.")


def parts_of_file(text: str) -> list[tuple[str, int]]:
    """A CSV file in parts of AT_ONCE rows, each with the line that names the columns, and how many rows it has."""
    first, *lines = text.splitlines() or [""]
    parts = [lines[start : start + AT_ONCE] for start in range(0, len(lines), AT_ONCE)] or [[]]
    return [("\n".join([first, *part]), len(part)) for part in parts]


def check_lines(checks: list[dict[str, Any]]) -> Iterator[str]:
    """The checks for people, a line each."""
    for each in checks:
        advice = f": {each['whatToDo']}" if each["whatToDo"] else ""
        yield f"{each['state'].lower():<9} {each['name']}{advice}"


def plan_lines(plan: Mapping[str, Any]) -> Iterator[str]:
    """A plan for people: its sentence, then what it does to each group."""
    yield f"{plan['id']} ({plan['state'].lower()})"
    yield plan["summary"]
    for group in plan["groups"]:
        yield f"{group['users']} of profile {group['profile'] or 'unknown'}: {', '.join(group['emails'][:5])}"
        for each in group["modules"]:
            signs = [f"+{action.lower()}" for action in each["gained"]] + [
                f"-{action.lower()}" for action in each["lost"]
            ]
            yield f"  {each['module']}: {' '.join(signs)}"
        for each in group["documents"]:
            yield f"  {each['client']} {each['version']}: {each['document']} loses {', '.join(each['fields'])}"
    yield from (f"{each['email']}: {each['outcome']}" for each in plan["refused"])
    yield from plan["notes"]


def _words(error: Mapping[str, Any]) -> str:
    return f"{error['extensions']['code']}: {error['message']}"
