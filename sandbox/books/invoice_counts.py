"""`response_option` of the list of invoices: rows, their number, the sums of their totals and balances."""

from dataclasses import replace
from decimal import Decimal

from sandbox.books.invoices import INVOICES
from sandbox.books.lists import conditions, list_answer, paging
from sandbox.books.operations import Answer, Ask, Operation
from sandbox.books.refusals import invalid
from sandbox.books.roles import INVOICE
from sandbox.books.values import exact, money

# By option: rows, count, sums.
OPTIONS = {
    "0": (True, False, False),
    "1": (True, True, True),
    "2": (False, True, False),
    "3": (False, True, True),
    "4": (True, False, True),
}


def operations() -> list[Operation]:
    """The list of invoices in place of the usual one."""
    return [Operation("GET", "/invoices", "invoices.READ", (INVOICE, "view"), _listed)]


def _listed(ask: Ask) -> Answer:
    option = ask.params.get("response_option") or "0"
    if option not in OPTIONS:
        raise invalid("response_option")
    rows, count, sums = OPTIONS[option]
    answer = list_answer(ask, INVOICES)
    if not rows:
        answer = replace(answer, rows=None)
    context = answer.body["page_context"]
    if ask.params.get("response_option"):
        context["response_option"] = int(option)
    if count:
        _, per_page = paging(ask.params)
        context["total"] = ask.ledger.count(INVOICES.name, conditions(ask, INVOICES))
        context["total_pages"] = -(-context["total"] // per_page)
    if sums:
        found = ask.ledger.bodies(INVOICES.name, conditions(ask, INVOICES))
        context["sum_columns"] = {
            key: money(sum((exact(body[key]) for body in found), Decimal(0))) for key in ("total", "balance")
        }
    return answer
