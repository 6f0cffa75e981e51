"""The measures of recurring revenue, each a formula over operands.

An operand is written `ledger.kind`: the sum of the amounts of a kind of entries, or the balance of the ledger at the
`opening` or `closing` of the period. `.events`, `.subscriptions` and `.customers` count instead of adding, and `@`
narrows by the cause of an end.
"""

from domain.kpis.formulas import Formula, Measure
from domain.kpis.results import FigureLabel, FigureUnit

_BALANCE = FigureLabel.BALANCE
_NET_NEW = Formula(
    ("mrr.new", "mrr.expansion", "mrr.reactivation", "mrr.entering"), ("mrr.contraction", "mrr.churn", "mrr.leaving")
)
_ALL = (
    Measure("mrr_net", "MRR, net", Formula(("net.closing",)), label=_BALANCE),
    Measure("mrr_gross", "MRR, gross", Formula(("gross.closing",)), label=_BALANCE),
    Measure("discounts", "Discounts in MRR", Formula(("gross.closing",), ("net.closing",)), label=_BALANCE),
    Measure("arr_net", "ARR, net", Formula(("net.closing",), times=12), label=_BALANCE),
    Measure("arr_gross", "ARR, gross", Formula(("gross.closing",), times=12), label=_BALANCE),
    Measure("opening", "MRR at the opening", Formula(("mrr.opening",)), label=_BALANCE),
    Measure("closing", "MRR at the closing", Formula(("mrr.closing",)), label=_BALANCE),
    Measure("new", "New", Formula(("mrr.new",))),
    Measure("expansion", "Expansion", Formula(("mrr.expansion",))),
    Measure("reactivation", "Reactivation", Formula(("mrr.reactivation",))),
    Measure("contraction", "Contraction", Formula(("mrr.contraction",))),
    Measure("churn", "Churn", Formula(("mrr.churn",))),
    Measure("entering", "MRR entering segment", Formula(("mrr.entering",))),
    Measure("leaving", "MRR leaving segment", Formula(("mrr.leaving",))),
    Measure("net_new", "Net new MRR", _NET_NEW),
    Measure(
        "net_new_events",
        "Movements",
        Formula(tuple(f"mrr.{kind}.events" for kind in ("new", "expansion", "reactivation", "contraction", "churn"))),
        FigureUnit.COUNT,
    ),
)
MEASURES = {measure.id: measure for measure in _ALL}
