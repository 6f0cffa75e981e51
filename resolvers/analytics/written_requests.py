"""What a report was asked, as JSON that the store keeps with a run."""

from fractions import Fraction
from typing import Any

import msgspec

from domain.errors import BadUserInput
from domain.kpis.requests import ReportRequest


def written_request(request: ReportRequest) -> str:
    """What a report was asked, as JSON."""
    return msgspec.json.encode(request, enc_hook=str).decode()


def request_written(text: str) -> ReportRequest:
    """What a report was asked. Raises BadUserInput where another version of the gateway wrote it."""
    try:
        return msgspec.json.decode(text, type=ReportRequest, dec_hook=_read)
    except msgspec.ValidationError:
        raise BadUserInput("The run was started by another version of the gateway: start it again.") from None


def _read(kind: type, text: Any) -> object:
    if kind is not Fraction:
        raise NotImplementedError(kind)
    return Fraction(text)
