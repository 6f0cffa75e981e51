"""A single record, with everything that its reader may see."""

import pytest

from sandbox.company.documents import Document
from tests.sandbox.crm.conftest import Crm, column, error

STANDARD = {
    "Accounts": "Account_Name Account_Number Account_Site Account_Type Annual_Revenue Billing_City Billing_Code "
    "Billing_Country Billing_State Billing_Street Change_Log_Time__s Created_By Created_Time Currency Description "
    "Employees Enrich_Status__s Exchange_Rate Fax Industry Last_Activity_Time Last_Enriched_Time__s Locked__s "
    "Modified_By Modified_Time Owner Ownership Parent_Account Phone Rating Record_Image Record_Status__s SIC_Code "
    "Shipping_City Shipping_Code Shipping_Country Shipping_State Shipping_Street Tag Territories Ticker_Symbol Website "
    "id Region Customer_Tier Renewal_Date Sustainability_Score Key_Account Request_Key",
    "Contacts": "Account_Name Assistant Asst_Phone Average_Time_Spent_Minutes Change_Log_Time__s Created_By "
    "Created_Time Data_Processing_Basis Data_Processing_Basis_Details Data_Source Date_of_Birth Days_Visited "
    "Department Description Email Email_Opt_Out Enrich_Status__s Fax First_Name First_Visited_Time First_Visited_URL "
    "Full_Name Home_Phone Last_Activity_Time Last_Enriched_Time__s Last_Name Last_Visited_Time Lead_Source Locked__s "
    "Mailing_City Mailing_Country Mailing_State Mailing_Street Mailing_Zip Mobile Modified_By Modified_Time "
    "Number_Of_Chats Other_City Other_Country Other_Phone Other_State Other_Street Other_Zip Owner Phone Record_Image "
    "Record_Status__s Referrer Reporting_To Reports_To Salutation Secondary_Email Skype_ID Tag Territories Title "
    "Twitter Unsubscribed_Mode Unsubscribed_Time Vendor_Name Visitor_Score id Preferred_Language Newsletter_Topics "
    "Primary_Contact Request_Key",
    "Deals": "Account_Name Amount Campaign_Source Change_Log_Time__s Closing_Date Contact_Name Created_By "
    "Created_Time Currency Deal_Name Description Exchange_Rate Expected_Revenue Last_Activity_Time "
    "Lead_Conversion_Time Lead_Source Locked__s Modified_By Modified_Time Next_Step Overall_Sales_Duration Owner "
    "Pipeline Probability Reason_For_Loss__s Record_Status__s Sales_Cycle_Duration Stage Tag Territory Type id "
    "Margin_Percent Expected_Shipments Competitors Budget_Confirmed_At List_Value Partner_Account Request_Key",
    "Vendors": "Category City Country Created_By Created_Time Description Email Email_Opt_Out GL_Account Locked__s "
    "Modified_By Modified_Time Owner Phone Record_Image Record_Status__s State Street Tag Unsubscribed_Mode "
    "Unsubscribed_Time Vendor_Name Website Zip_Code id",
    "Products": "Commission_Rate Created_By Created_Time Description Handler Locked__s Manufacturer Modified_By "
    "Modified_Time Owner Product_Active Product_Category Product_Code Product_Name Qty_Ordered Qty_in_Demand "
    "Qty_in_Stock Record_Image Record_Status__s Reorder_Level Sales_End_Date Sales_Start_Date Support_Expiry_Date "
    "Support_Start_Date Tag Tax Taxable Unit_Price Usage_Unit Vendor_Name id",
}


@pytest.mark.parametrize("module", STANDARD)
async def test_a_record_has_every_field_of_its_module(crm: Crm, module: str) -> None:
    (id_,) = column(await crm.get("admin", f"/{module}", fields="id", per_page=1), "id")
    record = await crm.record("admin", module, id_)
    assert {name for name in record if not name.startswith("$")} == set(STANDARD[module].split())


async def test_a_record_tells_its_state_in_dollar_keys(crm: Crm) -> None:
    id_ = crm.company.deals[0].crm_id
    deal = await crm.record("sales", "Deals", id_)
    assert (deal["$editable"], deal["$sharing_permission"]) == (True, "full_access")
    assert (deal["$approval_state"], deal["$in_merge"], deal["$locked_for_me"]) == ("approved", False, False)
    assert deal["Record_Status__s"] == "Available"
    assert (await crm.record("accountant", "Deals", id_))["$editable"] is False
    mirror = crm.company.documents_of("invoice")[0].mirror_id
    assert (await crm.record("admin", "CustomModule5001", mirror))["$editable"] is False


async def test_named_fields_come_alone(crm: Crm) -> None:
    deal = crm.company.deals[0]
    answer = await crm.get("sales", f"/Deals/{deal.crm_id}", fields="Stage")
    assert answer.body["data"] == [{"Stage": deal.stage, "id": deal.crm_id}]


