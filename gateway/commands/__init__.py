"""The command line's door: one module for each command of `suitegraph`."""
