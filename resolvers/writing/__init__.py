"""How records are written: mutation commands, the write pipeline, reconciliation, and each kind of write."""
