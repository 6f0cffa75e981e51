"""Pages for browsers at `/analytics`: each asks the graph as the caller of its session, and shows the answer."""
