"""A directory that reports people to the gateway, as Okta and Entra do."""

from dataclasses import dataclass
from typing import Any

from tests.graphs import Graph

CREATE = """mutation ($name: String!) { createDirectory(name: $name) { token directory { id name } } }"""
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True, slots=True)
class DirectoryAnswer:
    """A status and a body, None where there is none."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(slots=True)
class ReportingDirectory:
    """A directory with its token."""

    graph: Graph
    token: str
    id: str

    async def ask(self, method: str, path: str, content: Any = None, token: str | None = None) -> DirectoryAnswer:
        """One request to `/scim/v2`."""
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/scim+json"}
        place = f"{self.graph.base}/scim/v2{path}"
        async with self.graph.session.request(method, place, json=content, headers=headers) as response:
            body = await response.json(content_type=None) if await response.read() else None
            return DirectoryAnswer(response.status, body, dict(response.headers))

    async def person(self, email: str, **more: Any) -> str:
        """The id of a new person."""
        content = {"schemas": [USER], "userName": email, "active": True, **more}
        answer = await self.ask("POST", "/Users", content)
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    async def patch(self, path: str, *operations: dict[str, Any]) -> DirectoryAnswer:
        """Single changes."""
        return await self.ask("PATCH", path, {"schemas": [PATCH], "Operations": [*operations]})


async def directory_of(graph: Graph, name: str = "Okta", persona: str = "admin") -> ReportingDirectory:
    """A new directory."""
    data = (await graph.ask(persona, CREATE, {"name": name})).data["createDirectory"]
    return ReportingDirectory(graph, data["token"], data["directory"]["id"])
