"""The same is asked for twice on purpose, and the second is lost before it happens: the first is not taken for it."""

import pytest

from tests.graphs import Graph
from tests.writes.kind import Kind
from tests.writes.kinds import KINDS
from tests.writes.stock import Stock
from tests.writes.test_every_fault import CALLER, WRITING, Wanted

ALIKE = ("createEstimate", "createInvoice", "createAccount", "createDeal", "addNote", "addComment")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name in ALIKE], ids=lambda kind: kind.name)
async def test_the_earlier_one_is_not_taken_for_the_lost_one(served_plain: Graph, kind: Kind) -> None:
    served_plain.renew()
    served_plain.service.scribe.looks = (0.0,)
    await served_plain.meet(CALLER)
    word = f"{kind.name} again"
    given = kind.given(Stock(served_plain.sandbox), word)
    first, second = (Wanted(kind, word, given, key) for key in ("first", "second"))
    assert await first.asked(served_plain) == "done"
    await served_plain.break_down(
        *({"product": "*", "method": method, "kind": "status", "status": 500} for method in WRITING)
    )
    assert await second.asked(served_plain) == "unknown"
    await served_plain.break_down()
    assert (await second.asked(served_plain), first.times(served_plain)) == ("unknown", 1)
