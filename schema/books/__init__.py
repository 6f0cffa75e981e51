"""The records of Zoho Books and what is written there."""
