"""Measures of subscriptions and customers: how many there are, begin, end, and come back."""

from domain.kpis.formulas import Formula, Measure
from domain.kpis.results import FigureLabel, FigureUnit

_BALANCE = FigureLabel.BALANCE
_COUNT, _PERCENT = FigureUnit.COUNT, FigureUnit.PERCENT
_NO_OPENING = "None were active at the opening."


def _rate(id_: str, title: str, ledger: str, kind: str) -> Measure:
    """The share of those active at the opening that a kind of ends is; some definitions add the new ones."""
    formulas = [
        Formula((f"{ledger}.{kind}",), over=over, times=100, no_base=_NO_OPENING)
        for over in ((f"{ledger}.opening",), (f"{ledger}.opening", f"{ledger}.new"))
    ]
    return Measure(id_, title, formulas[0], _PERCENT, instead=("new_in_churn_base", formulas[1]))


def _levels(ledger: str, prefix: str, title: str, gain: str, loss: str) -> tuple[Measure, ...]:
    """The account of those that are active: opening, gains, losses, closing."""
    return (
        Measure(f"{prefix}_opening", f"{title} at the opening", Formula((f"{ledger}.opening",)), _COUNT, _BALANCE),
        Measure(f"{prefix}_new", gain, Formula((f"{ledger}.new",)), _COUNT),
        Measure(f"{prefix}_reactivated", "Reactivations", Formula((f"{ledger}.reactivation",)), _COUNT),
        Measure(f"{prefix}_ended", loss, Formula((f"{ledger}.churn",)), _COUNT),
        Measure(f"{prefix}_entering", "Entering segment", Formula((f"{ledger}.entering",)), _COUNT),
        Measure(f"{prefix}_leaving", "Leaving segment", Formula((f"{ledger}.leaving",)), _COUNT),
        Measure(f"{prefix}_closing", f"{title} at the closing", Formula((f"{ledger}.closing",)), _COUNT, _BALANCE),
    )


_CAUSES = (("voluntary", "Voluntary"), ("involuntary", "Involuntary"), ("retried", "After retries"))

OF_SUBSCRIPTIONS = (
    *_levels("active", "subscriptions", "Active subscriptions", "Activations", "Cancellations"),
    *_levels("customers", "customers", "Active customers", "New customers", "Lost customers"),
    Measure(
        "net_customers",
        "Net customers",
        Formula(("customers.new", "customers.reactivation"), ("customers.churn",)),
        _COUNT,
    ),
    Measure("signups", "Signups", Formula(("signups.created",)), _COUNT),
    Measure("signup_customers", "Customers who signed up", Formula(("signups.created.customers",)), _COUNT),
    Measure("activations", "Activations", Formula(("active.new",)), _COUNT),
    Measure("activated_customers", "Customers with activations", Formula(("active.new.customers",)), _COUNT),
    Measure("trials_started", "Trials started", Formula(("trials.started",)), _COUNT),
    Measure("trials_ended", "Trials ended", Formula(("trials.ended",)), _COUNT),
    Measure("trials_converted", "Trials converted", Formula(("trials.converted",)), _COUNT),
    Measure(
        "trial_conversion",
        "Conversion of the trials that ended",
        Formula(("trials.converted",), over=("trials.ended",), times=100, no_base="No trial ended."),
        _PERCENT,
    ),
    Measure("cancellations", "Cancellations", Formula(("active.churn",)), _COUNT),
    Measure("cancelled_subscriptions", "Subscriptions cancelled", Formula(("active.churn.subscriptions",)), _COUNT),
    Measure("cancelling_customers", "Customers who cancelled", Formula(("active.churn.customers",)), _COUNT),
    Measure("net_cancellations", "Net cancellations", Formula(("active.churn",), ("active.reactivation",)), _COUNT),
    _rate("subscription_churn_rate", "Subscription churn rate", "active", "churn"),
    _rate("customer_churn_rate", "Customer churn rate", "customers", "churn"),
    *(_rate(f"{cause}_churn_rate", title, "active", f"churn@{cause}") for cause, title in _CAUSES),
    *(
        Measure(f"{cause}_cancellations", f"{title}: cancellations", Formula((f"active.churn@{cause}",)), _COUNT)
        for cause, title in (*_CAUSES, ("expired", "Expired"), ("paused", "Paused"), ("unknown", "Cause unknown"))
    ),
    Measure("renewals_failed", "Renewals failed", Formula(("renewals.failed",)), _COUNT),
    Measure("renewals_recovered", "Recovered", Formula(("renewals.recovered",)), _COUNT),
    Measure("renewals_lost", "Lost", Formula(("renewals.lost",)), _COUNT),
    Measure(
        "renewal_recovery",
        "Recovered of those that ended",
        Formula(
            ("renewals.recovered",),
            over=("renewals.recovered", "renewals.lost"),
            times=100,
            no_base="No failed renewal came to an end.",
        ),
        _PERCENT,
    ),
    Measure("expired", "Expired", Formula(("expiries.expired",)), _COUNT),
    Measure("expired_customers", "Customers with expiries", Formula(("expiries.expired.customers",)), _COUNT),
)
