"""The committed schema in the hands of older and newer graphql-js: those without @oneOf read it as well."""

import json

import pytest

from tests.node.node import output_of
from tests.node.test_roots import SCHEMA

SPECIFIED = [
    "https://ibm.github.io/graphql-specs/custom-scalars/date.html",
    "https://scalars.graphql.org/andimarek/date-time",
    "https://www.w3.org/TR/xmlschema11-2/#decimal",
]


@pytest.mark.usefixtures("_packages")
async def test_every_edition_reads_the_schema_and_what_its_scalars_are() -> None:
    seen = json.loads(await output_of("editions.js", str(SCHEMA)))
    assert [each["version"] for each in seen] == ["15.10.1", "16.8.2", "16.15.0"]
    for edition in seen:
        assert (edition["errors"], edition["types"], edition["specified"]) == ([], 0, SPECIFIED)
