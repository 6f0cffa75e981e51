"""GraphiQL as static files: its sources, its build and a preview; never shipped itself."""
