"""The caller: identity, organisations, permissions with their sources, and the caller cache."""
