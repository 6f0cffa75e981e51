"""Bills (Zoho Books API v3, page "Bills")."""

from sandbox.books.bill_module import MODULE
from sandbox.books.bill_seed import cross_references, history, records
from sandbox.books.comments import comment_operations
from sandbox.books.declaration import Declaration
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.rest import operations_of
from sandbox.store import Body


def _payments(request: BooksRequest) -> BooksResponse:
    bill = MODULE.existing(request, request.ids["id"])
    vendor = {"vendor_id": bill["vendor_id"], "vendor_name": bill["vendor_name"]}
    return success(payments=[_payment(payment) | vendor for payment in bill.get("payments", [])])


def _payment(payment: Body) -> Body:
    keys = (
        "payment_id", "bill_id", "bill_payment_id", "payment_mode", "description", "date", "reference_number",
        "exchange_rate", "amount", "is_single_bill_payment",
    )  # fmt: skip
    return {key: payment[key] for key in keys} | {"paid_through": payment["paid_through_account_name"]}


BILLS = Declaration(
    module=MODULE,
    operations=[
        *operations_of(MODULE, ("list", "read")),
        *comment_operations(MODULE, None, status=201),
        Operation("GET", "/bills/{id}/payments", "bills.READ", (MODULE.entity, "view"), _payments),
    ],
    records=records,
    mentions=cross_references,
    history=history,
)
