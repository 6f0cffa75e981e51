"""What every answer of Billing looks like: the envelope, and the named ways to refuse (Billing API, "Errors")."""

from dataclasses import dataclass
from json import dumps

from starlette.responses import Response

from sandbox.store import Body


@dataclass(frozen=True, slots=True)
class BillingResponse:
    """A status and the JSON body with `code` and `message`."""

    status: int
    body: Body

    def response(self) -> Response:
        """The reply as it goes out."""
        content = dumps(self.body, separators=(",", ":"))
        return Response(content, self.status, media_type="application/json;charset=UTF-8")


class BillingRefusal(Exception):
    """A call that Billing refuses."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.reply = BillingResponse(status, {"code": code, "message": message})


def success(content: Body | None = None, message: str = "success", status: int = 200) -> BillingResponse:
    """`code` 0 with the content beside it."""
    return BillingResponse(status, {"code": 0, "message": message, **(content or {})})


def not_found(label: str) -> BillingRefusal:
    """The path names a record that is not there."""
    return BillingRefusal(404, 1002, f"{label} does not exist.")


def unresolved(label: str) -> BillingRefusal:
    """The body or the query names a record that is not there."""
    return BillingRefusal(400, 1002, f"{label} does not exist.")


def invalid(label: str) -> BillingRefusal:
    """A known parameter or field has a value that it cannot have."""
    return BillingRefusal(400, 2, f"Invalid value passed for {label}")


def missing(label: str) -> BillingRefusal:
    """A mandatory field or parameter is absent or empty."""
    return BillingRefusal(400, 4, f"{label} is missing or empty.")


def against_the_rules(sentence: str) -> BillingRefusal:
    """The values are fine, but the record's state or a rule of the product forbids it."""
    return BillingRefusal(400, 4, sentence)
