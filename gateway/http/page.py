"""GraphiQL for browsers: static files of the bundle under a strict policy, or a page that says it is being built."""

import re
from mimetypes import guess_type
from pathlib import Path
from typing import cast

import aiohttp
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response

from gateway.http.compression import ENDINGS
from gateway.http.examples import EXAMPLES, FIRST_QUERY
from gateway.http.negotiation import encodings_of

BUNDLE = Path(__file__).parent.parent / "graphiql"
ASSET = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>suitegraph</title></head>
<body><h1>GraphiQL is being built</h1>
<p>This page reloads by itself. The API answers in the meantime: <code>POST /graphql</code>.</p>
<p>If it stays like this, run <code>make graphiql</code> and read its output.</p></body></html>
"""


def page() -> Response:
    """The page itself, 503 while the bundle is being built."""
    index = BUNDLE / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, 503, {**HEADERS, "Cache-Control": "no-store", "Retry-After": "3"})
    return FileResponse(index, media_type="text/html", headers={**HEADERS, "Cache-Control": "no-cache"})


async def asset(request: Request) -> Response:
    """A file of the bundle, compressed as the client takes it; names carry a hash of their content."""
    name: str = request.path_params["name"]
    file = BUNDLE / "assets" / name
    if ASSET.fullmatch(name) is None or file.suffix in ENDINGS.values() or not file.is_file():
        return PlainTextResponse("There is no such file.", 404, HEADERS)
    headers = {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    media_type = guess_type(name)[0]
    accepted = encodings_of(", ".join(request.headers.getlist("accept-encoding")))
    for encoding, ending in ENDINGS.items():
        smaller = file.with_name(name + ending)
        if encoding in accepted and smaller.is_file():
            return FileResponse(smaller, media_type=media_type, headers={**headers, "Content-Encoding": encoding})
    return FileResponse(file, media_type=media_type, headers=headers)


async def first_query(_request: Request) -> Response:
    """What the editor shows at first."""
    return PlainTextResponse(FIRST_QUERY, headers={**HEADERS, "Cache-Control": "no-cache"})


async def examples(_request: Request) -> Response:
    """The queries of the page's menu."""
    return JSONResponse(EXAMPLES, headers={**HEADERS, "Cache-Control": "no-cache"})


async def personas(url: str | None) -> Response:
    """The sandbox's personas for the chooser; none when the upstream is the real Zoho."""
    return JSONResponse(await personas_at(url), headers={**HEADERS, "Cache-Control": "no-store"})


async def personas_at(url: str | None) -> list[object]:
    """What a sandbox lists as its personas, nothing where there is none or it does not answer."""
    if url is None:
        return []
    timeout = aiohttp.ClientTimeout(total=3)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            body: object = await answer.json() if answer.status == 200 else []
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return []
    return cast("list[object]", body) if isinstance(body, list) else []
