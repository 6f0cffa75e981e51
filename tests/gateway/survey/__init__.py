"""The survey of `suitegraph doctor --report`."""
