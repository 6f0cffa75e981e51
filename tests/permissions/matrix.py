"""The matrix of docs/permissions.md: what each persona may do in each module, and what is hidden from them."""

from typing import Any

from tests.graphs import Graph

BEGIN, END = "<!-- matrix -->\n", "<!-- end of matrix -->\n"
PERSONAS = ("admin", "sales", "legacy", "accountant", "billing", "assigned", "restricted", "outsider")
LETTERS = {
    "VIEW": "v", "CREATE": "c", "EDIT": "e", "DELETE": "d", "SEND": "s", "APPROVE": "a", "CONVERT": "o", "EXPORT": "x",
}  # fmt: skip
QUERY = """
{ viewer { permissions { modules { module type allowedActions assignedOnly
    deniedActions { action reason } hiddenFields { coordinate reason } readOnlyFields { coordinate } } } } }
"""


async def matrix(graph: Graph) -> str:
    """The tables as Markdown, from what the gateway tells each persona."""
    told = {persona: await _modules(graph, persona) for persona in PERSONAS}
    names = list(told["admin"])
    lines = [f"| module | {' | '.join(f'`{persona}`' for persona in PERSONAS)} |", "|---" * (len(PERSONAS) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(_cell(told[persona][name]) for persona in PERSONAS)} |" for name in names]
    lines += ["", "| persona | the graph leaves out | fields that stay null | fields that cannot be changed |"]
    lines += ["|---|---|---|---|"]
    # What not even an administrator can change is the product's own.
    nobodys = _coordinates(told["admin"], "readOnlyFields")
    for persona, modules in told.items():
        fixed = [each for each in _coordinates(modules, "readOnlyFields") if each not in nobodys]
        null = _coordinates(modules, "hiddenFields")
        lines.append(
            f"| `{persona}` | {_left_out(modules)} | {', '.join(null) or 'none'} | {', '.join(fixed) or 'none'} |"
        )
    return "\n".join(lines) + "\n"


async def _modules(graph: Graph, persona: str) -> dict[str, Any]:
    data = (await graph.ask(persona, QUERY)).data
    return {module["module"]: module for module in data["viewer"]["permissions"]["modules"]}


def _cell(module: Any) -> str:
    letters = "".join(LETTERS[action] for action in module["allowedActions"])
    return f"{letters or '-'}{' (assigned)' if module['assignedOnly'] else ''}"


def _left_out(modules: dict[str, Any]) -> str:
    reasons: dict[str, list[str]] = {}
    for module in modules.values():
        for denied in module["deniedActions"]:
            if denied["action"] == "VIEW":
                reasons.setdefault(denied["reason"], []).append(module["type"])
    return "; ".join(f"{', '.join(types)} ({reason})" for reason, types in reasons.items()) or "nothing"


def _coordinates(modules: dict[str, Any], key: str) -> list[str]:
    return [field["coordinate"] for module in modules.values() for field in module[key]]
