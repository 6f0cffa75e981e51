"""The keys of each answer with what Books writes where there is nothing to say, in groups that documents share.

A stored record holds only its own values; an answer is these blanks with the record laid over them.
Books writes an empty string for almost every absent value (recorded answers to public clients).
"""

from sandbox.store import Body


def blanks(*, text: str = "", zero: str = "", no: str = "", empty: str = "", **others: object) -> Body:
    """Keys in words, by their blank: an empty string, 0, False, an empty list; `others` bring their own."""
    return {
        **dict.fromkeys(text.split(), ""),
        **dict.fromkeys(zero.split(), 0),
        **dict.fromkeys(no.split(), False),
        **{key: [] for key in empty.split()},
        **others,
    }


SUBMISSION = blanks(
    text="submitter_id submitted_date submitted_by submitted_by_name submitted_by_email submitted_by_photo_url"
    " approver_id",
    empty="approvers_list",
)
LOCKS = blanks(empty="locked_actions", lock_details={"can_lock": False})
# What new documents are printed with.
TEMPLATE = "460000000000501"
LOCK: Body = {"lock_detail": {"can_lock": True, "custom_locks": [], "system_locks": []}}
STATUS = blanks(text="status color_code current_sub_status_id current_sub_status", empty="sub_statuses")
VIEWED = blanks(text="client_viewed_time", no="is_viewed_by_client")
CUSTOM_FIELDS = blanks(empty="custom_fields", custom_field_hash={})
PAGE = blanks(
    text="attachment_name",
    no="can_send_in_mail",
    template_id=TEMPLATE,
    template_name="Standard Template",
    template_type="standard",
    page_width="8.27in",
    page_height="11.69in",
    orientation="portrait",
)
CURRENCY = blanks(text="currency_id currency_code currency_symbol", exchange_rate=1, price_precision=2)
ROUNDING = blanks(
    zero="roundoff_value",
    transaction_rounding_type="no_rounding",
    rounding_mode="round_half_up",
    bcy_rounding_mode="round_half_up",
)
SHIPPING = blanks(
    text="shipping_charge_tax_id shipping_charge_tax_name shipping_charge_tax_type shipping_charge_tax_percentage"
    " shipping_charge_tax_exemption_id shipping_charge_tax_exemption_code shipping_charge_tax bcy_shipping_charge_tax"
    " shipping_charge_tax_formatted shipping_charge_exclusive_of_tax_formatted"
    " shipping_charge_inclusive_of_tax_formatted shipping_charge_account_id shipping_charge_account_name",
    zero="shipping_charge shipping_charge_exclusive_of_tax shipping_charge_inclusive_of_tax",
    empty="shipping_charge_taxes",
)
# The twins in the organisation's base currency.
BASE_CURRENCY = blanks(
    zero="bcy_shipping_charge bcy_adjustment bcy_sub_total bcy_discount_total bcy_total bcy_tax_total"
)
# Every sales document and purchase order has these.
DOCUMENT = (
    STATUS
    | VIEWED
    | CURRENCY
    | CUSTOM_FIELDS
    | SUBMISSION
    | PAGE
    | blanks(
        text="date reference_number contact_category adjustment_description notes terms created_time"
        " last_modified_time created_by_id",
        zero="discount discount_applied_on_amount adjustment sub_total sub_total_inclusive_of_tax tax_total total",
        no="is_inclusive_tax",
        empty="documents contact_persons contact_persons_associated line_items taxes tags",
        is_discount_before_tax=True,
        discount_type="item_level",
        tax_rounding="entity_level",
        tds_calculation_type="tds_item_level",
        tax_override_preference="no_override",
        billing_address={},
    )
)
SALE = (
    DOCUMENT
    | LOCKS
    | LOCK
    | SHIPPING
    | ROUNDING
    | blanks(
        text="customer_id customer_name salesperson_id salesperson_name subject_content last_modified_by_id",
        empty="exceptions",
        shipping_address={},
    )
)
