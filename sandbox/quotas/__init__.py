"""The products' quotas: how many calls an organisation may make, and what is used of that. Off until they are set."""
