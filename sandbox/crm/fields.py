"""The fields of Accounts, Contacts, Deals, Vendors and Products: CRM's standard ones and the company's own."""

from sandbox.company import words
from sandbox.crm.metadata import Field, fields

STAGES = (*words.OPEN_STAGES, ("Closed Won", 100), ("Closed Lost", 0))
CURRENCIES = ("EUR", "USD")
COMPETITORS = ("Anvil Metrics", "Borealis Sensors", "Cutwater Labs")
LANGUAGES = ("English", "German", "French")
TOPICS = ("Product news", "Events", "Service tips")

_MONEY = (Field("Currency", "picklist", CURRENCIES), *fields("double", "Exchange_Rate"))
_ENRICHED = (
    Field("Enrich_Status__s", "picklist", ("Available", "Enriched", "Data not available"), computed=True),
    *fields("datetime", "Last_Enriched_Time__s", computed=True),
)
_TOUCHED = fields("datetime", "Change_Log_Time__s Last_Activity_Time", computed=True)
_LEAD_SOURCE = Field("Lead_Source", "picklist", words.LEAD_SOURCES)
_TERRITORIES = Field("Territories", "text", nested=True, computed=True)
_REQUEST_KEY = Field("Request_Key", "text", unique=True, custom=True)
_IMAGE = fields("profileimage", "Record_Image", computed=True)
_OPT_OUT = (
    *fields("boolean", "Email_Opt_Out"),
    Field("Unsubscribed_Mode", "picklist", ("Consent form", "Manual", "Unsubscribe link"), computed=True),
    *fields("datetime", "Unsubscribed_Time", computed=True),
)

ACCOUNTS: tuple[Field, ...] = (
    Field("Account_Name", "text", mandatory=True),
    *fields("text", "Account_Site Ticker_Symbol Fax"),
    *fields("integer", "Account_Number Employees SIC_Code"),
    Field("Account_Type", "picklist", ("Customer", "Prospect", "Partner", "Supplier")),
    Field("Industry", "picklist", words.INDUSTRIES),
    Field("Ownership", "picklist", ("Private", "Public", "Subsidiary")),
    Field("Rating", "picklist", ("Acquired", "Active", "Market Failed", "Project Cancelled", "Shut Down")),
    *fields("currency", "Annual_Revenue"),
    *fields("phone", "Phone"),
    *fields("website", "Website"),
    Field("Parent_Account", "lookup", target="Accounts"),
    *fields("text", "Billing_Street Billing_City Billing_State Billing_Code Billing_Country"),
    *fields("text", "Shipping_Street Shipping_City Shipping_State Shipping_Code Shipping_Country"),
    *fields("textarea", "Description"),
    *_MONEY,
    *_ENRICHED,
    *_TOUCHED,
    *_IMAGE,
    _TERRITORIES,
    Field("Region", "picklist", words.REGIONS, custom=True),
    Field("Customer_Tier", "picklist", words.TIERS, custom=True),
    *fields("date", "Renewal_Date", custom=True),
    *fields("integer", "Sustainability_Score", custom=True),
    *fields("boolean", "Key_Account", custom=True),
    _REQUEST_KEY,
)

