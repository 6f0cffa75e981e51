"""What the demo allows that a service of its own does not, and what it says about it."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from gateway.commands.demo import DEVELOPMENT_ORIGINS, DemoPlaces, demo_settings, greeting
from gateway.settings import Settings

PLACES = DemoPlaces("http://127.0.0.1:9000", "smtp://127.0.0.1:9001", Path("/tmp/demo/store.db"))


def test_front_ends_in_development_may_ask_the_demo() -> None:
    origins = demo_settings(Settings(), PLACES).cors_origins
    assert {"http://localhost:3000", "http://localhost:5173", "http://127.0.0.1:4200"} < set(origins)
    # What the browser names as an origin is what the settings take.
    assert Settings(cors_origins=origins).cors_origins == origins


def test_origins_of_the_operator_are_allowed_in_their_place() -> None:
    chosen = Settings(cors_origins=("https://app.example",))
    assert demo_settings(chosen, PLACES).cors_origins == ("https://app.example",)


@pytest.mark.parametrize(
    ("origins", "line"),
    [
        (DEVELOPMENT_ORIGINS, "front ends of localhost and 127.0.0.1 on the ports 1234, 3000, "),
        (("https://app.example",), "front ends of https://app.example may ask"),
    ],
)
def test_the_demo_says_which_front_ends_may_ask(origins: tuple[str, ...], line: str) -> None:
    out = StringIO()
    greeting(Console(file=out, width=200), "http://127.0.0.1:8000", PLACES, [], origins)
    assert line in out.getvalue()
    assert "/tmp/demo/store.db" in out.getvalue()
