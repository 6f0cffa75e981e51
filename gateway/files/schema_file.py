"""`/schema.graphql`: what clients generate code from."""

from starlette.responses import PlainTextResponse

from gateway.files.transfers import FILE_HEADERS, Transfer


async def serve_schema(transfer: Transfer) -> None:
    """Send the complete schema, by which documents are validated; a strict caller gets the one that they see."""
    runner, request_id = transfer.service.runner, transfer.progress.request_id
    session = transfer.session
    graph = await runner.visible(session.loader, strict=True) if session.strict else runner.visibility.complete
    await transfer.respond(PlainTextResponse(graph.sdl, headers={**FILE_HEADERS, "X-Request-Id": request_id}))
