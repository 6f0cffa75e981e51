"""Integration users in the graph, for administrators."""
