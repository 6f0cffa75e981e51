"""The outside: the only code that does I/O. It knows endpoints, paging and errors, not the graph."""
