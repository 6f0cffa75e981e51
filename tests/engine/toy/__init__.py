"""A read-only module of Books that only tests know, declared by the recipe of docs/adding.md."""
