"""Bodies that no honest client sends, and changed ones of them, from a seed."""

import json
from collections.abc import Iterator
from random import Random

QUERIES = (
    "{ __typename }",
    "query A($n: Int = 1, $b: Boolean!) { ...F @include(if: $b) } fragment F on Query { __typename }",
    "{ viewer { user { name email } permissions { asOf } } }",
    '{ a: __type(name: "Invoice") { name fields { name type { kind name } } } }',
    '{ account(id: "1/../../users") { id name } node(id: "x") { id } }',
    '{ accounts(first: 1, after: "YXJyYXljb25uZWN0aW9uOi0x") { nodes { id } } }',
    '{ invoices(first: -1, filter: { total: { is: "NaN" }, issuedOn: { on: "2026-13-45" } }) { nodes { id } } }',
    'query { explainQuery(document: "{ accounts { nodes { id } } }") { calls { least most } } }',
    "mutation { __typename }",
    "subscription { __typename }",
    '{ __typename(a: """block "" text""") @skip(if: true) @x }',
)
ODD = (
    b"",
    b"1",
    b"null",
    b'"x"',
    b"[]",
    b'[{"query": "{ __typename }"}]',
    b"[" * 20_000,
    b'{"a":' * 5_000,
    b"9" * 5_000,
    b'{"query": "\xff\xfe"}',
    b'{"query": "{ \\ud800 }"}',
    b"\xef\xbb\xbf{}",
    b'{"query": "{ __typename }", "variables": {"n": 1e999, "b": NaN}}',
    b'{"query": {"$ne": null}, "operationName": ["a"], "variables": "{}", "extensions": 1}',
    b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}',
    b"query=%7B__typename%7D",
    b'--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
    '{"query": "{ \u2028 \U0001f600 \u202e }"}'.encode(),
    b"\x00" * 100,
    b"\x1f\x8b\x08\x00" + b"\x00" * 20,
)
TOKENS = (
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b"...", b"$", b"@", b"!", b"#", b",", b":", b"-", b"\x00", b"\xff", b'"""'),
    *(
        b"null",
        b"true",
        b"1e400",
        b"0x7f",
        b"99999999999999999999",
        b"\\u0000",
        b"\\ud83d",
        b"../",
        b"%00",
        b"\r\nX: y",
    ),
    *(b"__schema", b"__proto__", b"query", b"mutation", b"fragment F on Query", b"' OR 1=1 --", b"<script>", b"${7*7}"),
)


def seeds() -> list[bytes]:
    """What is changed: requests that are right, and the odd bodies."""
    requests = [
        {"query": query, "variables": {"n": 3, "b": True}, "operationName": None, "extensions": {}} for query in QUERIES
    ]
    return [*(json.dumps(request).encode() for request in requests), *ODD]


def bodies(number: int, seed: int) -> Iterator[bytes]:
    """So many bodies: each seed as it is, then changed ones, the same in each run."""
    dice, origins = Random(seed), seeds()
    yield from origins[:number]
    documents = [query.encode() for query in QUERIES]
    for _ in range(number - len(origins)):
        # Some are JSON still, and their document is what was changed: that takes longer.
        is_document = dice.random() < 0.12
        body = bytearray(dice.choice(documents if is_document else origins))
        for _ in range(dice.randint(1, 4)):
            _change(dice, body, documents if is_document else origins)
        whole = bytes(body[:50_000])
        yield json.dumps({"query": whole.decode("latin-1"), "variables": {}}).encode() if is_document else whole


def _change(dice: Random, body: bytearray, origins: list[bytes]) -> None:
    at = dice.randrange(len(body) + 1)
    to = min(len(body), at + dice.choice((1, 1, 2, 8, 40)))
    match dice.randrange(6):
        case 0:
            del body[at:to]
        case 1:
            body[at:at] = dice.choice(TOKENS)
        case 2:
            body[at:to] = dice.choice(TOKENS)
        case 3:
            body[at:at] = body[at:to] * dice.choice((2, 3, 50))
        case 4:
            body[at:to] = dice.randbytes(to - at)
        case _:
            other = dice.choice(origins)
            body[at:] = other[dice.randrange(len(other) + 1) :]
