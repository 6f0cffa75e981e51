"""What the README shows is what happens."""

import json
import re

from sandbox.people import PERSONAS
from tests.graphs import Graph
from tests.house.test_rules import ROOT

README = (ROOT / "README.md").read_text("utf-8")
NUMBERS = {"eight": 8, "nine": 9, "ten": 10}


async def test_the_query_of_the_readme_has_the_answer_and_the_calls_that_it_says(graph: Graph) -> None:
    query = re.search(r"```graphql\n(.*?)```", README, re.DOTALL)
    answer = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    count = re.search(r"answers, with (\w+) calls", README)
    assert query is not None
    assert answer is not None
    assert count is not None
    await graph.meet("admin")
    told = await graph.ask("admin", query[1])
    assert told.body["data"] == json.loads(answer[1])["data"]
    assert sum(graph.bill().values()) == NUMBERS[count[1]]
    assert set(graph.bill()) == {"crm", "books", "billing"}
    assert {call["token_owner"] for call in graph.calls()} == {"admin"}


def test_the_table_of_personas_is_the_sandboxs() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \| (.*) \|$", README, re.MULTILINE)
    assert rows == [(persona.name, persona.access_token, persona.note) for persona in PERSONAS]


async def test_the_mutation_of_the_readme_writes_as_sales_and_once(graph: Graph) -> None:
    section = README.partition("## Write as yourself")[2]
    document = re.search(r"^(\{\"query\": .*\})$", section, re.MULTILINE)
    assert document is not None
    answers = [(await graph.post("sales", json.loads(document[1]))).data["createEstimate"] for _ in range(2)]
    assert answers[0]["userErrors"] == []
    assert answers[0]["estimate"] is not None
    assert answers[1] == answers[0]
    assert {call["token_owner"] for call in graph.calls() if call["method"] == "POST"} == {"sales"}
