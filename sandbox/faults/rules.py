"""Faults by rule: which call goes wrong on purpose, and how."""

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
    """One rule as it is asked for. `count` is how many times it strikes before it is used up."""

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
        """Whether no call could get through: then the product's own port is shut as well."""
        narrowed = self.path is not None or self.method is not None or self.count is not None
        return self.kind == "refused" and self.probability == 1 and not narrowed


def rules_of(body: object) -> list[Rule]:
    """The rules in a decoded JSON body; a ValueError says what is wrong with it."""
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
    """A rule in force: its own dice, seeded by its place in the list by default, and the strikes that it has left."""

    def __init__(self, rule: Rule, place: int) -> None:
        self.rule = rule
        self.left = rule.count
        self._path = re.compile(rule.path or "")
        self._dice = Random(place if rule.seed is None else rule.seed)

    def strikes(self, product: str, method: str, path: str) -> bool:
        """Whether the rule strikes this call, which then counts."""
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
        self._armed: list[_ActiveRule] = []

    def replace(self, rules: Iterable[Rule]) -> None:
        """Put these rules in force in place of all others."""
        self._armed = [_ActiveRule(rule, place) for place, rule in enumerate(rules)]
        shut = {armed.rule.product for armed in self._armed if armed.rule.shuts_port}
        self._ports.shut_only(PRODUCTS if "*" in shut else shut)

    def clear(self) -> None:
        """Take every rule away."""
        self.replace([])

    def in_force(self) -> list[dict[str, Any]]:
        """The rules as JSON, `count` being the strikes that are left; used up ones are gone."""
        return [
            armed.rule.model_dump(exclude_unset=True) | ({} if armed.left is None else {"count": armed.left})
            for armed in self._armed
            if armed.left != 0
        ]

    def striking(self, product: str, method: str, path: str) -> list[Rule]:
        """The rules that strike this call: any latencies, then the first of another kind."""
        struck: list[Rule] = []
        for armed in self._armed:
            if armed.strikes(product, method, path):
                struck.append(armed.rule)
                if armed.rule.kind != "latency":
                    break
        return struck
