"""The control plane: what a test or a demo asks of the sandbox itself, never of a product."""

from collections.abc import Callable
from functools import partial

from starlette.routing import BaseRoute, Route

from sandbox.context import Sandbox
from sandbox.control import credentials, state


def routes(sandbox: Sandbox, reset: Callable[[], None]) -> list[BaseRoute]:
    """The endpoints under /_sandbox."""
    return [
        Route("/ready", state.ready),
        Route("/personas", state.personas),
        Route("/calls", partial(state.calls, sandbox)),
        Route("/mailbox", partial(state.outbox, sandbox)),
        Route("/webhooks", partial(state.webhooks, sandbox)),
        Route("/reset", partial(state.reset, reset), methods=["POST"]),
        Route("/faults", partial(state.faults, sandbox)),
        Route("/faults", partial(state.set_faults, sandbox), methods=["POST"]),
        Route("/limits", partial(state.limits, sandbox)),
        Route("/limits", partial(state.set_limits, sandbox), methods=["POST"]),
        Route("/approvals", partial(state.approvals, sandbox)),
        Route("/approvals", partial(state.set_approvals, sandbox), methods=["POST"]),
        Route("/pdf", partial(state.set_padding, sandbox), methods=["POST"]),
        Route("/tokens", partial(credentials.new_token, sandbox), methods=["POST"]),
        Route("/codes", partial(credentials.new_code, sandbox), methods=["POST"]),
    ]
