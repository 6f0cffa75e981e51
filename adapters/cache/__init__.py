"""Responses shared and cached for their caller alone: single flight, response caches and their TTLs."""
