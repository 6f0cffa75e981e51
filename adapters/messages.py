"""Requests to products and their responses."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from yarl import URL

from adapters.data_centres import DataCentre
from domain.costs import CallParameters
from domain.errors import ServiceName, UpstreamUnavailable
from domain.journal import RecordedCall
from domain.queries import RECORD_CODE

NAMES: Mapping[ServiceName, str] = {
    "accounts": "Zoho Accounts",
    "crm": "Zoho CRM",
    "books": "Zoho Books",
    "billing": "Zoho Billing",
}
_OBJECT = msgspec.json.Decoder(dict[str, Any], float_hook=str)

# Path segments of the products that the pattern of ids and codes does not allow.
EXTRA_SEGMENTS = frozenset({"__timeline", "__composite_requests"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to upload: `size` bytes in `pieces`, sent as the part of a form with the name `part`."""

    part: str
    name: str
    media_type: str
    size: int
    pieces: Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a product. Each member of `path` is one segment; a value that could leave its segment is refused.

    `is_file` says that a file is uploaded or downloaded, which may take long.
    """

    service: ServiceName
    path: tuple[str, ...]
    params: CallParameters = ()
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    reads: bool = True
    upload: Upload | None = field(default=None, compare=False)
    is_file: bool = False

    def __hash__(self) -> int:
        # Of what tells reads apart: they are looked up several times on their way.
        return hash((self.service, self.path, self.params))

    def check(self) -> None:
        """Raise UpstreamUnavailable for a segment outside the allow-list.

        The ids that clients send are checked before, so that such a segment came from the product.
        """
        if any(RECORD_CODE.fullmatch(segment) is None and segment not in EXTRA_SEGMENTS for segment in self.path):
            text = f"{NAMES[self.service]} sent a record with a malformed id."
            raise UpstreamUnavailable(text, service=self.service, detail="a path segment is outside the allow-list")

    def url(self, data_centre: DataCentre) -> URL:
        """The address of the request in a data centre."""
        path = "/".join(quoted(segment) for segment in self.path)
        query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in self.params)
        return URL(f"{data_centre.base(self.service)}/{path}{'?' if query else ''}{query}", encoded=True)


def quoted(text: str) -> str:
    """What `urllib.parse.quote` returns with nothing safe: quicker for ids and names, alone or in lists."""
    plain = text.replace(",", "").replace("_", "")
    if plain.isascii() and plain.isalnum():
        return text.replace(",", "%2C")
    return quote(text, safe="")


@dataclass(frozen=True, slots=True)
class SentWrite:
    """A write that was sent, or was about to be sent; `status` is 0 where no answer came."""

    request: Request
    status: int

    def recorded(self) -> RecordedCall:
        """The call as it is recorded in the audit log: a body that is no JSON object is left out."""
        request, body = self.request, None
        if request.body:
            try:
                body = _OBJECT.decode(request.body)
            except msgspec.DecodeError:
                body = None
        params = f"?{urlencode(request.params)}" if request.params else ""
        path = f"/{'/'.join(request.path)}{params}"
        return RecordedCall(request.service, request.method, path, body, self.status)


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of a product, its body whole and inflated."""

    status: int
    headers: Mapping[str, str]
    body: bytes
