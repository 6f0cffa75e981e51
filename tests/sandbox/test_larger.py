"""A larger organisation: what copies of customers have in Billing, and the seed to which the sandbox goes back."""

import json
from collections import Counter

import pytest

from sandbox import app
from sandbox.billing.lists import PER_PAGE
from sandbox.context import LARGEST_STORY, Options, Sandbox
from sandbox.store import Body, Store, text_of
from tests.proofs import proof

FEW = 3


@proof("copies", short=1, full=4)
def test_copies_of_customers_are_whole_and_known_to_billing_alone(copies: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.context.LARGEST_STORY", FEW)
    plain, larger = Sandbox(Options(scale=FEW)), Sandbox(Options(scale=FEW * (1 + copies)))
    one, many = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    bodies: dict[tuple[str, str, str], Body] = {}
    for sandbox, counted in ((plain, one), (larger, many)):
        for product, module, id_, body in app.records(sandbox):
            counted[product, module] += 1
            bodies[product, module, id_] = json.loads(body) if isinstance(body, str) else body
    assert many["billing", "subscriptions"] == (1 + copies) * one["billing", "subscriptions"] > 0
    assert {name: count for name, count in many.items() if name[0] != "billing"} == {
        name: count for name, count in one.items() if name[0] != "billing"
    }
    # Nothing is there twice, and whatever a copy names is there.
    assert len(bodies) == sum(many.values())
    for (product, module, id_), body in bodies.items():
        if product != "billing" or id_.startswith("903000000"):
            continue
        for key, of in (("customer_id", "customers"), ("product_id", "products")):
            assert key not in body or (product, of, body[key]) in bodies
        payload = json.loads(body.get("payload", "{}")).get("data", {}).get("subscription")
        if module == "events" and payload is not None:
            assert ("billing", "subscriptions", payload["subscription_id"]) in bodies
        assert "zcrm_account_id" not in body or body["zcrm_account_id"] == ""
        assert not any(ord(letter) < 32 for letter in json.dumps(body, ensure_ascii=False))
    assert LARGEST_STORY == 20


def test_the_seed_comes_back_whatever_was_written() -> None:
    store = Store()
    store.load(("p", "m", str(number), {"n": number, "s": str(number % 7)}) for number in range(3 * PER_PAGE))
    order = [text_of("s").desc()]

    def pages() -> list[int]:
        listed = [store.bodies("p", "m", order=order, offset=start, limit=100) for start in range(0, 700, 100)]
        return [body["n"] for page in listed for body in page]

    seeded = pages()
    assert seeded == sorted(range(3 * PER_PAGE), key=lambda n: (-(n % 7), n))
    store.put("p", "m", "5", {"n": 5, "s": "9"})
    store.put("p", "m", "new", {"n": -1, "s": "8"})
    store.remove("p", "m", "6")
    store.put("p", "m", "6", {"n": 6, "s": "7"})
    store.remove("p", "m", "8")
    changed = pages()
    assert changed[:3] == [5, -1, 6]
    assert 8 not in changed
    assert store.restore()
    assert pages() == seeded
    assert store.total() == 3 * PER_PAGE
    store.remove("p", "m", "7")
    copy = Store()
    copy.load_copy(store)
    copy.put("p", "m", "0", {"n": 100, "s": ""})
    assert copy.restore()
    assert copy.total() == 3 * PER_PAGE - 1
    assert store.restore()
    assert pages() == seeded
