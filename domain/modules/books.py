"""The modules of Zoho Books."""

from domain.actions import ACTIONS, ActionName
from domain.modules.module import CATALOGUE, SETTINGS, VIEW, Module, ReachableFiles
from domain.modules.registry import declare

ALL: frozenset[ActionName] = frozenset(ACTIONS)
# They can be made of a record of CRM, or recorded, and are otherwise for reading.
CREATED_ALONE: frozenset[ActionName] = frozenset({"view", "create", "export"})
# What integration users get in documents. Who may edit may send and convert, as with a role.
DRAFTED: frozenset[ActionName] = frozenset({"create", "view", "edit", "send", "convert"})
# Comments of customers and vendors come in pages, the oldest first: at most so many are read.
COMMENT_PAGES = 5

# What is paid, owed and credited repeats what was invoiced or ordered.
SOLD = (("books.invoices", None),)
BOUGHT = (("books.purchase_orders", None),)


def _document(
    name: str,
    entity: str,
    mirror: str,
    *,
    earlier_grant: frozenset[ActionName] = VIEW,
    files: ReachableFiles | None = None,
) -> Module:
    """A module of documents that are drafted, approved, sent and converted in the same ways."""
    return declare(
        Module(
            "books",
            name,
            entity=entity,
            mirror=mirror,
            actions=ALL,
            is_grantable=True,
            default_grant=DRAFTED,
            earlier_grant=earlier_grant,
            comment_calls=1,
            has_pdf=True,
            files=files,
        )
    )


CUSTOMERS = declare(
    Module(
        "books",
        "customers",
        entity="contact",
        amounts_of=SOLD,
        actions=CREATED_ALONE,
        is_grantable=True,
        comment_calls=COMMENT_PAGES,
    )
)
VENDORS = declare(
    Module(
        "books",
        "vendors",
        entity="contact",
        amounts_of=BOUGHT,
        actions=CREATED_ALONE,
        is_grantable=True,
        comment_calls=COMMENT_PAGES,
    )
)
ESTIMATES = _document("estimates", "estimate", "CustomModule5002", earlier_grant=ALL)
SALES_ORDERS = _document("sales_orders", "salesorder", "CustomModule5004", files="last")
INVOICES = _document("invoices", "invoice", "CustomModule5001", files="each")
PURCHASE_ORDERS = _document("purchase_orders", "purchaseorder", "CustomModule5003", files="last")
CUSTOMER_PAYMENTS = declare(
    Module(
        "books",
        "customer_payments",
        entity="customerpayment",
        comment_words=("customer_payment",),
        amounts_of=SOLD,
        actions=CREATED_ALONE,
        is_grantable=True,
    )
)
CREDIT_NOTES = declare(
    Module("books", "credit_notes", entity="creditnote", amounts_of=SOLD, is_grantable=True, comment_calls=1)
)
BILLS = declare(Module("books", "bills", entity="bill", amounts_of=BOUGHT, is_grantable=True, comment_calls=1))
VENDOR_PAYMENTS = declare(
    Module(
        "books",
        "vendor_payments",
        entity="vendorpayment",
        comment_words=("vendor_payment", "bill_payment"),
        amounts_of=BOUGHT,
        is_grantable=True,
    )
)
EXPENSES = declare(Module("books", "expenses", entity="expense", is_grantable=True, comment_calls=1))
ITEMS = declare(Module("books", "items", entity="item", is_grantable=True, ttl=CATALOGUE))

# What is written, mailed, commented on and approved in the same ways.
DOCUMENTS = (ESTIMATES, SALES_ORDERS, INVOICES, PURCHASE_ORDERS)

# Look-ups for forms. Books documents a word of its roles for none of them: those below are what the role tree may hold.
SALES = (ESTIMATES, SALES_ORDERS, INVOICES)


def _look_up(name: str, *chosen_in: Module, entity: str | None = None) -> Module:
    """What an organisation has set up, from which forms of these modules choose."""
    return declare(Module("books", name, entity=entity, actions=VIEW, ttl=SETTINGS, chosen_in=chosen_in))


TAXES = _look_up("taxes", *DOCUMENTS, entity="tax")
CURRENCIES = _look_up("currencies", *DOCUMENTS, entity="currency")
PAYMENT_TERMS = _look_up("payment_terms", INVOICES)
SALESPERSONS = _look_up("salespersons", *SALES)
CHART_OF_ACCOUNTS = _look_up("chart_of_accounts", *DOCUMENTS, entity="chartofaccounts")
