"""Trusted documents: manifests, the registry of a process, and what a request may run."""
