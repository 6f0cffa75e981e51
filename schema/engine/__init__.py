"""The engine: turns a document into a plan and rows into an answer. It alone knows graphql-core."""
