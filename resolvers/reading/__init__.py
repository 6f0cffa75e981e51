"""How rows are read: pages, single records, batches, the row cache, and the joins between products."""
