"""Measures of recurring revenue: levels, movements, retention, and what follows from them for a customer."""

from domain.kpis.formulas import Formula, Measure
from domain.kpis.results import FigureLabel, FigureUnit

_BALANCE = FigureLabel.BALANCE
_PERCENT = FigureUnit.PERCENT
_NO_OPENING = "There was no recurring revenue at the opening."
_NO_PAYERS = "Nobody pays at the closing."
_GAINS = ("mrr.new", "mrr.expansion", "mrr.reactivation")
_LOSSES = ("mrr.contraction", "mrr.churn")
_OPENING = ("mrr.opening",)
_ARPU = Formula(("mrr.closing",), over=("payers.closing",), no_base=_NO_PAYERS)
_MONTHLY_CHURN = Formula(
    (Formula(("payers.churn",), over=("payers.opening",), no_base="Nobody paid at the opening."),),
    over=("period.months",),
)


def _share(plus: tuple[str, ...], minus: tuple[str, ...] = (), over: tuple[str, ...] = _OPENING) -> Formula:
    return Formula(plus, minus, over, times=100, no_base=_NO_OPENING)


OF_REVENUE = (
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
    Measure("net_new", "Net new MRR", Formula((*_GAINS, "mrr.entering"), (*_LOSSES, "mrr.leaving"))),
    *(
        Measure(f"{kind}_{of}", f"{title}: {of}", Formula((f"mrr.{kind}.{of}",)), FigureUnit.COUNT)
        for kind, title in (
            ("new", "New"),
            ("expansion", "Expansion"),
            ("reactivation", "Reactivation"),
            ("contraction", "Contraction"),
            ("churn", "Churn"),
        )
        for of in ("events", "subscriptions", "customers")
    ),
    Measure(
        "quick_ratio",
        "Quick ratio",
        Formula(_GAINS, over=_LOSSES, no_base="Nothing was lost: neither contraction nor churn."),
        FigureUnit.RATIO,
    ),
    Measure("revenue_churn_rate", "Revenue churn rate", _share(("mrr.churn",)), _PERCENT),
    Measure("voluntary_revenue_churn_rate", "Voluntary", _share(("mrr.churn@voluntary",)), _PERCENT),
    Measure("involuntary_revenue_churn_rate", "Involuntary", _share(("mrr.churn@involuntary",)), _PERCENT),
    Measure(
        "involuntary_share",
        "Involuntary share of churned MRR",
        Formula(("mrr.churn@involuntary",), over=("mrr.churn",), times=100, no_base="No recurring revenue churned."),
        _PERCENT,
    ),
    Measure(
        "net_mrr_churn_rate",
        "Net MRR churn rate",
        _share(("mrr.churn", "mrr.contraction"), ("mrr.expansion",)),
        _PERCENT,
        instead=(
            "reactivation_retains",
            _share(("mrr.churn", "mrr.contraction"), ("mrr.expansion", "mrr.reactivation")),
        ),
    ),
    Measure(
        "nrr",
        "Net revenue retention",
        _share(("mrr.opening", "mrr.expansion"), _LOSSES),
        _PERCENT,
        instead=("reactivation_retains", _share(("mrr.opening", "mrr.expansion", "mrr.reactivation"), _LOSSES)),
    ),
    Measure("grr", "Gross revenue retention", _share(_OPENING, _LOSSES), _PERCENT),
    Measure("arpu", "ARPU", _ARPU, label=_BALANCE),
    Measure("payers", "Payers", Formula(("payers.closing",)), FigureUnit.COUNT, _BALANCE),
    Measure(
        "ltv",
        "Expected lifetime value",
        Formula(
            (_ARPU,), over=(_MONTHLY_CHURN,), no_base="Nobody who paid churned, so that no lifetime can be expected."
        ),
    ),
)
