"""Who asks: identity, organisations, permissions with their sources, and what is cached of a caller."""
