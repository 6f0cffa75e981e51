"""What authors write of CRM's records: each field is one line that names the product's key."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.engine.declare.inputs import sent
from schema.shared.inputs import Changing, CustomFieldInput, Keyed


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
    """What an account has."""

    name: str | None = sent("Account_Name", "The account's name.", needed=True)
    number: str | None = sent("Account_Number", "The account's number.")
    kind: str | None = sent("Account_Type", "Customer, prospect and so on, in the organisation's own words.")
    industry: str | None = sent("Industry", "The industry.")
    phone: str | None = sent("Phone", "Phone.")
    website: str | None = sent("Website", "Website.")
    employees: int | None = sent("Employees", "How many work there.", least=0)
    annual_revenue: Decimal | None = sent("Annual_Revenue", "Revenue in a year.")
    rating: str | None = sent("Rating", "The rating.")
    ownership: str | None = sent("Ownership", "Public, private and so on.")
    billing_address: CrmAddressInput | None = sent("Billing", "Where invoices go.", spread=True)
    shipping_address: CrmAddressInput | None = sent("Shipping", "Where goods go.", spread=True)
    description: str | None = sent("Description", "Free text.")
    owner_id: strawberry.ID | None = sent("Owner", "Who owns it.", shows="owner", refers_to="User", looks_up=True)
    parent_id: strawberry.ID | None = sent(
        "Parent_Account", "The account above it.", shows="parent", refers_to="Account", looks_up=True
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input
class ContactValues:
    """What a contact has."""

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
    lead_source: str | None = sent("Lead_Source", "Where the contact came from.")
    has_opted_out: bool | None = sent("Email_Opt_Out", "Whether mail is unwanted.")
    mailing_address: ContactAddressInput | None = sent("Mailing", "Where mail goes.", spread=True)
    other_address: ContactAddressInput | None = sent("Other", "Another address.", spread=True)
    description: str | None = sent("Description", "Free text.")
    owner_id: strawberry.ID | None = sent("Owner", "Who owns it.", shows="owner", refers_to="User", looks_up=True)
    account_id: strawberry.ID | None = sent(
        "Account_Name", "Where they work.", shows="account", refers_to="Account", looks_up=True
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input
class DealValues:
    """What a deal has."""

    name: str | None = sent("Deal_Name", "The deal's name.", needed=True)
    stage: str | None = sent("Stage", "The stage, in the organisation's own words.", needed=True)
    pipeline: str | None = sent("Pipeline", "The pipeline of its stages, needed where there are several.")
    amount: Decimal | None = sent("Amount", "What it is worth.")
    probability: int | None = sent("Probability", "How likely it is won, in per cent.", least=0, most=100)
    closing_on: date | None = sent("Closing_Date", "When it is expected to close.")
    kind: str | None = sent("Type", "New or existing business, in the organisation's own words.")
    lead_source: str | None = sent("Lead_Source", "Where it came from.")
    next_step: str | None = sent("Next_Step", "What to do next.")
    description: str | None = sent("Description", "Free text.")
    owner_id: strawberry.ID | None = sent("Owner", "Who owns it.", shows="owner", refers_to="User", looks_up=True)
    account_id: strawberry.ID | None = sent(
        "Account_Name", "Whose deal it is.", shows="account", refers_to="Account", looks_up=True
    )
    contact_id: strawberry.ID | None = sent(
        "Contact_Name", "Who is spoken with.", shows="contact", refers_to="Contact", looks_up=True
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields.")


@strawberry.input(description="A new account.")
class CreateAccountInput(Keyed, AccountValues):
    """A new account."""


@strawberry.input(description="What to change of an account; what is not given stays, null empties.")
class UpdateAccountInput(Changing, AccountValues):
    """A changed account."""


@strawberry.input(description="A new contact.")
class CreateContactInput(Keyed, ContactValues):
    """A new contact."""


@strawberry.input(description="What to change of a contact; what is not given stays, null empties.")
class UpdateContactInput(Changing, ContactValues):
    """A changed contact."""


@strawberry.input(description="A new deal.")
class CreateDealInput(Keyed, DealValues):
    """A new deal."""


@strawberry.input(description="What to change of a deal, its stage say; what is not given stays, null empties.")
class UpdateDealInput(Changing, DealValues):
    """A changed deal."""


@strawberry.input(description="Which account, contact or vendor of CRM to take over.")
class ImportToBooksInput(Keyed):
    """A record to take over."""

    id: strawberry.ID = strawberry.field(description="The record's `id`.")
