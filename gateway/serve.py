"""Serving: uvicorn with an orderly end. SIGTERM first makes `/readyz` say no, then drains, then closes."""

import asyncio
import signal
from types import FrameType

import uvicorn

from gateway.app import application
from gateway.logs import configure_logs
from gateway.service import Service, service_of
from gateway.settings import Settings

CLOSING_SECONDS = 15


class Server(uvicorn.Server):
    """A server that tells its load balancer before it stops."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say no at `/readyz` at once; stop after the drain time, or at once for an interrupt or a second signal."""
        drain = self._service.settings.drain_seconds
        if sig == signal.SIGTERM and drain > 0 and self._service.ready:
            self._service.ready = False
            asyncio.get_running_loop().call_later(drain, super().handle_exit, sig, frame)
            return
        self._service.ready = False
        super().handle_exit(sig, frame)


def server_of(settings: Settings) -> Server:
    """The server for these settings, not yet running."""
    configure_logs(settings.log_level, settings.log_format)
    service = service_of(settings)
    config = uvicorn.Config(
        application(service),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        h11_max_incomplete_event_size=65_536,
    )
    return Server(config, service)
