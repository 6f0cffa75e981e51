"""Signing browsers in."""
