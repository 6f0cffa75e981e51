"""The twelve operations of the calls table, with the fewest calls that the products allow, and why.

The caller is known: facts, organisations and the ways from CRM records to finance customers have been asked before.
The bound is that of the record endpoints. COQL, which could join look-ups, has a scope of its own and no Books side.
"""

from dataclasses import dataclass, field

ROOTS = """
{
  account: accounts(first: 1, search: "Aurora Optics") { nodes { id } }
  accounts(first: 5) { nodes { id } }
  deals(first: 3) { nodes { id } }
  invoices(first: 2) { nodes { id } }
  customers(first: 1, search: "Aurora Optics") { nodes { id } }
  vendors(first: 1) { nodes { id } }
  views(of: ACCOUNT) { viewId }
}
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its fewest calls by product, and the reason. `lacking` are fields that no list row carries."""

    name: str
    query: str
    fewest: dict[str, int]
    why: str
    credits: int | None = None
    lacking: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def fewest_credits(self) -> int:
        """CRM's credits at the fewest calls: one a call unless a call has another price."""
        return self.fewest.get("crm", 0) if self.credits is None else self.credits


OPERATIONS = (
    Operation(
        "AccountsPage",
        "{ accounts(first: 50) { nodes { name industry phone owner { name email } parent { name } } } }",
        {"crm": 1},
        "a page; owners and parents stand in its rows by name",
    ),
    Operation(
        "Account360",
        """query ($account: ID!) { account(id: $account) {
          name industry owner { name } contacts(first: 10) { nodes { name email } }
          deals(first: 10) { nodes { name stage amount { amount currency } } }
          estimates(first: 10) { nodes { number status } } salesOrders(first: 10) { nodes { number status } }
          invoices(first: 10) { nodes { number balance { amount currency } } }
          payments(first: 10) { nodes { number amount { amount currency } } }
          subscriptions(first: 10) { nodes { planName status } } } }""",
        {"crm": 3, "books": 4, "billing": 1},
        "the account and one call for each list: no endpoint tells two of them",
    ),
    Operation(
        "DealsBoard",
        """{ deals(first: 50) { nodes { name stage closingOn amount { amount currency } owner { name }
          account { name industry website } contact { name email phone } } } }""",
        {"crm": 3},
        "the page, its accounts by `ids`, its contacts by `ids`",
    ),
    Operation(
        "InvoicesList",
        "{ invoices(first: 200) { nodes { number status issuedOn dueOn customerName "
        "total { amount currency } balance { amount currency } } } }",
        {"books": 1},
        "a page of 200",
    ),
    Operation(
        "InvoiceWithLines",
        "query ($invoice: ID!) { invoice(id: $invoice) { number status total { amount currency } "
        "lineItems { name quantity rate { amount currency } total { amount currency } } } }",
        {"books": 1},
        "the single answer has its lines",
    ),
    Operation(
        "SubscriptionsWithPlan",
        """{ subscriptions(first: 10) { nodes { name status amount { amount currency }
          plan { name price { amount currency } plan { name interval } } } } }""",
        {"billing": 12},
        "the page, ten single answers for the price as subscribed, one page of the catalogue's plans",
        lacking=frozenset({"plan"}),
    ),
    Operation(
        "ContactsWithAccountAndOwner",
        """{ contacts(first: 50) { nodes { name email phone account { name industry website }
          owner { name timeZone } } } }""",
        {"crm": 3},
        "the page, its accounts by `ids`, its owners by `ids`",
    ),
    Operation(
        "CustomerWithInvoices",
        """query ($customer: ID!) { customer(id: $customer) { name invoices(first: 20) { nodes { number status
          balance { amount currency } } } payments(first: 10) { nodes { number } } } }""",
        {"books": 3},
        "the customer and one call for each list",
    ),
    Operation(
        "VendorWithPurchaseOrders",
        "query ($vendor: ID!) { vendor(id: $vendor) { name email "
        "purchaseOrders(first: 20) { nodes { number status total { amount currency } } } } }",
        {"crm": 1, "books": 1},
        "the vendor in CRM and the list in Books",
    ),
    Operation(
        "NodesByIds",
        "query ($nodes: [ID!]!) { nodes(ids: $nodes) { id ... on Account { name industry } "
        "... on Deal { name stage } ... on Invoice { number status } } }",
        {"crm": 2, "books": 2},
        "accounts by `ids`, deals by `ids`; Books reads invoices one by one",
    ),
    Operation(
        "SavedView",
        "query ($view: ID!) { accounts(first: 20, view: $view) { nodes { name industry owner { name } } } }",
        {"crm": 1},
        "a page of the view, at three credits",
        credits=3,
    ),
    Operation(
        "Search",
        '{ accounts(first: 10, search: "Optics") { nodes { name phone } } '
        'contacts(first: 10, search: "Sato") { nodes { name email account { name } } } }',
        {"crm": 2},
        "one search in each module; the account's name stands in the contact's row",
    ),
)
