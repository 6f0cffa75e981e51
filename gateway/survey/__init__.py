"""A survey of a real organisation for `suitegraph doctor --report`: it only reads, and its report has no values."""
