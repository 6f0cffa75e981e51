"""A local Zoho: accounts, CRM, Books, Billing and a mailbox over real HTTP, for demo and tests."""
