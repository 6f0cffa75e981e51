"""Migrations at work: what takes them up, runs them, and sends their mails."""
