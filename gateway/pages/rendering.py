"""Templates and assets: pages are HTML of Jinja2 under a strict policy, assets are named by their content."""

import hashlib
import re
from functools import cache, partial
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from gateway.figure_texts import day_text, figure_text, moment_text

HERE = Path(__file__).parent
ASSET_NAME = re.compile(r"([a-z]{1,40})\.([0-9a-f]{16})\.(css|js|svg)", re.ASCII)
CODE = re.compile(r"`([^`]{1,200})`")
# Nothing inline, nothing from elsewhere, nothing that is evaluated.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "Vary": "Cookie",
    "X-Content-Type-Options": "nosniff",
}


@cache
def environment() -> Environment:
    """The templates. Values are escaped, and a name that nobody gave is an error."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["asset"] = asset_path
    templates.filters |= {
        "day": day_text,
        "moment": moment_text,
        "figure": partial(figure_text, unit=""),
        "coded": coded,
    }
    return templates


def page_response(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of this template."""
    return HTMLResponse(environment().get_template(template).render(values), status, PAGE_HEADERS)


def coded(text: str) -> Markup:
    """A text of the graph, escaped, with what stands in backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704


@cache
def asset_path(name: str) -> str:
    """The address of an asset, which changes with its content."""
    content = (HERE / "assets" / name).read_bytes()
    stem, _, ending = name.rpartition(".")
    return f"/analytics/assets/{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{ending}"


async def asset(request: Request) -> Response:
    """An asset under the name that its content has now: browsers may keep it for good."""
    match = ASSET_NAME.fullmatch(request.path_params["name"])
    file = None if match is None else HERE / "assets" / f"{match[1]}.{match[3]}"
    if file is None or not file.is_file() or asset_path(file.name) != request.url.path:
        return PlainTextResponse("There is no such file.", 404, {**PAGE_HEADERS, "Cache-Control": "no-store"})
    headers = {**PAGE_HEADERS, "Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    media_type = guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, headers=headers, media_type=media_type)
