"""The gateway's own database: integration users with their grants, and the journal of writes."""
