"""What documents of Billing carry of their customer."""

# Columns of the record, and the document's own for the same.
CUSTOMER = {"display_name": "customer_name"}
