"""`response_option` of the list of invoices: rows, their number, the sums of their totals and balances."""

from dataclasses import replace
from decimal import Decimal

from sandbox.books.invoices import INVOICES
from sandbox.books.lists import conditions, list_answer, paging
from sandbox.books.operations import BooksRequest, BooksResponse, Operation
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


def _listed(request: BooksRequest) -> BooksResponse:
    option = request.params.get("response_option") or "0"
    if option not in OPTIONS:
        raise invalid("response_option")
    rows, count, sums = OPTIONS[option]
    answer = list_answer(request, INVOICES)
    if not rows:
        answer = replace(answer, rows=None)
    context = answer.body["page_context"]
    if request.params.get("response_option"):
        context["response_option"] = int(option)
    if count:
        _, per_page = paging(request.params)
        context["total"] = request.ledger.count(INVOICES.name, conditions(request, INVOICES))
        context["total_pages"] = -(-context["total"] // per_page)
    if sums:
        bodies = request.ledger.bodies(INVOICES.name, conditions(request, INVOICES))
        context["sum_columns"] = {
            key: money(sum((exact(body[key]) for body in bodies), Decimal(0))) for key in ("total", "balance")
        }
    return answer
