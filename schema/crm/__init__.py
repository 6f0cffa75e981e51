"""The records of Zoho CRM and what is written there."""
