"""Serving: uvicorn with an orderly end. SIGTERM first makes `/readyz` say no, then drains, then closes."""

import asyncio
import gc
import math
import signal
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from socket import socket
from types import FrameType

import structlog
import uvicorn

from gateway.app import application
from gateway.http.protocol import BoundedProtocol
from gateway.service import GatewayService, service_of
from gateway.settings import Settings
from gateway.telemetry.logs import configure_logs

# How long after an operation's deadline its answer may take to be sent.
SENDING_SECONDS = 5
# How many objects are allocated before garbage is collected: about those of ten answers of a hundred rows.
YOUNG_OBJECTS = 10_000

log = structlog.get_logger("suitegraph")


class Server(uvicorn.Server):
    """A server that warns its load balancer before it stops."""

    def __init__(self, config: uvicorn.Config, service: GatewayService, announce: Callable[[], object]) -> None:
        super().__init__(config)
        self._service = service
        self._announce = announce

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say where: the port may have been left to the system."""
        await super().startup(sockets)
        if self.started:
            _settle()
            host, port, *_ = self.servers[0].sockets[0].getsockname()
            log.info("listening", host=host, port=port)
            if not ip_address(host).is_loopback:
                log.warning("exposed", host=host, port=port, reason="other machines reach it, without TLS")
            self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say no at `/readyz` at once; stop after the drain time, or at once for an interrupt or a second signal."""
        drain = self._service.settings.drain_seconds
        if sig == signal.SIGTERM and drain > 0 and self._service.ready:
            self._service.ready = False
            asyncio.get_running_loop().call_later(drain, super().handle_exit, sig, frame)
            return
        self._service.ready = False
        super().handle_exit(sig, frame)


def _settle() -> None:
    """Leave out of garbage collection what stays for good, the schema above all.

    Walking through it time and again took a fifth of the processor time of a busy gateway.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)


def server_of(settings: Settings, announce: Callable[[], object] = lambda: None) -> Server:
    """The server for these settings, not yet running; it calls `announce` when it listens."""
    configure_logs(settings.log_level, settings.log_format)
    service = service_of(settings)
    config = uvicorn.Config(
        application(service),
        host=settings.host,
        port=settings.port,
        http=partial(  # pyright: ignore[reportArgumentType]  # uvicorn only calls it
            BoundedProtocol,
            head_seconds=settings.request_seconds,
            most_connections=settings.connections,
            most_requests=settings.keep_alive_requests,
        ),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=math.ceil(settings.deadline_seconds) + SENDING_SECONDS,
    )
    return Server(config, service, announce)
