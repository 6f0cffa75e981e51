"""The rules that say which calls go wrong on purpose, and how."""

import re
from collections.abc import Collection, Iterable
from random import Random
from typing import Any, Literal, cast, get_args

from sqlmodel import Field, SQLModel

from sandbox.ports import Ports

ProductName = Literal["accounts", "crm", "books", "billing"]
PRODUCTS: tuple[ProductName, ...] = get_args(ProductName)
Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
FaultKind = Literal[
    "latency",
    "refused",
    "reset",
    "hang",
    "truncated_json",
    "malformed_json",
    "html",
    "wrong_content_type",
    "status",
    "throttled",
    "gzip_bomb",
    "reset_after",
    "hang_after",
    "status_after",
    "hollow_json",
]

PARAMETERS: dict[str, Collection[FaultKind]] = {
    "seconds": ("latency",),
    "status": ("status", "html", "status_after"),
    "content_type": ("wrong_content_type",),
    "retry_after": ("throttled",),
}


class Rule(SQLModel):
    """One rule as it is requested. It applies `count` times and is exhausted then."""

    model_config = {"extra": "forbid", "strict": True}

    product: ProductName | Literal["*"]
    kind: FaultKind
    path: str | None = None
    method: Method | None = None
    probability: float = Field(default=1.0, ge=0, le=1)
    count: int | None = Field(default=None, ge=1)
    seed: int | None = None
    seconds: float = Field(default=1.0, ge=0)
    status: int = Field(default=502, ge=200, le=599)
    content_type: str = "text/plain"
    retry_after: int | str | None = None

    @property
    def shuts_port(self) -> bool:
        """Whether no call can get through, so that the product's own port is shut as well."""
        narrowed = self.path is not None or self.method is not None or self.count is not None
        return self.kind == "refused" and self.probability == 1 and not narrowed


def rules_of(body: object) -> list[Rule]:
    """Return the rules of a decoded JSON body; a ValueError says what is wrong with the body."""
    if not isinstance(body, list):
        raise ValueError("a list of rules is expected")  # noqa: TRY004  # one error type for everything wrong
    return [_rule(each) for each in cast("list[object]", body)]


def _rule(body: object) -> Rule:
    rule = Rule.model_validate(body)
    for name, kinds in PARAMETERS.items():
        if name in rule.model_fields_set and rule.kind not in kinds:
            raise ValueError(f"{name} is no parameter of {rule.kind}")
    for name in ("content_type", "retry_after"):
        value = str(getattr(rule, name))
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} cannot be sent in a header")
    try:
        re.compile(rule.path or "")
    except re.error as error:
        raise ValueError(f"path is not a regular expression: {error}") from error
    return rule


class _ActiveRule:
    """A rule in force, with a random stream of its own and the number of times that it still applies."""

    def __init__(self, rule: Rule, place: int) -> None:
        self.rule = rule
        self.left = rule.count
        self._path = re.compile(rule.path or "")
        self._dice = Random(place if rule.seed is None else rule.seed)

    def applies(self, product: str, method: str, path: str) -> bool:
        """Whether the rule applies to this call. A call that it applies to is counted."""
        rule = self.rule
        if self.left == 0 or rule.product not in ("*", product) or rule.method not in (None, method):
            return False
        if self._path.search(path) is None or self._dice.random() >= rule.probability:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """The rules that are in force, in the order in which they are tried."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._active: list[_ActiveRule] = []

    def replace(self, rules: Iterable[Rule]) -> None:
        """Put these rules in force in place of all others."""
        self._active = [_ActiveRule(rule, place) for place, rule in enumerate(rules)]
        shut = {active.rule.product for active in self._active if active.rule.shuts_port}
        self._ports.shut_only(PRODUCTS if "*" in shut else shut)

    def clear(self) -> None:
        """Remove all rules."""
        self.replace([])

    def in_force(self) -> list[dict[str, Any]]:
        """The rules as JSON. `count` is how often a rule still applies; exhausted rules are left out."""
        return [
            active.rule.model_dump(exclude_unset=True) | ({} if active.left is None else {"count": active.left})
            for active in self._active
            if active.left != 0
        ]

    def matching(self, product: str, method: str, path: str) -> list[Rule]:
        """The rules that apply to this call: all latencies up to the first rule of another kind, and that rule."""
        matching: list[Rule] = []
        for active in self._active:
            if active.applies(product, method, path):
                matching.append(active.rule)
                if active.rule.kind != "latency":
                    break
        return matching
