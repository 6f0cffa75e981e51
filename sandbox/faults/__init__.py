"""Fault injection: which calls go wrong on purpose, and how."""
