"""What the reads of a survey were answered. It stays in memory: the report has shapes of it and no values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.answers import parsed
from adapters.messages import Response
from domain.errors import ServiceName, SuitegraphError
from domain.json_values import mapping, mappings
from domain.modules.module import Module
from domain.queries import Row

Side = Literal["list", "single"]


@dataclass(frozen=True, slots=True)
class Observation:
    """The answer to one read; `status` is 0 where none came.

    `endpoint` has names in the places of ids, `plain` is the body with its numbers as JSON has them, `body` as the
    gateway reads it. Of a `module` it is the list or the single record under `rows_key`, within the object under
    `inside` where there is one; an empty `rows_key` stands for the body itself.
    """

    service: ServiceName
    endpoint: str
    status: int = 0
    body: Any = None
    plain: Any = None
    module: Module | None = None
    side: Side | None = None
    rows_key: str | None = None
    inside: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the product answered what was asked, which may be nothing."""
        is_refusal = self.code not in {"", "0"} or "error" in mapping(self.body)
        return 200 <= self.status < 300 and not is_refusal

    @property
    def code(self) -> str:
        """The product's own code, empty where there is none."""
        return str(mapping(self.body).get("code", ""))

    @property
    def rows(self) -> list[Row]:
        """The records in the answer, as the gateway reads them."""
        return _rows(self.body, self.inside, self.rows_key)

    @property
    def plain_rows(self) -> list[Row]:
        """The records in the answer, as JSON has them."""
        return _rows(self.plain, self.inside, self.rows_key)


def _rows(body: Any, inside: str | None, key: str | None) -> list[Row]:
    if key is None:
        return []
    outer = mapping(body) if inside is None else mapping(mapping(body).get(inside))
    held = outer.get(key) if key else outer
    return mappings(held) if isinstance(held, list) else [mapping(held)] if isinstance(held, dict) else []


def bodies_of(service: ServiceName, response: Response) -> tuple[Any, Any]:
    """The body as the gateway reads it and as JSON has it, None twice for what is no JSON."""
    try:
        return parsed(service, response), json.loads(response.body)
    except (SuitegraphError, ValueError, RecursionError):
        return None, None


@dataclass(frozen=True, slots=True)
class Observations:
    """Everything that a survey was answered."""

    all: tuple[Observation, ...]

    def at(self, service: ServiceName, endpoint: str) -> Observation:
        """The answer of an endpoint; one without a status where it was not asked."""
        return next(
            (each for each in self.all if each.service == service and each.endpoint == endpoint),
            Observation(service, endpoint),
        )

    def of(self, service: ServiceName) -> Iterable[Observation]:
        """The answers of one product."""
        return (each for each in self.all if each.service == service)

    def calls(self) -> Mapping[str, int]:
        """How many reads each product was asked."""
        services = [each.service for each in self.all]
        return {service: services.count(service) for service in dict.fromkeys(services)}
