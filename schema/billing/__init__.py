"""The records of Zoho Billing and what is written there."""
