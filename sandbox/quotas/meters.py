"""Who has used how much: a meter for each organisation of each product that has quotas."""

from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sandbox.error_bodies import overrun
from sandbox.quotas.gauges import ConcurrencyGauge, DailyGauge, Gauge, WindowGauge
from sandbox.quotas.settings import CrmQuota, FinanceQuota, QuotaSettings
from sandbox.store import Body

# What a call takes of each gauge.
Charge = Mapping[str, int]


class Meter:
    """The quotas of one organisation in one product. Of several that are used up, the first in order refuses."""

    def __init__(self, product: str, gauges: Mapping[str, Gauge]) -> None:
        self.product = product
        self.gauges = gauges
        self.refused: Counter[str] = Counter()

    @contextmanager
    def admitted(self, charge: Charge) -> Generator[str | None]:
        """While the block lasts the call is in process; or the name of the quota that refuses it, uncounted."""
        over = next((name for name, gauge in self.gauges.items() if gauge.used() + charge[name] > gauge.most), None)
        if over is not None:
            self.refused[over] += 1
            yield over
            return
        for name, gauge in self.gauges.items():
            gauge.take(charge[name])
        try:
            yield None
        finally:
            for name, gauge in self.gauges.items():
                gauge.leave(charge[name])

    def refusal(self, over: str) -> Body:
        """The body of the 429 for a call that this quota refuses."""
        return overrun(self.product, over, self.gauges[over].most)

    def headers(self) -> dict[str, str]:
        """The headers in which every answer reports the quotas."""
        return {}

    def used(self) -> dict[str, Any]:
        """What is used of each quota, the most that was in process at once, and how many calls each one refused."""
        used: dict[str, Any] = {name: gauge.used() for name, gauge in self.gauges.items()}
        peaks = {name: gauge.peak for name, gauge in self.gauges.items() if isinstance(gauge, ConcurrencyGauge)}
        return used | {"peak": peaks, "refused": {name: self.refused[name] for name in self.gauges}}


class FinanceMeter(Meter):
    """The quotas of one organisation of Books or Billing."""

    def __init__(self, product: str, quota: FinanceQuota) -> None:
        figures = quota.figures()
        self._day = DailyGauge(figures["daily"])
        places = ConcurrencyGauge(figures["concurrent"])
        super().__init__(
            product, {"daily": self._day, "calls": WindowGauge(quota.calls, quota.window), "concurrent": places}
        )

    def headers(self) -> dict[str, str]:
        """The day's budget, seen in recorded answers of Books; no header reports the other quotas."""
        return {
            "X-Rate-Limit-Limit": str(self._day.most),
            "X-Rate-Limit-Remaining": str(max(0, self._day.most - self._day.used())),
            "X-Rate-Limit-Reset": str(self._day.seconds_left()),
        }


class CrmMeter(Meter):
    """The quotas of the organisation in CRM."""

    def __init__(self, quota: CrmQuota) -> None:
        figures = quota.figures()
        self.costs = quota.costs
        self._credits = WindowGauge(figures["credits"], quota.window)
        places = {
            "concurrent": ConcurrencyGauge(figures["concurrent"]),
            "sub_concurrent": ConcurrencyGauge(quota.sub_concurrent),
        }
        super().__init__("crm", {"credits": self._credits, **places})

    def headers(self) -> dict[str, str]:
        """What is left, once half of it is used (page "API Limits"); no header reports the other quotas."""
        used, most = self._credits.used(), self._credits.most
        return {"X-API-CREDITS-REMAINING": str(most - used)} if used * 2 >= most else {}


class Quotas:
    """The quotas in force and what is used of them. A new setting counts from 0, without the calls in process."""

    def __init__(self) -> None:
        self.clear()

    def replace(self, setting: QuotaSettings) -> None:
        """Put this setting in force in place of any other."""
        self._quotas = setting.quotas()
        self._meters: dict[str, dict[str, Meter]] = {product: {} for product in self._quotas}

    def clear(self) -> None:
        """Take every quota away."""
        self.replace(QuotaSettings())

    def cover(self, product: str) -> bool:
        """Whether the product has quotas."""
        return product in self._quotas

    def meter(self, product: str, organization: str) -> Meter:
        """The organisation's meter in a product that has quotas."""
        of_product = self._meters[product]
        if organization not in of_product:
            quota = self._quotas[product]
            crm = isinstance(quota, CrmQuota)
            of_product[organization] = CrmMeter(quota) if crm else FinanceMeter(product, quota)
        return of_product[organization]

    def shown(self) -> dict[str, Any]:
        """The setting with every figure, what each organisation has used, and how many calls each product refused."""
        return {
            "limits": {product: quota.figures() for product, quota in self._quotas.items()},
            "used": {
                product: {organization: meter.used() for organization, meter in of_product.items()}
                for product, of_product in self._meters.items()
            },
            "refused": {
                product: sum(meter.refused.total() for meter in of_product.values())
                for product, of_product in self._meters.items()
            },
        }