async def test_a_record_that_is_not_there_is_204_and_a_malformed_id_refused(crm: Crm) -> None:
    answer = await crm.get("sales", "/Deals/4150868000003999999")
    assert (answer.status, answer.body) == (204, None)
    assert (await crm.get("sales", f"/Accounts/{crm.company.deals[0].crm_id}")).status == 204
    malformed = await crm.get("sales", "/Deals/abc")
    assert error(malformed) == (400, "INVALID_DATA", {"resource_path_index": 1})


async def test_a_record_leaves_out_what_the_profile_hides(crm: Crm) -> None:
    id_ = crm.company.deals[0].crm_id
    everything = await crm.record("admin", "Deals", id_)
    seen = await crm.record("restricted", "Deals", id_)
    assert set(everything) - set(seen) == {"Amount", "Expected_Revenue", "List_Value"}


async def test_an_account_is_rendered_from_the_company(crm: Crm) -> None:
    account = crm.company.accounts[8]
    record = await crm.record("admin", "Accounts", account.crm_id)
    assert (record["Account_Name"], record["Industry"], record["Region"]) == (
        account.name,
        account.industry,
        account.region,
    )
    assert (record["Annual_Revenue"], record["Customer_Tier"]) == (float(account.revenue), account.tier)
    assert (record["Currency"], record["Exchange_Rate"], record["$currency_symbol"]) == ("USD", 1.1, "$")
    assert record["Billing_City"] == account.billing.city
    assert record["Shipping_Street"] == account.shipping.street
    assert record["Renewal_Date"] == account.renewal_on.isoformat()


async def test_a_contact_is_rendered_from_the_company(crm: Crm) -> None:
    contact = crm.company.contacts[2]
    record = await crm.record("admin", "Contacts", contact.crm_id)
    assert record["Full_Name"] == f"{contact.first_name} {contact.last_name}"
    assert record["Account_Name"] == {"name": contact.account.name, "id": contact.account.crm_id}
    assert record["Newsletter_Topics"] == ["Product news", "Events"]
    assert (record["Primary_Contact"], record["Mobile"]) == (contact.primary, contact.mobile)


MIRRORS = {
    "invoice": ("CustomModule5001", "Invoice_ID", "Invoice_Date", "Due_Date"),
    "estimate": ("CustomModule5002", "Estimate_ID", "Estimate_Date", "Expiry_Date"),
    "purchaseorder": ("CustomModule5003", "Purchase_Order_ID", "Purchase_Order_Date", "Delivery_Date"),
    "salesorder": ("CustomModule5004", "Sales_Order_ID", "Sales_Order_Date", "Shipment_Date"),
}


def newest(crm: Crm, kind: str) -> Document:
    return max((each for each in crm.company.documents if each.kind == kind), key=lambda each: each.mirror_id)


@pytest.mark.parametrize("kind", MIRRORS)
async def test_every_finance_document_is_mirrored(crm: Crm, kind: str) -> None:
    module, id_, made_on, until = MIRRORS[kind]
    document = newest(crm, kind)
    answer = await crm.get("sales", f"/{module}", fields="Name")
    assert column(answer, "Name")[0] == document.name
    assert len(answer.body["data"]) == len([each for each in crm.company.documents if each.kind == kind])
    record = await crm.record("sales", module, document.mirror_id)
    assert (record["Name"], record[id_], record["Status"]) == (document.name, document.books_id, document.status)
    assert (record[made_on], record[until]) == (document.made_on.isoformat(), document.until.isoformat())
    assert (record["Sub_Total"], record["Grand_Total"]) == (float(document.net), float(document.total))
    party = "Vendor_Name" if kind == "purchaseorder" else "Account_Name"
    assert record[party] == {"name": document.party.name, "id": document.party.crm_id}
    assert record["Sales_Person"] == document.salesperson.full_name


async def test_an_invoice_tells_its_balance_and_its_deal(crm: Crm) -> None:
    invoice = next(each for each in crm.company.documents_of("invoice") if each.deal and each.balance)
    assert invoice.deal
    record = await crm.record("sales", "CustomModule5001", invoice.mirror_id)
    assert record["Balance"] == float(invoice.balance)
    assert record["Potential_Name"] == {"name": invoice.deal.name, "id": invoice.deal.crm_id}
    assert record["Contact_Name"]["id"] == crm.company.contacts_of(invoice.deal.account)[0].crm_id


async def test_a_subscription_is_mirrored_with_its_plan(crm: Crm) -> None:
    subscription = crm.company.subscriptions[0]
    record = await crm.record("sales", "CustomModule5011", subscription.mirror_id)
    assert (record["Subscription_ID"], record["Plan_Name"]) == (subscription.billing_id, subscription.plan.name)
    assert (record["Amount"], record["Status"]) == (float(subscription.amount), subscription.status)
    assert record["Account_Name"]["id"] == subscription.account.crm_id
    assert subscription.next_billing_on
    assert record["Next_Billing_Date"] == subscription.next_billing_on.isoformat()
