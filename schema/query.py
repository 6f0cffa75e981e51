"""The roots of the graph: every record by id and as a connection, the caller, and any node."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.modules.books import DOCUMENTS
from domain.queries import DEFAULT_PAGE, Row
from schema.analytics.roots import AnalyticsQueries
from schema.billing.addons import ADDONS
from schema.billing.coupons import COUPONS
from schema.billing.customers import BILLING_CUSTOMERS
from schema.billing.hosted_pages import HOSTED_PAGES
from schema.billing.invoices import BILLING_INVOICES
from schema.billing.payments import BILLING_PAYMENTS
from schema.billing.plans import PLANS
from schema.billing.products import BILLING_PRODUCTS
from schema.billing.quotes import BILLING_QUOTES
from schema.billing.subscriptions import SUBSCRIPTIONS
from schema.books.approvals import (
    APPROVAL_CALLS,
    PENDING_APPROVALS,
    AfterPending,
    FirstPending,
    pending_approvals_of,
)
from schema.books.bills import BILLS
from schema.books.credit_notes import CREDIT_NOTES
from schema.books.customer_payments import CUSTOMER_PAYMENTS
from schema.books.customers import CUSTOMERS
from schema.books.estimates import ESTIMATES
from schema.books.expenses import EXPENSES
from schema.books.invoices import INVOICES
from schema.books.items import ITEMS
from schema.books.purchase_orders import PURCHASE_ORDERS
from schema.books.sales_orders import SALES_ORDERS
from schema.books.vendor_payments import VENDOR_PAYMENTS
from schema.books.vendors import BOOKS_VENDORS
from schema.caller.audit_log import (
    AUDIT_CALLS,
    AuditAfterArgument,
    AuditEntryConnection,
    AuditFilterArgument,
    AuditFirstArgument,
    audit_page,
)
from schema.caller.costs import (
    DocumentArgument,
    OperationNameArgument,
    QueryCost,
    VariablesArgument,
    cost_of_query,
)
from schema.caller.permissions import (
    PermissionExplanation,
    permission_explanation,
)
from schema.caller.view_as import Email, GraphOfUser, graph_of_user
from schema.caller.viewer import Viewer
from schema.crm.accounts import ACCOUNTS
from schema.crm.contacts import CONTACTS
from schema.crm.deals import DEALS
from schema.crm.products import PRODUCTS
from schema.crm.users import USERS
from schema.crm.vendors import VENDORS
from schema.engine.declare.connections import ConnectionValue
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.engine.declare.records import by_id, node, nodes, pages
from schema.integration.bulk import CommonUserQueries
from schema.integration.directory_queries import DirectoryQueries
from schema.integration.duplicates import DuplicateQueries
from schema.integration.plan_roots import IntegrationPlanQueries
from schema.integration.roster_queries import RosterQueries
from schema.integration.user_migration_queries import UserMigrationQueries
from schema.look_ups import LookUps
from schema.shared.mail_mutations import (
    DocumentId,
    FromAddress,
    MailPreview,
    NamedRecordType,
    TemplateId,
    from_addresses_of,
    preview_of,
)
from schema.shared.mutation_requests import OperationInfo
from schema.shared.view_queries import ViewQueries


@strawberry.type(description="One graph over Zoho CRM, Zoho Books and Zoho Billing, as the caller may see them.")
class Query(
    RosterQueries,
    IntegrationPlanQueries,
    CommonUserQueries,
    UserMigrationQueries,
    LookUps,
    ViewQueries,
    AnalyticsQueries,
    DirectoryQueries,
    DuplicateQueries,
):
    """The root of all queries."""

    node: Row | None = node()
    nodes: list[Row | None] = nodes()

    account: Row | None = by_id(ACCOUNTS, "A CRM account.")
    accounts: Row | None = pages(ACCOUNTS, "CRM accounts.")
    contact: Row | None = by_id(CONTACTS, "A CRM contact.")
    contacts: Row | None = pages(CONTACTS, "CRM contacts.")
    deal: Row | None = by_id(DEALS, "A CRM deal.")
    deals: Row | None = pages(DEALS, "CRM deals.")
    vendor: Row | None = by_id(VENDORS, "A CRM vendor.")
    vendors: Row | None = pages(VENDORS, "CRM vendors.")
    product: Row | None = by_id(PRODUCTS, "A CRM product.")
    products: Row | None = pages(PRODUCTS, "CRM products.")
    crm_user: Row | None = by_id(USERS, "A user of CRM.")
    crm_users: Row | None = pages(USERS, "Users of CRM.")

    customer: Row | None = by_id(CUSTOMERS, "A customer in Books.")
    customers: Row | None = pages(CUSTOMERS, "Customers in Books.")
    books_vendor: Row | None = by_id(BOOKS_VENDORS, "A vendor in Books.")
    books_vendors: Row | None = pages(BOOKS_VENDORS, "Vendors in Books.")
    estimate: Row | None = by_id(ESTIMATES, "An estimate.")
    estimates: Row | None = pages(ESTIMATES, "Estimates.")
    sales_order: Row | None = by_id(SALES_ORDERS, "A sales order.")
    sales_orders: Row | None = pages(SALES_ORDERS, "Sales orders.")
    invoice: Row | None = by_id(INVOICES, "An invoice.")
    invoices: Row | None = pages(INVOICES, "Invoices.")
    purchase_order: Row | None = by_id(PURCHASE_ORDERS, "A purchase order.")
    purchase_orders: Row | None = pages(PURCHASE_ORDERS, "Purchase orders.")
    customer_payment: Row | None = by_id(CUSTOMER_PAYMENTS, "A customer's payment.")
    customer_payments: Row | None = pages(CUSTOMER_PAYMENTS, "Customers' payments.")
    credit_note: Row | None = by_id(CREDIT_NOTES, "A credit note.")
    credit_notes: Row | None = pages(CREDIT_NOTES, "Credit notes.")
    bill: Row | None = by_id(BILLS, "A bill.")
    bills: Row | None = pages(BILLS, "Bills.")
    vendor_payment: Row | None = by_id(VENDOR_PAYMENTS, "A payment to a vendor.")
    vendor_payments: Row | None = pages(VENDOR_PAYMENTS, "Payments to vendors.")
    expense: Row | None = by_id(EXPENSES, "An expense.")
    expenses: Row | None = pages(EXPENSES, "Expenses.")
    item: Row | None = by_id(ITEMS, "An item.")
    items: Row | None = pages(ITEMS, "Items.")

    subscription: Row | None = by_id(SUBSCRIPTIONS, "A subscription.")
    subscriptions: Row | None = pages(SUBSCRIPTIONS, "Subscriptions.")
    billing_quote: Row | None = by_id(BILLING_QUOTES, "A quote in Billing.")
    billing_quotes: Row | None = pages(BILLING_QUOTES, "Quotes in Billing.")
    hosted_page: Row | None = by_id(HOSTED_PAGES, "A hosted page of Billing.")
    hosted_pages: Row | None = pages(HOSTED_PAGES, "Hosted pages of Billing.")
    plan: Row | None = by_id(PLANS, "A plan, by id or code.")
    plans: Row | None = pages(PLANS, "Plans.")
    addon: Row | None = by_id(ADDONS, "An addon, by id or code.")
    addons: Row | None = pages(ADDONS, "Addons.")
    coupon: Row | None = by_id(COUPONS, "A coupon, by id or code.")
    coupons: Row | None = pages(COUPONS, "Coupons.")
    billing_product: Row | None = by_id(BILLING_PRODUCTS, "A product in Billing.")
    billing_products: Row | None = pages(BILLING_PRODUCTS, "Products in Billing.")
    billing_customer: Row | None = by_id(BILLING_CUSTOMERS, "A customer in Billing.")
    billing_customers: Row | None = pages(BILLING_CUSTOMERS, "Customers in Billing.")
    billing_invoice: Row | None = by_id(BILLING_INVOICES, "An invoice in Billing.")
    billing_invoices: Row | None = pages(BILLING_INVOICES, "Invoices in Billing.")
    billing_payment: Row | None = by_id(BILLING_PAYMENTS, "A payment in Billing.")
    billing_payments: Row | None = pages(BILLING_PAYMENTS, "Payments in Billing.")

    @own_field("The caller.", costs=REMEMBERED)
    def viewer(self) -> Viewer | None:
        """The caller."""
        return Viewer()

    @own_field("Explains why a record type or one of its fields is visible or hidden.", costs=REMEMBERED)
    async def explain_permission(
        self,
        info: Info[OperationContext, None],
        coordinate: Annotated[
            str, strawberry.argument(description="A record type or one of its fields: `Invoice` or `Invoice.total`.")
        ],
    ) -> PermissionExplanation | None:
        """The explanation for one coordinate."""
        return await permission_explanation(info, coordinate)

    @own_field("Estimated cost of a query in calls and credits. No records are read.", costs=REMEMBERED)
    async def explain_query(
        self,
        info: Info[OperationContext, None],
        document: DocumentArgument,
        variables: VariablesArgument = None,
        operation: OperationNameArgument = None,
    ) -> QueryCost | None:
        """Bounds, from the document and the caller's permissions."""
        return await cost_of_query(info, document, variables, operation)

    @own_field(
        "Documents that wait for your approval, the oldest submission first. Takes one call per module that you may "
        "approve in, and one per document that waits there for anybody's approval, of which the 100 oldest are read.",
        costs=APPROVAL_CALLS,
        acts=(DOCUMENTS, "approve"),
        answers=PENDING_APPROVALS | None,
    )
    async def pending_approvals(
        self, info: OperationInfo, first: FirstPending = DEFAULT_PAGE, after: AfterPending = None
    ) -> ConnectionValue:
        """The documents that wait for the caller's approval."""
        return await pending_approvals_of(info, first, after)

    @own_field("Your own sender addresses, as in CRM.", costs={"crm": 1})
    async def from_addresses(self, info: OperationInfo) -> list[FromAddress] | None:
        """The caller's own addresses."""
        return await from_addresses_of(info)

    @own_field("Preview of a document's e-mail.", costs={"books": 1, "crm": 1}, acts=(DOCUMENTS, "view"))
    async def mail_preview(
        self,
        info: OperationInfo,
        document_id: DocumentId,
        template_id: TemplateId = None,
        type_: NamedRecordType = None,
    ) -> MailPreview | None:
        """The filled template."""
        return await preview_of(info, str(document_id), template_id, type_)

    @own_field(
        "Audit log of the changes made through the graph, the newest first. For administrators.", costs=AUDIT_CALLS
    )
    async def audit_log(
        self,
        info: Info[OperationContext, None],
        first: AuditFirstArgument = DEFAULT_PAGE,
        after: AuditAfterArgument = None,
        filter: AuditFilterArgument = None,  # noqa: A002  # as every list has it
    ) -> AuditEntryConnection | None:
        """A page of the log of the caller's organisation."""
        return await audit_page(info, first, after, filter)

    @own_field("The schema as another user sees it: names only, never data. For administrators.", costs=REMEMBERED)
    async def view_as(self, info: Info[OperationContext, None], email: Email) -> GraphOfUser | None:
        """The user's graph, as this process last learned it."""
        return await graph_of_user(info, email)
