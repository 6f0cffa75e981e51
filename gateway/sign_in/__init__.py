"""Signing browsers in: the gateway keeps their tokens, and they hold the id of a session."""
