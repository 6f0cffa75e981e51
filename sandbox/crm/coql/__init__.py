"""COQL: CRM's query language (public pages "COQL Overview" and "COQL Limitations")."""
