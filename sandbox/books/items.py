"""Items, which are CRM's products (Zoho Books API v3, page "Items")."""

from sqlalchemy import func, true
from sqlmodel import col

from sandbox.books import clock, filters, settings, values
from sandbox.books.blanks import CUSTOM_FIELDS, LOCK, LOCKS, blanks
from sandbox.books.lists import page_of
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import duplicate, in_use, invalid, invalid_reference
from sandbox.books.roles import ITEM
from sandbox.books.values import Parser, money
from sandbox.company.entities import Product
from sandbox.store import Body, Record, text_of

FIELDS: dict[str, Parser] = {
    "name": values.text,
    "rate": values.number,
    "description": values.text,
    "unit": values.text,
    "sku": values.text,
    "product_type": values.text,
    "item_type": values.text,
    "purchase_rate": values.number,
    "purchase_description": values.text,
}
DOCUMENTS = ("estimates", "salesorders", "invoices", "purchaseorders", "creditnotes")


def item_of(product: Product) -> Body:
    """A product of the company's story."""
    body: Body = {
        "item_id": product.books_id,
        "name": product.name,
        "sku": product.code,
        "description": product.category,
        "unit": product.unit,
        "status": "active" if product.active else "inactive",
        "source": "crm",
        "is_linked_with_zohocrm": True,
        "zcrm_product_id": product.crm_id,
        "crm_owner_id": product.owner.crm_id,
        "rate": money(product.price),
        "purchase_rate": money(product.cost),
        "vendor_name": product.vendor.name,
        "item_type": "sales_and_purchases",
        "product_type": "service" if product.category == "Services" else "goods",
        "created_time": clock.stamp(product.created_at),
        "last_modified_time": clock.stamp(product.created_at),
    }
    return body | _tax(taxed=product.taxed)


def _tax(*, taxed: bool) -> Body:
    keys = ("tax_id", "tax_name", "tax_percentage", "tax_type")
    return {key: settings.VAT[key] if taxed else 0 if key == "tax_percentage" else "" for key in keys}


def _write(request: BooksRequest, stored: Body) -> Body:
    body: Body = {"source": "api", "item_type": "sales"} | stored | values.parsed(FIELDS, request.body)
    for name in ("name", "rate"):
        if name not in body:
            raise invalid(name)
    taken = request.ledger.bodies("items", [text_of("name") == body["name"]])
    if any(item["item_id"] != stored.get("item_id") for item in taken):
        raise duplicate(f"The item {body['name']}")
    if "tax_id" in request.body:
        if request.body["tax_id"] not in ("", settings.TAX_ID):
            raise invalid_reference("Tax")
        body |= _tax(taxed=bool(request.body["tax_id"]))
    return body


def _guard(request: BooksRequest, body: Body) -> None:
    holding = filters.lines()["item_id"](body["item_id"])
    if any(request.ledger.count(module, [holding]) for module in DOCUMENTS):
        raise in_use("This item")


def _shape(request: BooksRequest, body: Body, shown: Body) -> None:
    purchased = body["item_type"] != "sales"
    shown["can_be_purchased"] = purchased
    if purchased:
        shown |= {"purchase_account_id": "460000000034003", "purchase_account_name": "Cost of Goods Sold"}


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    _shape(request, body, shown)
    shown["item_name"] = body["name"]


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    _shape(request, body, shown)
    rate = body["rate"]
    shown |= {"pricebook_rate": rate, "sales_rate": rate, "created_at": body["created_time"][:10]}
    shown["default_price_brackets"] = [{"start_quantity": 1, "end_quantity": 1, "pricebook_rate": rate}]


TAXED = func.coalesce(text_of("tax_id"), "") != ""
_KEYS = blanks(
    text="item_id name unit source zcrm_product_id description tax_id tax_name purchase_account_id"
    " purchase_account_name purchase_description sku image_name image_type created_time last_modified_time"
    " product_subtype purpose_of_use",
    zero="rate tax_percentage purchase_rate",
    no="is_linked_with_zohocrm can_be_purchased track_inventory",
    empty="tags",
    status="active",
    account_id="460000000000388",
    account_name="Sales",
    can_be_sold=True,
    item_type="sales",
    product_type="goods",
)
ITEMS = BooksModule(
    name="items",
    singular="item",
    plural="items",
    id_key="item_id",
    noun="Item",
    scope="settings",
    entity=ITEM,
    report="Items",
    detail=_KEYS
    | LOCKS
    | LOCK
    | CUSTOM_FIELDS
    | blanks(
        text="group_id brand manufacturer crm_owner_id unit_id tax_type tax_status tax_start_date tax_end_date"
        " tax_groups_details tax_country_code tax_information is_tax_expired purchase_tax_information"
        " associated_template_id sales_margin created_at offline_created_date_with_time minimum_order_quantity"
        " maximum_order_quantity attribute_name1 attribute_name2 attribute_name3 attribute_option_name1"
        " attribute_option_name2 attribute_option_name3 default_hosted_page_url",
        zero="pricebook_rate sales_rate",
        no="is_default_tax_applied is_fulfillable is_modifier_item has_variant",
        empty="documents price_brackets default_price_brackets sales_channels integration_references",
        item_code={},
        locked_fields={},
        pricing_scheme="unit",
    ),
    row=_KEYS | blanks(text="item_name image_document_id vendor_name", no="has_attachment"),
    filters={
        **filters.text("name"),
        **filters.text("description"),
        **filters.number("rate"),
        **filters.word("tax_id"),
        **filters.text("tax_name"),
        **filters.one_of("is_taxable", {"true": TAXED, "false": ~TAXED}),
        **filters.word("account_id"),
    },
    views={"Status.All": true(), **filters.views("Active", "Inactive")},
    searched=("name", "description"),
    sorts=("name", "rate", "tax_name"),
    sort=("name", "A"),
    messages=("The item has been added.", "Item details have been saved.", "The item has been deleted."),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
    write=_write,
    guard=_guard,
)


def operations() -> list[Operation]:
    """The details of several items at once."""
    return [Operation("GET", "/itemdetails", "settings.READ", (ITEM, "view"), _details)]


def _details(request: BooksRequest) -> BooksResponse:
    ids = request.params.get("item_ids", "")
    if not ids:
        raise invalid("item_ids")
    versions, context = page_of(request, ITEMS, col(Record.id).in_(ids.split(",")))
    details = [ITEMS.rendered_detail(request, ITEMS.existing(request, id_)) for id_, _ in versions]
    return success(items=details, page_context=context)
