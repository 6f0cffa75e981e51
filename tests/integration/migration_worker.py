"""A worker that runs migrations and serves nobody, as a process that starts in a moment: all is loaded before."""

import asyncio
import multiprocessing
from multiprocessing.context import ForkServerProcess
from typing import Any

import dbos

from gateway.migrations.supervisor import migrations_at_work
from gateway.service import service_of
from gateway.settings import Settings
from schema.graph import graph

# What each worker would load anew, and build.
LOADED = (dbos, graph())


def worker_started(settings: dict[str, Any]) -> ForkServerProcess:
    """The process of a worker with these settings, working."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    worker = context.Process(target=work, args=(settings,), daemon=True)
    worker.start()
    return worker


def work(settings: dict[str, Any]) -> None:
    """Run migrations until killed."""
    asyncio.run(_work(Settings(**settings)))


async def _work(settings: Settings) -> None:
    service = service_of(settings)
    async with service.connected(), migrations_at_work(service):
        await asyncio.Event().wait()
