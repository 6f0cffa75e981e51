"""The public suite of checks of SCIM servers, asking the gateway's own application without a network."""

import asyncio
from typing import Any

from scim2_client import BaseSyncSCIMClient
from scim2_client.engines.asgi import ASGISCIMClient
from scim2_tester import CheckResult, check_server

SECONDS = 120.0


class DirectoryClient(BaseSyncSCIMClient):
    """A client of SCIM in a thread of its own: each request is answered in the loop of the test."""

    def __init__(self, application: Any, token: str) -> None:
        """`token` is that of a directory."""
        super().__init__()
        headers = {"Authorization": f"Bearer {token}"}
        self._asgi = ASGISCIMClient(application, "http://localhost/scim/v2", headers)
        self._loop = asyncio.get_running_loop()

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        """The answer to a request."""
        return asyncio.run_coroutine_threadsafe(self._asgi.request(method, url, **kwargs), self._loop).result(SECONDS)

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return endpoint.startswith("/")


async def results_of(application: Any, token: str) -> list[CheckResult]:
    """What the suite finds."""
    return await asyncio.to_thread(check_server, DirectoryClient(application, token))
