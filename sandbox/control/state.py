"""The sandbox's state: people, call log, mailbox, webhooks, faults, quotas, approvals, and back to the start."""

from collections.abc import Callable

from sqlmodel import Field, SQLModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.approvals import ApprovalSettings
from sandbox.context import Sandbox
from sandbox.control.refusal import refused
from sandbox.faults.rules import rules_of
from sandbox.people import PERSONAS
from sandbox.quotas.settings import setting_of


class Padding(SQLModel):
    """How many bytes each PDF of Books has beyond what it says."""

    model_config = {"extra": "forbid", "strict": True}

    padding: int = Field(ge=0, le=1_000_000_000)


async def ready(request: Request) -> Response:
    """`GET /_sandbox/ready`."""
    return JSONResponse({"ready": True})


async def personas(request: Request) -> Response:
    """`GET /_sandbox/personas`: who can be impersonated, and with which tokens."""
    shown = ("name", "email", "access_token", "refresh_token", "note")
    return JSONResponse([{key: getattr(persona, key) for key in shown} for persona in PERSONAS])


async def calls(sandbox: Sandbox, request: Request) -> Response:
    """`GET /_sandbox/calls?since=N`: the calls after sequence number N."""
    try:
        return JSONResponse(sandbox.calls.since(int(request.query_params.get("since", "0"))))
    except ValueError as error:
        return refused(error)


async def outbox(sandbox: Sandbox, request: Request) -> Response:
    """`GET /_sandbox/mailbox`: the mail that was sent, oldest first."""
    return JSONResponse(sandbox.outbox.all())


async def webhooks(sandbox: Sandbox, request: Request) -> Response:
    """`GET /_sandbox/webhooks?since=N`: the calls of webhooks that are due, after sequence number N."""
    try:
        return JSONResponse(sandbox.webhooks.since(int(request.query_params.get("since", "0"))))
    except ValueError as error:
        return refused(error)


async def reset(back_to_seed: Callable[[], None], request: Request) -> Response:
    """`POST /_sandbox/reset`."""
    back_to_seed()
    return JSONResponse({"message": "back at the seed"})


async def faults(sandbox: Sandbox, request: Request) -> Response:
    """`GET /_sandbox/faults`: the rules in force."""
    return JSONResponse(sandbox.faults.in_force())


async def set_faults(sandbox: Sandbox, request: Request) -> Response:
    """`POST /_sandbox/faults`: a list of rules in place of those in force."""
    try:
        sandbox.faults.replace(rules_of(await request.json()))
    except ValueError as error:
        return refused(error)
    return await faults(sandbox, request)


async def limits(sandbox: Sandbox, request: Request) -> Response:
    """`GET /_sandbox/limits`: the quotas in force, and what is used of them."""
    return JSONResponse(sandbox.quotas.shown())


async def set_limits(sandbox: Sandbox, request: Request) -> Response:
    """`POST /_sandbox/limits`: quotas in place of those in force, none for null or an empty object."""
    try:
        sandbox.quotas.replace(setting_of(await request.json()))
    except ValueError as error:
        return refused(error)
    return await limits(sandbox, request)


async def approvals(sandbox: Sandbox, request: Request) -> Response:
    """`GET /_sandbox/approvals`: which documents of Books must be approved, and by whom."""
    return JSONResponse(sandbox.approvals.shown())


async def set_approvals(sandbox: Sandbox, request: Request) -> Response:
    """`POST /_sandbox/approvals`: approvals in place of those in force, none for an empty object."""
    try:
        sandbox.approvals.replace(ApprovalSettings.model_validate(await request.json()))
    except ValueError as error:
        return refused(error)
    return await approvals(sandbox, request)


async def set_padding(sandbox: Sandbox, request: Request) -> Response:
    """`POST /_sandbox/pdf`: make the PDFs of Books larger, until a reset."""
    try:
        sandbox.pdf_padding = Padding.model_validate(await request.json()).padding
    except ValueError as error:
        return refused(error)
    return JSONResponse({"padding": sandbox.pdf_padding})
