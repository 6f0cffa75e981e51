"""The seeded company: what happened in it, once, before each product tells it in its own words."""
