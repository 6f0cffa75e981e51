"""Zoho Accounts: the user behind a token."""
