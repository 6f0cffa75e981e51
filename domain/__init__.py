"""The rules: callers, sources of fields, queries and errors as plain Python, without I/O or frameworks."""
