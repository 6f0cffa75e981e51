"""What documents of Books carry of their customer or vendor, whom Books does not delete while one of them is left."""

# Columns of the record, and the document's own for the same.
CUSTOMER = {"contact_name": "customer_name"}
VENDOR = {"contact_name": "vendor_name"}
