"""A token gives nothing of itself away, whatever shows or stores it or its caller."""

import copy
import dataclasses
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from domain.caller import caller_of

SECRET = "1000.0123456789abcdef.fedcba9876543210"
KEY = b"a key of this process"
CALLER = caller_of(SECRET, "us", KEY, (("books", "460000000000100"),))
HOLDERS: dict[str, Any] = {
    "token": CALLER.token,
    "caller": CALLER,
    "list": [CALLER, CALLER.token],
    "dict": {"caller": CALLER, "token": CALLER.token},
}


def _logged(value: Any) -> str:
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%s %r", (value, value), None)
    return logging.Formatter().format(record)


def _raised(value: Any) -> str:
    try:
        return f"{value.nothing}"
    except AttributeError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


SHOWN: dict[str, Callable[[Any], str]] = {
    "str": str,
    "repr": repr,
    "ascii": ascii,
    "format": lambda value: f"{value} {value!r} {value!s}",
    "percent": lambda value: "%s %r" % ((value,) * 2),
    "pprint": pprint.pformat,
    "logging": _logged,
    "a traceback with locals": _raised,
    "json": lambda value: json.dumps(value, default=repr),
}
STORED: dict[str, Callable[[Any], object]] = {
    "pickle": pickle.dumps,
    "copy": lambda value: copy.copy(value),
    "deepcopy": copy.deepcopy,
    "json": json.dumps,
    "msgspec": msgspec.json.encode,
    "asdict": dataclasses.asdict,
    "vars": vars,
    "bytes": bytes,
    "iteration": list,
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_it_cannot_be_shown(holder: Any, show: Callable[[Any], str]) -> None:
    shown = show(holder)
    assert SECRET not in shown
    assert "0123456789abcdef" not in shown


@pytest.mark.parametrize("store", STORED.values(), ids=STORED)
def test_it_cannot_be_stored_copied_or_taken_apart(store: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError) as raised:
        store(CALLER.token)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("name", ["pickle", "deepcopy", "json", "asdict", "msgspec"])
def test_whoever_holds_it_cannot_be_stored_or_copied_either(name: str) -> None:
    with pytest.raises(TypeError):
        STORED[name](CALLER)
