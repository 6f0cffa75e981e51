"""A visit: one request of a browser for a page, with the caller of its session and a way to ask the graph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.caller import Caller
from domain.costs import Costs
from domain.errors import BadRequest
from gateway.http.disconnect_watch import WatchedReceive, while_connected
from gateway.pages.rendering import PAGE_HEADERS, page_response
from gateway.service import GatewayService
from gateway.session import open_session
from resolvers.journal import RequestMetadata
from schema.engine.execute.payloads import Payload
from schema.engine.execute.runner import OperationRequest

if TYPE_CHECKING:
    from gateway.sign_in.sessions import SignedIn
    from gateway.sign_in.way_in import WayIn

HOME = "/analytics"
INTEGRATION_HOME = "/integration"
SIGN_IN = f"{HOME}/sign-in"
# Where a form may lead back to: a page of ours, never another site.
OUR_PAGE = re.compile(r"/(?:analytics|integration)(/[A-Za-z0-9_./~%=-]*)?(\?[A-Za-z0-9_./~%=&+:,-]*)?", re.ASCII)
LONGEST_ADDRESS = 2000
CLIENT = "suitegraph-pages"


class FormExpiredError(BadRequest):
    """The form was not made for this browser's session."""


@dataclass(slots=True)
class Visit:
    """One request on its way through. `costs` and `causes` are for the log alone."""

    service: GatewayService
    way_in: "WayIn | None"
    request: Request
    watched_receive: WatchedReceive
    request_id: str
    session: "SignedIn | None" = None
    costs: Costs = field(default_factory=Costs)
    causes: list[BaseException] = field(default_factory=list[BaseException])

    @property
    def id_(self) -> str | None:
        """The id that the browser's cookie names."""
        return self.way_in.cookies.session_id(self.request) if self.way_in else None

    @property
    def address(self) -> str:
        """Path and query of the request, without a host: that would be the one which the request claims to be for."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    async def form(self) -> FormData:
        """The fields of the form that was sent. Raises FormExpiredError unless it was made for this browser."""
        form = await self.request.form(max_files=0, max_fields=200)
        token = str(form.get("form_token", ""))
        if self.way_in is None or not self.way_in.sessions.is_form_token(self.id_, token):
            raise FormExpiredError("The form is no longer valid. Open the page again and send it from there.")
        return form

    async def ask(self, document: str, variables: Mapping[str, Any] | None = None) -> Payload:
        """The graph's payload for the caller of the session. Raises Unauthenticated once the token has ended."""
        assert self.session is not None  # noqa: S101  # doors that ask let nobody else in
        return await self.ask_as(self.session.caller, document, variables)

    async def ask_as(self, caller: Caller, document: str, variables: Mapping[str, Any] | None = None) -> Payload:
        """The graph's payload for a caller. Raises Unauthenticated where no product accepts the token."""
        metadata = RequestMetadata(CLIENT, request_id=self.request_id)
        identifying = partial(while_connected, self.watched_receive)
        async with open_session(self.service, caller, metadata, costs=self.costs, identifying=identifying) as session:
            session.loader.request_metadata = session.metadata_of(document, "page")
            request = OperationRequest(document, dict(variables or {}))
            work = self._payload_of(session, request)
            payload = await while_connected(
                self.watched_receive, work, lambda: document.lstrip().startswith("mutation")
            )
            session.note_failures(payload.causes)
        self.causes += payload.causes
        return payload

    async def _payload_of(self, session: Any, request: OperationRequest) -> Payload:
        [payload] = [payload async for payload in self.service.runner.run(session, request)]
        return payload

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of a template, with what every page shows."""
        shared = {
            "reader": self.session.session.name if self.session else None,
            "form_token": self.way_in.form_token(self.request) if self.way_in else "",
            "here": self.address,
            "path": self.request.url.path,
        }
        return page_response(template, status, **{**shared, **values})

    def redirect(self, address: str) -> Response:
        """Have the browser open another page of ours."""
        return RedirectResponse(address, 303, PAGE_HEADERS)

    def to_sign_in(self, reason: str = "") -> Response:
        """Have the browser sign in, and come back."""
        query = f"?next={quote(self.address, safe='/')}" if is_our_page(self.address) else ""
        query += f"{'&' if query else '?'}reason={reason}" if reason else ""
        return self.redirect(SIGN_IN + query)


def is_our_page(address: str) -> bool:
    """Whether an address is one of the pages' own."""
    return len(address) <= LONGEST_ADDRESS and OUR_PAGE.fullmatch(address) is not None
