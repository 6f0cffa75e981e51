"""Structured logs: one JSON object a line, with a request id and without any secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import msgspec
import structlog

_ENCODER = msgspec.json.Encoder(enc_hook=repr)
_SECRET = re.compile(r"(?i)(bearer|zoho-oauthtoken)\s+\S+|1000\.[0-9a-z._-]{8,}")
# The keys of each request's line.
_OWN_KEYS = frozenset(
    ("request_id", "status", "seconds", "operation", "caller", "calls", "errors", "event", "level", "timestamp")
)
_HIDDEN_KEYS = re.compile(r"(?i)token|secret|authorization|cookie|password")


def _without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event without secrets, as a last guard: no code hands a token to the log on purpose."""
    if event["event"] == "request" and event.keys() <= _OWN_KEYS:
        # Of all that stands in each request's line, clients choose the operation's name alone.
        event["operation"] = _cleaned(event.get("operation"))
        return event
    for key, value in event.items():
        event[key] = "hidden" if key not in _OWN_KEYS and _HIDDEN_KEYS.search(key) else _cleaned(value)
    return event


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET.sub("hidden", value)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in cast("list[Any]", value)]
    return value


def _as_json(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> bytes:
    """The line; what JSON has no form for is written as its `repr`."""
    return _ENCODER.encode(event)


def _as_json_text(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    return _as_json(logger, method, event).decode()


def configure_logs(level: str, form: str) -> None:
    """Send structlog, the standard library's log and warnings to stderr in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # As text and without the values of local variables, which a prettier form would show.
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    # A line is written at once, its end included.
    console = structlog.dev.ConsoleRenderer(colors=False)
    render, factory = (
        (_as_json, structlog.BytesLoggerFactory(sys.stderr.buffer))
        if form == "json"
        else (console, structlog.WriteLoggerFactory(sys.stderr))
    )
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _as_json_text if form == "json" else console,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(threshold, logging.WARNING))
    logging.captureWarnings(capture=True)
