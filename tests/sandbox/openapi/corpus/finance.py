"""What a module of Books or Billing is asked when it is read: both take the same queries, and refuse the same."""

from collections.abc import Sequence

from tests.sandbox.openapi.steps import Step


def reading(module: str, rows: str, id_key: str, queries: Sequence[str], unknown: str) -> list[Step]:
    """Its list, for each query the first record found, and the usual refusals. `rows` is the key of its rows."""
    steps = [Step(f"GET /{module}?per_page=25"), Step(f"GET /{module}?page=99")]
    for query in queries:
        steps.append(Step(f"GET /{module}?per_page=10&{query}", keep=f"id={rows}[0].{id_key}"))
        steps.append(Step(f"GET /{module}/{{id}}"))
    return [
        *steps,
        Step(f"GET /{module}/{unknown}", status=404),
        Step(f"GET /{module}?per_page=none", status=400),
        Step(f"GET /{module}", persona="expired", status=401),
    ]
