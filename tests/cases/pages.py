"""Case pages: a behaviour as a page that people read and this reads too.

A page is Markdown: a title that is a true sentence, words, then a list of facts and the blocks that follow it:

    - Caller: sales
    - Calls: crm 1, books 2
    - Status: 200
    - Header: Suitegraph-Organization: 460000000000200
    - Faults: [{"product": "books", "kind": "status", "status": 500}]
    - Before: POST /_sandbox/approvals {"estimates": {"type": "simple"}}
    - Mail: samir@x.example to buyer@y.example: Estimate QT-1

    ```graphql
    query
    ```

    ```json variables
    {"after": "{{accounts.pageInfo.endCursor}}"}
    ```

    ```json
    the answer
    ```

Only `Caller` is needed. `Calls` are the requests that were sent: a composite request of CRM is one, whatever it
carries. Several such parts may follow one another; `{{path}}` in variables stands for a value of the answer before. The
caller is known to the gateway already, unless the page says `- Caller: sales, unknown`; then calls count from nothing.
No answer of a product is kept from the part before. Request ids are written as `<id>`, ids of saved views as `<view>`.
What an answer tells of its cost is compared with `Calls` and not shown. `Before` is asked of the sandbox with the
administrator's token; `Mail` is what was mailed in the part. `pytest --write-cases` writes answers, calls and mail.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

FACT = re.compile(r"^- (Caller|Calls|Status|Header|Faults|Before|Mail): (.*)$", re.MULTILINE)
BLOCK = re.compile(r"^```(graphql|json variables|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VIEW_ID = re.compile(r"view_[0-9a-f]{24}")
PLACE = re.compile(r"\{\{([\w.]+)\}\}")


@dataclass(slots=True)
class Part:
    """One question of a page and what it says of the answer."""

    caller: str = ""
    unknown: bool = False
    calls: dict[str, int] = field(default_factory=dict[str, int])
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    faults: list[Any] = field(default_factory=list[Any])
    before: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])
    mail: str | None = None
    query: str = ""
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    answer: Any = None
    spans: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])


@dataclass(slots=True)
class CasePage:
    """A page: where it lies, its title and its parts."""

    path: Path
    text: str
    title: str
    parts: list[Part]


def _calls(text: str) -> dict[str, int]:
    if text.strip() in {"none", ""}:
        return {}
    return {product: int(count) for product, count in (item.split() for item in text.split(","))}


def told_calls(bill: dict[str, int]) -> str:
    """The calls as a page writes them."""
    return ", ".join(f"{product} {count}" for product, count in sorted(bill.items())) or "none"


def page_at(path: Path) -> CasePage:
    """The page, read. Raises ValueError for one that lacks a title, a caller or a query."""
    text = path.read_text(encoding="utf-8")
    title = text.split("\n", 1)[0].removeprefix("# ").strip()
    marks = sorted([*FACT.finditer(text), *BLOCK.finditer(text)], key=lambda match: match.start())
    parts: list[Part] = []
    for mark in marks:
        if mark[1] == "Caller":
            parts.append(Part())
        if not parts:
            raise ValueError(f"{path}: a part begins with `- Caller:`")
        _put(parts[-1], mark)
    if not text.startswith("# ") or not parts or not all(part.caller and part.query for part in parts):
        raise ValueError(f"{path}: a page has a title, and a caller and a query in each part")
    return CasePage(path, text, title, parts)


def _put(part: Part, mark: re.Match[str]) -> None:
    kind, content = mark[1], mark[2].strip()
    part.spans[kind] = mark.span(2)
    if kind == "Caller":
        part.caller, part.unknown = content.split(",")[0].strip(), content.endswith("unknown")
    elif kind == "Calls":
        part.calls = _calls(content)
    elif kind == "Status":
        part.status = int(content)
    elif kind == "Header":
        name, _, value = content.partition(":")
        part.headers[name.strip()] = value.strip()
    elif kind == "Faults":
        part.faults = json.loads(content)
    elif kind == "Before":
        method, path, body = content.split(" ", 2)
        part.before.append((method, path, json.loads(body)))
    elif kind == "Mail":
        part.mail = content
    elif kind == "graphql":
        part.query = content
    elif kind == "json variables":
        part.variables = json.loads(content)
    else:
        part.answer = json.loads(content)


def filled(variables: Any, before: Any) -> Any:
    """The variables with every `{{path}}` replaced by the value at that path of the answer before."""
    if isinstance(variables, str):
        whole = PLACE.fullmatch(variables)
        return _at(before, whole[1]) if whole else variables
    if isinstance(variables, dict):
        return {key: filled(value, before) for key, value in cast("dict[str, Any]", variables).items()}
    if isinstance(variables, list):
        return [filled(value, before) for value in cast("list[Any]", variables)]
    return variables


def _at(answer: Any, path: str) -> Any:
    value = answer["data"]
    for step in path.split("."):
        value = value[int(step)] if step.isdecimal() else value[step]
    return value


def taken_cost(body: Any) -> Any:
    """What the answer tells of its cost, taken out of it; None where nothing was executed."""
    cost = body.get("extensions", {}).pop("cost", None)
    if body.get("extensions") == {}:
        del body["extensions"]
    return cost


def comparable(body: Any) -> Any:
    """The answer with `<id>` for each request id, and `<view>` for each id of a saved view."""
    for error in body.get("errors", []):
        if "requestId" in error.get("extensions", {}):
            error["extensions"]["requestId"] = "<id>"
        # tests/gateway/http/test_coordinates.py is about them.
        error.get("extensions", {}).pop("coordinate", None)
    return json.loads(VIEW_ID.sub("<view>", json.dumps(body)))


def told_mail(letters: list[dict[str, Any]]) -> str:
    """The mail as a page writes it."""
    return "; ".join(f"{each['from']['email']} to {', '.join(each['to'])}: {each['subject']}" for each in letters)


def rewritten(page: CasePage, told: list[tuple[Any, dict[str, int], str]]) -> str:
    """The page's text with these answers, calls and mail."""
    text = page.text
    for part, (body, bill, mail) in reversed(list(zip(page.parts, told, strict=True))):
        answer = json.dumps(body, indent=2, ensure_ascii=False)
        if "json" not in part.spans:
            raise ValueError(
                f"{page.path}: a part has no place for its answer; give it a block `json` that holds {{}}."
            )
        places = [(part.spans["json"], answer + "\n")]
        if "Calls" in part.spans:
            places.append((part.spans["Calls"], told_calls(bill)))
        if "Mail" in part.spans:
            places.append((part.spans["Mail"], mail or "none"))
        for (start, end), content in sorted(places, reverse=True):
            text = text[:start] + content + text[end:]
    return text
