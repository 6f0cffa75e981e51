"""Templates of documents' PDFs (Zoho Books API v3, "List estimate template" and its siblings)."""

from sandbox.books.blanks import TEMPLATE
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import invalid_reference
from sandbox.books.roles import ESTIMATE, INVOICE, PURCHASE_ORDER, SALES_ORDER
from sandbox.books.values import text
from sandbox.store import Body

STANDARD = {"template_id": TEMPLATE, "template_name": "Standard Template", "template_type": "standard"}
ELEGANT = {"template_id": "460000000000502", "template_name": "Elegant", "template_type": "elegant"}
BY_ID = {each["template_id"]: each for each in (STANDARD, ELEGANT)}
ENTITIES = {"estimates": ESTIMATE, "salesorders": SALES_ORDER, "invoices": INVOICE, "purchaseorders": PURCHASE_ORDER}


def operations() -> list[Operation]:
    """List the templates of each kind of document, alike for all of them."""
    return [
        Operation("GET", f"/{module}/templates", f"{module}.READ", (entity, "view"), _listed)
        for module, entity in ENTITIES.items()
    ]


def chosen(sent: Body) -> Body:
    """What a document shows of the template that the request names."""
    if "template_id" not in sent:
        return {}
    template = BY_ID.get(text("template_id", sent["template_id"]))
    if template is None:
        raise invalid_reference("Template")
    return dict(template)


def _listed(request: BooksRequest) -> BooksResponse:
    del request
    return success(templates=[STANDARD, ELEGANT])
