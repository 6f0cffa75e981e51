"""The products behind the graph, and what holds for every module of one: each said once, read by all others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ZohoProduct = Literal["crm", "books", "billing"]
PRODUCTS: tuple[ZohoProduct, ...] = ("crm", "books", "billing")
# What decides about a module's actions: the CRM profile alone, a role in Books, or being a member of Billing.
RightsSource = Literal["profile", "role", "membership"]
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProductTraits:
    """What all modules of a product share.

    `mirrors_self`: CRM's field permissions name the module's own columns, not those of a mirror.
    `batched_by_id`: records are read by many ids in one call, else one call each.
    `lists_carry_all`: list rows are whole whatever is asked for, else exactly the columns that are asked for.
    `shows_saved_views`: the product reports what a saved view compares.
    `counts_records`: the product says how many records a list has.
    `searches_related`: a list of records that belong to another one still takes words and saved views.
    `carries_look_ups`: a row holds objects of the records that it is linked to, with columns of theirs.
    `lists_files`: a record's single answer lists the files that are attached to it, else that takes a call.
    `answers_writes_whole`: a write answers the whole record, else little more than its id.
    `is_tenant`: its organisation is the one that the audit log is kept for, not one that is worked in beside it.
    `currency_column` and `changed_at_key` are keys of a row; `custom_fields_key` is that of the custom fields that the
    audit log keeps, None where it keeps none. `pages_after` is the most pages of the product on which one page of the
    graph lies that continues at a cursor, `most_linked` the most records that one record of CRM is linked to,
    `largest_attachment` the most bytes of a file, None where only the gateway's own limit counts.
    """

    label: str
    rights: RightsSource
    mirrors_self: bool
    batched_by_id: bool
    lists_carry_all: bool
    shows_saved_views: bool
    counts_records: bool
    searches_related: bool
    carries_look_ups: bool
    lists_files: bool
    answers_writes_whole: bool
    counts_credits: bool
    is_tenant: bool
    currency_column: str
    changed_at_key: str
    custom_fields_key: str | None
    pages_after: int
    most_linked: int
    largest_attachment: int | None


TRAITS: Mapping[ZohoProduct, ProductTraits] = {
    "crm": ProductTraits(
        label="CRM",
        rights="profile",
        mirrors_self=True,
        batched_by_id=True,
        lists_carry_all=False,
        shows_saved_views=True,
        counts_records=True,
        searches_related=False,
        carries_look_ups=True,
        lists_files=False,
        answers_writes_whole=False,
        counts_credits=True,
        is_tenant=True,
        currency_column="Currency",
        changed_at_key="Modified_Time",
        custom_fields_key=None,
        # The border of the pages by number lies between two of them.
        pages_after=3,
        most_linked=1,
        largest_attachment=None,
    ),
    "books": ProductTraits(
        label="Books",
        rights="role",
        mirrors_self=False,
        batched_by_id=False,
        lists_carry_all=True,
        shows_saved_views=False,
        counts_records=False,
        searches_related=True,
        carries_look_ups=False,
        lists_files=True,
        answers_writes_whole=True,
        counts_credits=False,
        is_tenant=False,
        currency_column="currency_code",
        changed_at_key="last_modified_time",
        custom_fields_key="custom_fields",
        pages_after=2,
        # The synchronisation makes one customer of an account or a contact.
        most_linked=3,
        # Zoho Books help, "Attach files".
        largest_attachment=10 * MEGABYTE,
    ),
    "billing": ProductTraits(
        label="Billing",
        rights="membership",
        mirrors_self=False,
        batched_by_id=False,
        lists_carry_all=True,
        shows_saved_views=False,
        counts_records=False,
        searches_related=True,
        carries_look_ups=False,
        lists_files=True,
        answers_writes_whole=True,
        counts_credits=False,
        is_tenant=False,
        currency_column="currency_code",
        changed_at_key="updated_time",
        custom_fields_key=None,
        pages_after=2,
        # There is one customer for a reference.
        most_linked=1,
        largest_attachment=None,
    ),
}
