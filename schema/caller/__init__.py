"""The caller's own fields: who they are, what they may do and see, what a query costs, the audit log."""
