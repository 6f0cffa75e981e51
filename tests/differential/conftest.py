"""The world that the properties of this folder share: its sandbox and everybody who is known there."""

from collections.abc import Generator

import pytest

from tests.differential.world import World, world_opened


@pytest.fixture(scope="package")
def world() -> Generator[World]:
    with world_opened() as world:
        yield world
