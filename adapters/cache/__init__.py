"""Responses shared or kept for their caller alone: single flight, response caches and their TTLs."""
