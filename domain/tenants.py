"""Organisations of CRM as the store names them: with their data centre, since ids are unique in one alone."""


def tenant_of(data_centre: str, organization: str) -> str:
    """The name of an organisation of CRM."""
    return f"{data_centre}:{organization}"


def data_centre_of(tenant: str) -> str:
    """The data centre of a named organisation."""
    return tenant.partition(":")[0]
