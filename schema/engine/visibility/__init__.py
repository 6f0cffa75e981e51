"""Which part of the graph a caller sees: hidden coordinates, pruned schemas and their differences."""
