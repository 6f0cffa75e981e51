"""Everything that can happen to a write between the gateway and a product."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

# The gateway's patience with one call, in seconds, where a trouble is that no answer comes.
ATTEMPT = 2.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault. `happens` is whether the product makes the write nevertheless; `told` how the first answer may read.

    `loses` is whether no answer says that it was made.
    """

    rule: Mapping[str, Any]
    happens: bool
    told: frozenset[str]
    loses: bool = True

    @property
    def waits(self) -> bool:
        """Whether the gateway's patience ends before an answer comes."""
        return self.rule["kind"] in {"hang", "hang_after"} or self.rule.get("seconds", 0.0) > ATTEMPT


def _before(kind: str, *told: str, **more: Any) -> Trouble:
    return Trouble({"kind": kind, **more}, happens=False, told=frozenset(told or ("unknown",)))


def _after(kind: str, **more: Any) -> Trouble:
    return Trouble({"kind": kind, **more}, happens=True, told=frozenset({"done"}))


TROUBLES: Mapping[str, Trouble] = {
    "nothing": Trouble({"kind": "latency", "seconds": 0.01}, happens=True, told=frozenset({"done"}), loses=False),
    "too late": _before("latency", seconds=2 * ATTEMPT),
    "refused": _before("refused"),
    "reset": _before("reset"),
    "hang": _before("hang"),
    "status 500": _before("status", status=500),
    "status 502": _before("status", status=502),
    "status 503": _before("status", status=503),
    "status 504": _before("status", status=504),
    "html 502": _before("html", status=502),
    "html 200": _before("html", status=200),
    "gzip bomb": _before("gzip_bomb"),
    "quota": _before("throttled", "error"),
    "token expired": _before("status", "error", "refused", status=401),
    "no right": _before("status", "refused", status=403),
    "no such address": _before("status", "error", status=404),
    "wrong value": _before("status", "error", "refused", status=400),
    "truncated": _after("truncated_json"),
    "malformed": _after("malformed_json"),
    "mislabelled": _after("wrong_content_type"),
    # Some writes want no more of an answer than its code.
    "hollow": replace(_after("hollow_json"), told=frozenset({"done", "unknown"}), loses=False),
    "reset after": _after("reset_after"),
    "hang after": _after("hang_after"),
    "status 500 after": _after("status_after", status=500),
    "status 502 after": _after("status_after", status=502),
}