CONTACTS: tuple[Field, ...] = (
    Field("Last_Name", "text", mandatory=True),
    *fields("text", "First_Name"),
    *fields("text", "Full_Name", computed=True),
    Field("Salutation", "picklist", ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.")),
    *fields("text", "Title Department Assistant Skype_ID Twitter Fax"),
    Field("Email", "email", unique=True),
    *fields("email", "Secondary_Email"),
    *fields("phone", "Phone Mobile Home_Phone Other_Phone Asst_Phone"),
    *fields("date", "Date_of_Birth"),
    _LEAD_SOURCE,
    Field("Account_Name", "lookup", target="Accounts"),
    Field("Vendor_Name", "lookup", target="Vendors"),
    Field("Reporting_To", "lookup", target="Contacts"),
    Field("Reports_To", "lookup", target="Contacts"),
    *fields("text", "Mailing_Street Mailing_City Mailing_State Mailing_Zip Mailing_Country"),
    *fields("text", "Other_Street Other_City Other_State Other_Zip Other_Country"),
    *fields("textarea", "Description"),
    Field("Data_Processing_Basis", "picklist", ("Consent", "Contract", "Legitimate Interests"), computed=True),
    *fields("text", "Data_Processing_Basis_Details Data_Source Referrer First_Visited_URL", computed=True),
    *fields("datetime", "First_Visited_Time Last_Visited_Time", computed=True),
    *fields("integer", "Average_Time_Spent_Minutes Days_Visited Number_Of_Chats Visitor_Score", computed=True),
    *_OPT_OUT,
    *_ENRICHED,
    *_TOUCHED,
    *_IMAGE,
    _TERRITORIES,
    Field("Preferred_Language", "picklist", LANGUAGES, custom=True),
    Field("Newsletter_Topics", "multiselectpicklist", TOPICS, custom=True),
    *fields("boolean", "Primary_Contact", custom=True),
    _REQUEST_KEY,
)

DEALS: tuple[Field, ...] = (
    Field("Deal_Name", "text", mandatory=True),
    *fields("text", "Next_Step"),
    Field("Account_Name", "lookup", target="Accounts"),
    Field("Contact_Name", "lookup", target="Contacts"),
    Field("Stage", "picklist", tuple(stage for stage, _ in STAGES), mandatory=True),
    Field("Pipeline", "picklist", ("Standard",)),
    Field("Type", "picklist", ("New Business", "Existing Business")),
    _LEAD_SOURCE,
    Field("Reason_For_Loss__s", "picklist", ("Expectation Mismatch", "Price", "Unqualified Customer", "Other")),
    *fields("currency", "Amount"),
    *fields("currency", "Expected_Revenue", computed=True),
    *fields("percent", "Probability"),
    *fields("date", "Closing_Date"),
    *fields("text", "Campaign_Source Territory", computed=True),
    *fields("integer", "Lead_Conversion_Time Overall_Sales_Duration Sales_Cycle_Duration", computed=True),
    *fields("textarea", "Description"),
    *_MONEY,
    *_TOUCHED,
    *fields("percent", "Margin_Percent", custom=True),
    *fields("double", "Expected_Shipments", custom=True),
    Field("Competitors", "multiselectpicklist", COMPETITORS, custom=True),
    *fields("datetime", "Budget_Confirmed_At", custom=True),
    *fields("currency", "List_Value", custom=True),
    Field("Partner_Account", "lookup", target="Accounts", custom=True),
    _REQUEST_KEY,
)

VENDORS: tuple[Field, ...] = (
    Field("Vendor_Name", "text", mandatory=True),
    Field("Category", "picklist", tuple(dict.fromkeys(category for _, category in words.VENDORS))),
    Field("GL_Account", "picklist", ("Sales-Hardware", "Sales-Software", "Rental Income", "Interest Income")),
    *fields("email", "Email"),
    *fields("phone", "Phone"),
    *fields("website", "Website"),
    *fields("text", "Street City State Zip_Code Country"),
    *fields("textarea", "Description"),
    *_OPT_OUT,
    *_IMAGE,
)

PRODUCTS: tuple[Field, ...] = (
    Field("Product_Name", "text", mandatory=True),
    Field("Product_Code", "text", unique=True),
    Field("Vendor_Name", "lookup", target="Vendors"),
    Field("Product_Category", "picklist", tuple(dict.fromkeys(category for _, _, category, *_ in words.PRODUCTS))),
    Field("Usage_Unit", "picklist", tuple(dict.fromkeys(unit for _, _, _, unit, *_ in words.PRODUCTS))),
    Field("Manufacturer", "picklist", ("Halvorsen", "Other")),
    Field("Tax", "multiselectpicklist", ("VAT",)),
    Field("Handler", "ownerlookup"),
    *fields("currency", "Unit_Price"),
    *fields("percent", "Commission_Rate"),
    *fields("double", "Qty_Ordered Qty_in_Demand Qty_in_Stock Reorder_Level"),
    *fields("date", "Sales_Start_Date Sales_End_Date Support_Start_Date Support_Expiry_Date"),
    *fields("boolean", "Product_Active Taxable"),
    *fields("textarea", "Description"),
    *_IMAGE,
)
