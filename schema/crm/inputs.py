"""Inputs for records of CRM: each field is one line that names the product's key."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.engine.declare.inputs import sent
from schema.shared.inputs import Changing, CustomFieldInput, Keyed
from schema.shared.named_records import NamedRecord

# A large text area (page "Fields Metadata"); it is also a standard field of each of these modules.
LONGEST_DESCRIPTION = 32_000


@strawberry.input(description="A postal address in CRM.")
class CrmAddressInput:
    """A postal address."""

    street: str | None = sent("_Street", "Street and number.")
    city: str | None = sent("_City", "City.")
    state: str | None = sent("_State", "State, province or region.")
    postal_code: str | None = sent("_Code", "Postal code.")
    country: str | None = sent("_Country", "Country.")


@strawberry.input(description="A postal address of a contact in CRM.")
class ContactAddressInput:
    """A postal address; contacts call the code otherwise."""

    street: str | None = sent("_Street", "Street and number.")
    city: str | None = sent("_City", "City.")
    state: str | None = sent("_State", "State, province or region.")
    postal_code: str | None = sent("_Zip", "Postal code.")
    country: str | None = sent("_Country", "Country.")


@strawberry.input
class AccountValues:
    """Fields of an account."""

    name: str | None = sent("Account_Name", "The account's name.", needed=True)
    number: str | None = sent("Account_Number", "The account's number.")
    kind: str | None = sent(
        "Account_Type", "Kind of account, such as customer or prospect, as the organisation names it."
    )
    industry: str | None = sent("Industry", "The industry.")
    phone: str | None = sent("Phone", "Phone.")
    website: str | None = sent("Website", "Website.")
    employees: int | None = sent("Employees", "Number of employees.", least=0)
    annual_revenue: Decimal | None = sent("Annual_Revenue", "Annual revenue.")
    rating: str | None = sent("Rating", "The rating.")
    ownership: str | None = sent("Ownership", "Form of ownership, such as public or private.")
    billing_address: CrmAddressInput | None = sent("Billing", "Billing address.", spread=True)
    shipping_address: CrmAddressInput | None = sent("Shipping", "Shipping address.", spread=True)
    description: str | None = sent("Description", "Free text.", longest=LONGEST_DESCRIPTION)
    owner_id: strawberry.ID | None = sent("Owner", "The owner.", shows="owner", refers_to="User", looks_up=True)
    parent_id: strawberry.ID | None = sent(
        "Parent_Account", "The account above it.", shows="parent", refers_to="Account", looks_up=True
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input
class ContactValues:
    """Fields of a contact."""

    salutation: str | None = sent("Salutation", "Salutation.")
    first_name: str | None = sent("First_Name", "First name.")
    last_name: str | None = sent("Last_Name", "Last name.", needed=True)
    title: str | None = sent("Title", "Job title.")
    department: str | None = sent("Department", "Department.")
    email: str | None = sent("Email", "E-mail address.")
    secondary_email: str | None = sent("Secondary_Email", "Another e-mail address.")
    phone: str | None = sent("Phone", "Phone.")
    mobile: str | None = sent("Mobile", "Mobile phone.")
    born_on: date | None = sent("Date_of_Birth", "Date of birth.")
    lead_source: str | None = sent("Lead_Source", "Lead source.")
    has_opted_out: bool | None = sent("Email_Opt_Out", "Whether the contact has opted out of e-mail.")
    mailing_address: ContactAddressInput | None = sent("Mailing", "Mailing address.", spread=True)
    other_address: ContactAddressInput | None = sent("Other", "Another address.", spread=True)
    description: str | None = sent("Description", "Free text.", longest=LONGEST_DESCRIPTION)
    owner_id: strawberry.ID | None = sent("Owner", "The owner.", shows="owner", refers_to="User", looks_up=True)
    account_id: strawberry.ID | None = sent(
        "Account_Name", "The account that the contact belongs to.", shows="account", refers_to="Account", looks_up=True
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input
class DealValues:
    """Fields of a deal."""

    name: str | None = sent("Deal_Name", "The deal's name.", needed=True)
    stage: str | None = sent("Stage", "Stage, as the organisation names it.", needed=True)
    pipeline: str | None = sent("Pipeline", "Pipeline of the stage; required if there are several.")
    amount: Decimal | None = sent("Amount", "Amount of the deal.")
    probability: int | None = sent("Probability", "Probability of winning, in per cent.", least=0, most=100)
    closing_on: date | None = sent("Closing_Date", "When it is expected to close.")
    kind: str | None = sent("Type", "New or existing business, as the organisation names it.")
    lead_source: str | None = sent("Lead_Source", "Lead source.")
    next_step: str | None = sent("Next_Step", "Next step.")
    description: str | None = sent("Description", "Free text.", longest=LONGEST_DESCRIPTION)
    owner_id: strawberry.ID | None = sent("Owner", "The owner.", shows="owner", refers_to="User", looks_up=True)
    account_id: strawberry.ID | None = sent(
        "Account_Name", "The account that the deal is with.", shows="account", refers_to="Account", looks_up=True
    )
    contact_id: strawberry.ID | None = sent(
        "Contact_Name", "The contact person.", shows="contact", refers_to="Contact", looks_up=True
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input(description="A new account.")
class CreateAccountInput(Keyed, AccountValues):
    """A new account."""

    name: str = sent("Account_Name", "The account's name.", needed=True)  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs it


@strawberry.input(description="Changes to an account. Omitted fields keep their values; null clears a field.")
class UpdateAccountInput(Changing, AccountValues):
    """A changed account."""


@strawberry.input(description="A new contact.")
class CreateContactInput(Keyed, ContactValues):
    """A new contact."""

    last_name: str = sent("Last_Name", "Last name.", needed=True)  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs it


@strawberry.input(description="Changes to a contact. Omitted fields keep their values; null clears a field.")
class UpdateContactInput(Changing, ContactValues):
    """A changed contact."""


@strawberry.input(description="A new deal.")
class CreateDealInput(Keyed, DealValues):
    """A new deal."""

    name: str = sent("Deal_Name", "The deal's name.", needed=True)  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs it
    stage: str = sent("Stage", "Stage, as the organisation names it.", needed=True)  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs it


@strawberry.input(
    description="Changes to a deal, such as its stage. Omitted fields keep their values; null clears a field."
)
class UpdateDealInput(Changing, DealValues):
    """A changed deal."""


@strawberry.input(description="The account, contact or vendor of CRM to import into Books.")
class ImportToBooksInput(NamedRecord):
    """A record to import."""
