"""The seeded company as CRM records. Fields without a value are left out of the stored body."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.company.company import Company
from sandbox.company.entities import Account, Address, Contact, Deal, Product, Vendor
from sandbox.crm.clock import written
from sandbox.crm.fields import COMPETITORS, LANGUAGES, TOPICS
from sandbox.people import Persona
from sandbox.store import Body

RATES = {"EUR": 1.0, "USD": 1.1}


def user(persona: Persona) -> Body:
    """A user as records show one."""
    return {"name": persona.full_name, "id": persona.crm_id, "email": persona.email}


def link(of: Account | Contact | Deal | Vendor) -> Body:
    """A record as lookups show it."""
    name = f"{of.first_name} {of.last_name}" if isinstance(of, Contact) else of.name
    return {"name": name, "id": of.crm_id}


def money(amount: Decimal) -> float:
    """An amount in JSON."""
    return float(round(amount, 2))


def record(id_: str, owner: Persona, created_at: datetime, modified_at: datetime, **values: Any) -> Body:
    """A record's body: the system's fields and these values."""
    body: Body = {
        "id": id_,
        "Owner": user(owner),
        "Created_By": user(owner),
        "Modified_By": user(owner),
        "Created_Time": written(created_at),
        "Modified_Time": written(modified_at),
        "Record_Status__s": "Available",
        "Locked__s": False,
        "Tag": [],
    }
    return body | {name: value for name, value in values.items() if value not in (None, "", [])}


def standard_records(company: Company) -> Iterator[tuple[str, Body]]:
    """Accounts, contacts, deals, vendors and products: (module, body)."""
    for vendor in company.vendors:
        yield "Vendors", _vendor(vendor)
    for product in company.products:
        yield "Products", _product(product)
    for account in company.accounts:
        yield "Accounts", _account(account, company)
    for contact in company.contacts:
        yield "Contacts", _contact(contact)
    for deal in company.deals:
        yield "Deals", _deal(deal, company)


def _address(prefix: str, address: Address, code: str = "Code") -> Body:
    return {
        f"{prefix}Street": address.street,
        f"{prefix}City": address.city,
        f"{prefix}State": address.state,
        f"{prefix}{code}": address.code,
        f"{prefix}Country": address.country,
    }


def _account(account: Account, company: Company) -> Body:
    # Every tenth account is the subsidiary of the one before it.
    parent = company.accounts[account.number - 2] if account.number % 10 == 0 else None
    return record(
        account.crm_id,
        account.owner,
        account.created_at,
        account.modified_at,
        Account_Name=account.name,
        Account_Number=account.number,
        Account_Type=account.kind,
        Industry=account.industry,
        Ownership="Subsidiary" if parent else "Private",
        Employees=account.employees,
        Annual_Revenue=money(account.revenue),
        Phone=account.phone,
        Website=account.website,
        Parent_Account=link(parent) if parent else None,
        Currency=account.currency,
        Exchange_Rate=RATES[account.currency],
        Region=account.region,
        Customer_Tier=account.tier,
        Renewal_Date=account.renewal_on.isoformat(),
        Sustainability_Score=account.number * 37 % 101,
        Key_Account=account.tier == "Gold" and account.employees > 1000,
        **_address("Billing_", account.billing),
        **_address("Shipping_", account.shipping),
    )


def _contact(contact: Contact) -> Body:
    topics = [topic for position, topic in enumerate(TOPICS) if contact.number >> position & 1]
    return record(
        contact.crm_id,
        contact.owner,
        contact.created_at,
        contact.modified_at,
        Salutation=contact.salutation,
        First_Name=contact.first_name,
        Last_Name=contact.last_name,
        Full_Name=f"{contact.first_name} {contact.last_name}",
        Title=contact.title,
        Department=contact.department,
        Lead_Source=contact.lead_source,
        Email=contact.email,
        Phone=contact.phone,
        Mobile=contact.mobile,
        Account_Name=link(contact.account),
        Email_Opt_Out=contact.number % 11 == 0,
        Preferred_Language=LANGUAGES[contact.number % len(LANGUAGES)],
        Newsletter_Topics=topics,
        Primary_Contact=contact.primary,
        **_address("Mailing_", contact.account.billing, "Zip"),
    )


def _deal(deal: Deal, company: Company) -> Body:
    partner = company.accounts[(deal.account.number + 4) % len(company.accounts)]
    confirmed = deal.created_at + timedelta(days=9) if deal.probability >= 75 else None
    return record(
        deal.crm_id,
        deal.owner,
        deal.created_at,
        deal.modified_at,
        Deal_Name=deal.name,
        Account_Name=link(deal.account),
        Contact_Name=link(deal.contact),
        Stage=deal.stage,
        Pipeline="Standard",
        Type=deal.kind,
        Lead_Source=deal.lead_source,
        Reason_For_Loss__s="Price" if deal.stage == "Closed Lost" else None,
        Next_Step=deal.next_step,
        Amount=money(deal.amount),
        Probability=deal.probability,
        Expected_Revenue=money(deal.amount * deal.probability / 100),
        Closing_Date=deal.closing_on.isoformat(),
        Currency=deal.account.currency,
        Exchange_Rate=RATES[deal.account.currency],
        Margin_Percent=10.5 + deal.number % 35,
        Expected_Shipments=deal.number % 7 / 2,
        Competitors=[COMPETITORS[deal.number % 3]] if deal.number % 4 else list(COMPETITORS[:2]),
        Budget_Confirmed_At=written(confirmed) if confirmed else None,
        List_Value=money(deal.amount * Decimal("1.15")),
        Partner_Account=link(partner) if deal.number % 5 == 0 else None,
    )


def _vendor(vendor: Vendor) -> Body:
    return record(
        vendor.crm_id,
        vendor.owner,
        vendor.created_at,
        vendor.modified_at,
        Vendor_Name=vendor.name,
        Category=vendor.category,
        Email=vendor.email,
        Phone=vendor.phone,
        Website=vendor.website,
        Email_Opt_Out=False,
        **_address("", vendor.address, "Zip_Code"),
    )


def _product(product: Product) -> Body:
    return record(
        product.crm_id,
        product.owner,
        product.created_at,
        product.created_at,
        Product_Name=product.name,
        Product_Code=product.code,
        Product_Category=product.category,
        Usage_Unit=product.unit,
        Manufacturer="Halvorsen" if product.category == "Instruments" else "Other",
        Vendor_Name=link(product.vendor),
        Unit_Price=money(product.price),
        Qty_in_Stock=float(product.number * 13 % 90),
        Taxable=product.taxed,
        Tax=["VAT"] if product.taxed else [],
        Product_Active=product.active,
    )
