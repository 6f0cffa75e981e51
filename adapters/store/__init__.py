"""The gateway's own store: what no product keeps for it."""
