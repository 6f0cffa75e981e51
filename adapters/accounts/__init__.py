"""Zoho Accounts: who a token belongs to."""
