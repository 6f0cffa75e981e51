"""The local Zoho Accounts: signing in, OAuth tokens and who they belong to."""

from functools import partial

from starlette.routing import BaseRoute, Route

from sandbox.accounts.authorization import authorize
from sandbox.accounts.identity import server_info, user_info
from sandbox.accounts.token import revoke, token
from sandbox.context import Sandbox


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The endpoints under /oauth."""
    return [
        Route("/v2/auth", partial(authorize, sandbox), methods=["GET", "POST"]),
        Route("/v2/token", partial(token, sandbox), methods=["POST"]),
        Route("/v2/token/revoke", partial(revoke, sandbox), methods=["POST"]),
        Route("/user/info", partial(user_info, sandbox)),
        Route("/serverinfo", partial(server_info, sandbox)),
    ]
