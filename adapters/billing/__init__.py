"""Zoho Billing."""
