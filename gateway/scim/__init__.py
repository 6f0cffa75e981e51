"""SCIM 2.0: how the directory of an organisation reports its people and groups."""
