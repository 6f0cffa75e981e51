"""Fields that records inherit are their own: none reads another's rows, and what a record declares itself stands."""

import pytest
from strawberry.types.base import get_object_definition

from domain.modules import books, crm
from domain.modules.module import Module
from schema.books.comments import CommentsField
from schema.books.credit_notes import CreditNote
from schema.books.estimates import Estimate
from schema.books.invoices import Invoice
from schema.engine.declare.fields import SourcedField
from schema.engine.declare.pdf_urls import PdfUrlField
from schema.shared.attachments import AttachmentsField


def fields_of(record: type) -> dict[str, SourcedField]:
    """The declared fields of a record by their names in Python."""
    found = get_object_definition(record, strict=True).fields
    return {each.python_name: each for each in found if isinstance(each, SourcedField)}


def test_each_record_has_its_own_fields() -> None:
    estimates, invoices, notes = fields_of(Estimate), fields_of(Invoice), fields_of(CreditNote)
    inherited = {"currency", "notes", "terms", "approval", "created_at", "updated_at", "comments"}
    assert all(len({id(each[name]) for each in (estimates, invoices, notes)}) == 3 for name in inherited)
    comments = [each["comments"] for each in (estimates, invoices, notes)]
    modules = [each.module for each in comments if isinstance(each, CommentsField)]
    assert modules == [books.ESTIMATES, books.INVOICES, books.CREDIT_NOTES]


def test_what_a_record_declares_itself_stands() -> None:
    assert (fields_of(Estimate)["adjustment"].source.detail, fields_of(Invoice)["adjustment"].source.detail) == (
        True,
        False,
    )
    rates = [fields_of(each)["exchange_rate_to_base"].source.crm for each in (Estimate, Invoice)]
    assert rates == ["Grand_Total", "ExchangeRate"]


@pytest.mark.parametrize(
    ("field", "module", "lacking"),
    [
        (CommentsField(), books.ITEMS, "comment_calls"),
        (PdfUrlField(), books.CREDIT_NOTES, "has_pdf"),
        (AttachmentsField(), crm.PRODUCTS, "files"),
    ],
)
def test_a_field_that_the_module_does_not_declare_is_refused(field: SourcedField, module: Module, lacking: str) -> None:
    with pytest.raises(ValueError, match=lacking):
        field.belong_to(Estimate, "field", None, module)
