"""The words that the seeded company is written with."""

ACCOUNT_NAMES = (
    "Aurora Optics", "Baltic Freight", "Cedar & Finch", "Delta Hydraulics", "Elmwood Clinics", "Fjord Robotics",
    "Granite Telecom", "Harbour Foods", "Ivory Coast Cocoa", "Juniper Labs", "Kestrel Aviation", "Lakeside Schools",
    "Meridian Glass", "Nordlys Energy", "Opal Dental Group", "Pinecrest Hotels", "Quarry Stoneworks", "Redwood Press",
    "Silverline Transit", "Tideway Marine", "Umber Ceramics", "Vantage Surveying", "Willow Pharmacy", "Xenia Textiles",
    "Yarrow Botanics", "Zephyr Cycles", "Alder Packaging", "Bramble Bakery", "Cobalt Mining", "Drumlin Dairy",
    "Ember Foundry", "Falcon Security", "Glacier Water", "Hazel Interiors", "Islay Distilling", "Jade Imaging",
    "Kelp Nutrition", "Lumen Lighting", "Mistral Sails", "Nimbus Weather",
)  # fmt: skip
FIRST_NAMES = (
    "Aino", "Bruno", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katya", "Luca", "Mireille",
    "Nadia", "Omar", "Petra", "Quentin", "Rania", "Stefan", "Tove", "Ulrich", "Vera", "Wim", "Ximena", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abel", "Bianchi", "Costa", "Dahl", "Ebert", "Fontaine", "Gruber", "Haddad", "Ivanov", "Jansen", "Kaya", "Lehmann",
    "Moreau", "Novak", "Olsen", "Petrov", "Quist", "Rossi", "Sato", "Tanaka", "Urban", "Vogel", "Walsh", "Yilmaz",
)  # fmt: skip
INDUSTRIES = ("Manufacturing", "Transportation", "Healthcare", "Education", "Energy", "Retail", "Hospitality")
TITLES = ("Head of Procurement", "Operations Director", "Laboratory Manager", "Chief Engineer", "Office Manager")
DEPARTMENTS = ("Purchasing", "Operations", "Research", "Engineering", "Administration")
CITIES = (
    ("Hafenstrasse", "Hamburg", "Hamburg", "20457", "Germany"),
    ("Rue des Lilas", "Lyon", "Rhone", "69003", "France"),
    ("Via Garibaldi", "Torino", "Piemonte", "10122", "Italy"),
    ("Storgata", "Oslo", "Oslo", "0155", "Norway"),
    ("Keizersgracht", "Amsterdam", "Noord-Holland", "1015", "Netherlands"),
    ("Calle Mayor", "Madrid", "Madrid", "28013", "Spain"),
)
REGIONS = ("North", "South", "East", "West")
TIERS = ("Gold", "Silver", "Bronze")
DEAL_SUBJECTS = ("Spectrometer line", "Calibration lab", "Sensor retrofit", "Service framework", "Field kits")
OPEN_STAGES = (
    ("Qualification", 10),
    ("Needs Analysis", 20),
    ("Proposal/Price Quote", 75),
    ("Negotiation/Review", 90),
)
NEXT_STEPS = ("Call on Monday", "Send revised offer", "Site visit", "Wait for budget", "")
LEAD_SOURCES = ("Trade Show", "Partner", "Web Download", "Cold Call", "Employee Referral")
VENDORS = (
    ("Solvay Lenses", "Optics"), ("Brandtmann Steel", "Raw material"), ("Circuit & Sons", "Electronics"),
    ("Papyrus Packaging", "Packaging"), ("Nordic Couriers", "Logistics"), ("Helios Lasers", "Optics"),
    ("Granular Abrasives", "Raw material"), ("Cloudwell Hosting", "Services"),
)  # fmt: skip
PRODUCTS = (
    ("Spectrometer S1", "SPC-S1", "Instruments", "pcs", "4890.00", "2950.00"),
    ("Spectrometer S2", "SPC-S2", "Instruments", "pcs", "7490.00", "4400.00"),
    ("Handheld refractometer", "REF-H1", "Instruments", "pcs", "389.50", "190.00"),
    ("Bench refractometer", "REF-B1", "Instruments", "pcs", "2140.00", "1210.00"),
    ("Pressure sensor P10", "SEN-P10", "Sensors", "pcs", "129.90", "58.20"),
    ("Pressure sensor P40", "SEN-P40", "Sensors", "pcs", "199.90", "92.00"),
    ("Humidity sensor H5", "SEN-H5", "Sensors", "pcs", "64.25", "27.80"),
    ("Flow meter F2", "FLM-F2", "Sensors", "pcs", "845.00", "420.00"),
    ("Calibration kit", "CAL-KIT", "Accessories", "box", "310.00", "120.00"),
    ("Optical fibre, 5 m", "FIB-05", "Accessories", "m", "48.75", "19.00"),
    ("Cuvette set", "CUV-12", "Accessories", "box", "72.00", "30.50"),
    ("Field case", "CASE-F", "Accessories", "pcs", "158.00", "70.00"),
    ("On-site calibration", "SRV-CAL", "Services", "hour", "145.00", "80.00"),
    ("Installation", "SRV-INS", "Services", "hour", "120.00", "65.00"),
    ("Operator training", "SRV-TRN", "Services", "day", "980.00", "450.00"),
    ("Spare lamp", "LMP-01", "Spare parts", "pcs", "95.40", "41.00"),
    ("Spare pump", "PMP-01", "Spare parts", "pcs", "265.00", "133.00"),
    ("Reference glass", "GLS-R", "Spare parts", "pcs", "54.00", "21.00"),
    ("Legacy logger L0", "LOG-L0", "Instruments", "pcs", "510.00", "300.00"),
    ("Data logger L2", "LOG-L2", "Instruments", "pcs", "620.00", "340.00"),
)
PAYMENT_MODES = ("banktransfer", "check", "creditcard", "cash")
NOTES = ("Looking forward to your order.", "As discussed on the phone.", "Delivery in two lots.", "")
