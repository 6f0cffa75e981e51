"""Integration users: who could be one, who is one, and what administrators change."""
