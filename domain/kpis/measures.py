"""The measures of reports, each a formula over operands.

An operand is written `ledger.kind`: the sum of the amounts of a kind of entries, or the balance of the ledger at the
`opening` or `closing` of the period. `.events`, `.subscriptions` and `.customers` count instead of adding, and `@`
narrows by the cause of an end.
"""

from domain.kpis.formulas import Measure
from domain.kpis.measures_of_records import OF_RECORDS
from domain.kpis.measures_of_revenue import OF_REVENUE
from domain.kpis.measures_of_subscriptions import OF_SUBSCRIPTIONS

MEASURES: dict[str, Measure] = {measure.id: measure for measure in (*OF_REVENUE, *OF_SUBSCRIPTIONS, *OF_RECORDS)}
