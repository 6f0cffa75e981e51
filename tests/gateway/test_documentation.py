"""What the documentation says of settings and errors is what the code does."""

import re
from pathlib import Path

import pytest

from gateway.http.protocol import LARGEST_HEAD
from gateway.service import service_of
from gateway.settings import PREFIX, Settings
from gateway.telemetry.metrics import metrics_registry_of
from tests.gateway.tables import SETTINGS, codes, settings_rows

DOCS = Path(__file__).parents[2] / "docs"
OPERATIONS = (DOCS / "operations.md").read_text("utf-8")
ERRORS = (DOCS / "errors.md").read_text("utf-8")
METRIC = re.compile(r"`([a-z_]+)`")
ERROR = re.compile(r"^\| `([A-Z_]+)` \| ([0-9]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_the_table_of_settings_is_the_settings() -> None:
    assert [line for line in OPERATIONS.splitlines() if line.startswith(SETTINGS)] == settings_rows()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_says_what_it_means_in_a_sentence(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description[0].isupper()
    assert description.endswith(".")
    assert "|" not in description


def test_no_other_setting_is_named_anywhere() -> None:
    known = {name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", OPERATIONS)) == known
    limits = OPERATIONS.partition("## Limits")[2].partition("## ")[0]
    assert set(re.findall(r"`([A-Z]+_[A-Z_]+)`", limits)) <= known | codes().keys()


def test_the_limit_of_a_head_is_the_one_that_holds() -> None:
    assert f"{LARGEST_HEAD // 1024} KiB" in OPERATIONS


def test_the_table_of_errors_is_the_tree_of_errors() -> None:
    assert [(code, int(status)) for code, status, _, _ in ERROR.findall(ERRORS)] == list(codes().items())


@pytest.mark.parametrize(("code", "meaning", "advice"), [(row[0], row[2], row[3]) for row in ERROR.findall(ERRORS)])
def test_an_error_says_what_it_means_and_what_to_do(code: str, meaning: str, advice: str) -> None:
    assert meaning.strip().endswith(".")
    assert advice.strip().endswith(".")


def test_the_table_of_metrics_is_what_is_counted() -> None:
    service = service_of(Settings())
    figures = metrics_registry_of(
        service.traffic, service.exchange, service.runner.visibility, service.documents.counts
    ).all
    told = OPERATIONS.partition("## Metrics")[2].partition("## ")[0]
    named = {name for row in told.splitlines() if row.startswith("| `") for name in METRIC.findall(row.split("|")[1])}
    assert {f"suitegraph_{name}" for name in named} == {"suitegraph_request_seconds", *(each.name for each in figures)}
