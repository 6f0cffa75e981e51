"""Zoho Books."""
