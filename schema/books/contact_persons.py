"""People at a finance customer or vendor."""

from schema.engine.declare.records import part, upstream


@part
class ContactPerson:
    """A person at a customer or vendor, as the finance product knows them."""

    contact_person_id: str | None = upstream("contact_person_id", "The person's id in the product.")
    salutation: str | None = upstream("salutation", "Salutation.")
    first_name: str | None = upstream("first_name", "First name.")
    last_name: str | None = upstream("last_name", "Last name.")
    email: str | None = upstream("email", "E-mail address.")
    phone: str | None = upstream("phone", "Phone.")
    mobile: str | None = upstream("mobile", "Mobile phone.")
    designation: str | None = upstream("designation", "Job title.")
    department: str | None = upstream("department", "Department.")
    is_primary: bool | None = upstream("is_primary_contact", "Whether this is the primary contact person.")
