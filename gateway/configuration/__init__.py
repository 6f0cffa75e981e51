"""The TOML files that settings name: integration grants and the gateway's policy."""
