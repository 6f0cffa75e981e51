"""Parts of a document that are written by themselves: its addresses, its custom fields (Zoho Books API v3)."""

from sandbox.books import addresses, custom_fields
from sandbox.books.customer_payments import CUSTOMER_PAYMENTS
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.rest import rewritten
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body

BOTH = ("billing", "shipping")
# The addresses of each module, and what stands behind the words of its answer.
ADDRESSES = ((ESTIMATES, BOTH, ""), (SALES_ORDERS, BOTH, "."), (INVOICES, BOTH, ""), (PURCHASE_ORDERS, BOTH[:1], "."))
# In their paths the module's name is in the singular.
FIELDED = {
    "estimate": ESTIMATES,
    "salesorder": SALES_ORDERS,
    "invoice": INVOICES,
    "purchaseorder": PURCHASE_ORDERS,
    "customerpayment": CUSTOMER_PAYMENTS,
}


def operations() -> list[Operation]:
    """Writing one address, and writing the custom fields."""
    return [
        *(_of_address(module, kind, end) for module, kinds, end in ADDRESSES for kind in kinds),
        *(_of_fields(name, module) for name, module in FIELDED.items()),
    ]


def _of_address(module: BooksModule, kind: str, end: str) -> Operation:
    key = f"{kind}_address"

    def write(request: BooksRequest, stored: Body) -> Body:
        return stored | {key: addresses.replaced(key, request.body, stored[key])}

    def act(request: BooksRequest) -> BooksResponse:
        rewritten(request, module, module.existing(request, request.ids["id"]), write)
        return success(f"{kind.capitalize()} address updated{end}")

    path = f"/{module.name}/{{id}}/address/{kind}"
    return Operation("PUT", path, f"{module.scope}.UPDATE", (module.entity, "edit"), act)


def _of_fields(name: str, module: BooksModule) -> Operation:
    def write(request: BooksRequest, stored: Body) -> Body:
        return stored | custom_fields.written(module.custom_fields, request.body, stored)

    def act(request: BooksRequest) -> BooksResponse:
        rewritten(request, module, module.existing(request, request.ids["id"]), write)
        return success("Custom Fields Updated Successfully")

    path, scope = f"/{name}/{{id}}/customfields", f"{module.scope}.UPDATE"
    return Operation("PUT", path, scope, (module.entity, "edit"), act, array="custom_fields")
