"""Reports: a caller's data set, read with their own token, and what is computed over it."""
