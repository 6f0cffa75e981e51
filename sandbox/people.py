"""The personas: the people of the seeded company and what each may do in each product."""

from dataclasses import dataclass

DOMAIN = "halvorsen.example"


@dataclass(frozen=True, slots=True)
class Persona:
    """One user of the sandbox's company.

    `profile` and `role` are CRM's; `books` and `billing` name the role there, None for no member.
    The ids are the user's own in each product; an absent membership still reserves its id.
    """

    name: str
    first_name: str
    last_name: str
    profile: str
    role: str
    books: str | None
    billing: str | None
    note: str
    number: int

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """The address that is the user's login in all three products."""
        return f"{self.first_name}.{self.last_name}@{DOMAIN}".lower()

    @property
    def zuid(self) -> str:
        """Zoho's id of the user across products."""
        return str(700000 + self.number)

    @property
    def crm_id(self) -> str:
        """The user's id in CRM."""
        return str(4150868000000225000 + self.number)

    @property
    def books_id(self) -> str:
        """The user's id in Books."""
        return str(460000000000017000 + self.number)

    @property
    def billing_id(self) -> str:
        """The user's id in Billing."""
        return str(903000000000017000 + self.number)

    @property
    def access_token(self) -> str:
        """The fixed access token of the demo."""
        return f"1000.demo.{self.name}"

    @property
    def refresh_token(self) -> str:
        """The fixed refresh token of the demo."""
        return f"1000.demo.refresh.{self.name}"


PERSONAS: tuple[Persona, ...] = (
    Persona(
        "admin", "Ingrid", "Halvorsen", "Administrator", "CEO", "admin", "admin",
        "CRM administrator, Books admin, Billing admin", 1,
    ),
    Persona(
        "sales", "Samir", "Okafor", "Sales", "Sales Manager", "integration", None,
        "integration user with the default grants", 2,
    ),
    Persona(
        "legacy", "Lena", "Brandt", "Sales", "Sales Representative", "integration_earlier", None,
        "integration user with the earlier grants: everything in Estimates, view in the others", 3,
    ),
    Persona(
        "accountant", "Ana", "Castillo", "Accounting", "Finance", "staff_approver", None,
        "Books staff, may approve; not in Billing", 4,
    ),
    Persona(
        "billing", "Bilal", "Rahman", "Accounting", "Finance", None, "staff",
        "Billing staff; not in Books", 5,
    ),
    Persona(
        "assigned", "Astrid", "Nilsen", "Sales", "Sales Representative", "staff_assigned", None,
        "Books staff, assigned customers only", 6,
    ),
    Persona(
        "restricted", "Rosa", "Lindqvist", "Support", "Support", "integration_viewer", "integration_viewer",
        "integration user, views Invoices and Subscriptions, amounts hidden by CRM field permissions", 7,
    ),
    Persona(
        "outsider", "Oskar", "Weiss", "Marketing", "Marketing", None, None,
        "a CRM profile without any finance module, not migrated", 8,
    ),
    Persona(
        "expired", "Emil", "Hartmann", "Sales", "Sales Representative", "staff", None,
        "a token that has expired", 9,
    ),
)  # fmt: skip

BY_NAME = {persona.name: persona for persona in PERSONAS}
