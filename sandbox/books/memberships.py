"""The two organisations and who is a member of them."""

from dataclasses import dataclass

from sandbox.people import Persona


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation. `shelf` is the product name that its records stand under in the store."""

    organization_id: str
    name: str
    shelf: str
    is_default: bool

    def has(self, persona: Persona) -> bool:
        """Whether the person is a user of the organisation."""
        return persona.books is not None and (self.is_default or persona.books == "admin")


ORGANIZATIONS = (
    Organization("460000000000100", "Halvorsen Instruments", "books", is_default=True),
    Organization("460000000000200", "Halvorsen Services", "books 460000000000200", is_default=False),
)
BY_ID = {organization.organization_id: organization for organization in ORGANIZATIONS}


def of_user(persona: Persona) -> list[Organization]:
    """The organisations that the person is a user of, the default one first."""
    return [organization for organization in ORGANIZATIONS if organization.has(persona)]
