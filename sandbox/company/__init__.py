"""The seeded company: its facts, once, from which each product renders its own records."""
