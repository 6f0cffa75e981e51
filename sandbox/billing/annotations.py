"""What people write on a subscription without changing its terms: reference, salesperson and notes."""

from sandbox.billing import contact_persons, subscriptions, values
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, missing, not_found, success
from sandbox.billing.formats import stamp
from sandbox.billing.history import saved
from sandbox.people import PERSONAS
from sandbox.store import Body


def salesperson(request: BillingRequest, name: str) -> Body:
    """The salesperson of that name, a new one where nobody has it."""
    salesperson_id = next((persona.billing_id for persona in PERSONAS if persona.full_name == name), None)
    kept = request.store.body(PRODUCT, "salespeople", name)
    if salesperson_id is None and kept is None:
        kept = {"salesperson_id": request.new_id()}
        request.store.put(PRODUCT, "salespeople", name, kept)
    return {"salesperson_id": salesperson_id or (kept or {})["salesperson_id"], "salesperson_name": name}


def change_reference(request: BillingRequest) -> BillingResponse:
    """Set the subscription's reference; an empty one takes it away."""
    before = subscriptions.named_subscription(request)
    if "reference_id" not in request.body:
        raise missing("reference_id")
    changes = values.texts(request.body, ("reference_id",))
    kept = saved(request, {**before, **changes}, "Reference updated")
    content = {"subscription": subscriptions.shown(request, kept)}
    return success(content, "Subscription has been updated successfully.")


def change_salesperson(request: BillingRequest) -> BillingResponse:
    """Set who sells the subscription."""
    before = subscriptions.named_subscription(request)
    changes = salesperson(request, values.needed_text(request.body, "salesperson_name"))
    kept = saved(request, {**before, **changes}, "Salesperson updated")
    return success({"subscription": subscriptions.shown(request, kept)}, "Sales Person has been updated successfully.")


def change_contact_persons(request: BillingRequest) -> BillingResponse:
    """Replace the contact persons who receive the subscription's mail."""
    before = subscriptions.named_subscription(request)
    if "contactpersons" not in request.body:
        raise missing("contactpersons")
    persons = contact_persons.named(request, request.body, before["customer_id"])
    kept = saved(request, {**before, "contactpersons": persons}, "Contact persons updated")
    content = {"subscription": subscriptions.shown(request, kept)}
    return success(content, "Subscription has been updated successfully.")


def change_custom_fields(request: BillingRequest) -> BillingResponse:
    """Set custom fields by their labels."""
    before = subscriptions.named_subscription(request)
    if not values.parts(request.body, "custom_fields"):
        raise missing("custom_fields")
    fields = values.with_custom_fields(before["custom_fields"], request.body)
    saved(request, {**before, "custom_fields": fields}, "Custom fields updated")
    return success(message="Custom fields has been updated successfully.")


def change_mode(request: BillingRequest) -> BillingResponse:
    """Collect payments automatically from now on, or not."""
    before = subscriptions.named_subscription(request)
    if "auto_collect" not in request.body:
        raise missing("auto_collect")
    online = values.flag(request.body, "auto_collect", False)
    card = subscriptions.payment_details(before["customer_id"], online=online)
    kept = saved(request, {**before, **card, "auto_collect": online}, "Mode changed")
    content = {"subscription": subscriptions.shown(request, kept)}
    return success(content, "Subscription has been updated successfully.")


def add_note(request: BillingRequest) -> BillingResponse:
    """Write a note; its author is the token's owner."""
    before = subscriptions.named_subscription(request)
    note = {
        "description": values.needed_text(request.body, "description"),
        "note_id": request.new_id(),
        "commented_by": request.persona.full_name,
        "commented_time": stamp(request.now),
    }
    saved(request, {**before, "notes": [*before["notes"], note]}, "Note added")
    return success({"note": {"notes": [note]}}, "Notes added.")


def delete_note(request: BillingRequest) -> BillingResponse:
    """Take a note away."""
    before = subscriptions.named_subscription(request)
    others = [note for note in before["notes"] if note["note_id"] != request.at["note_id"]]
    if len(others) == len(before["notes"]):
        raise not_found("Note")
    saved(request, {**before, "notes": others}, "Note deleted")
    return success(message="The note has been deleted.")


ONE = "/subscriptions/{subscription_id}"
ENDPOINTS = (
    BillingEndpoint("POST", f"{ONE}/reference", "subscriptions.CREATE", "subscriptions", "edit", change_reference),
    BillingEndpoint("POST", f"{ONE}/salesperson", "subscriptions.CREATE", "subscriptions", "edit", change_salesperson),
    BillingEndpoint(
        "POST", f"{ONE}/contactpersons", "subscriptions.CREATE", "subscriptions", "edit", change_contact_persons
    ),
    BillingEndpoint(
        "POST", f"{ONE}/customfields", "subscriptions.CREATE", "subscriptions", "edit", change_custom_fields
    ),
    BillingEndpoint("POST", f"{ONE}/autocollect", "subscriptions.CREATE", "subscriptions", "edit", change_mode),
    BillingEndpoint("POST", f"{ONE}/notes", "subscriptions.CREATE", "subscriptions", "edit", add_note),
    # A note belongs to its subscription: who may edit the one may delete the other.
    BillingEndpoint("DELETE", f"{ONE}/notes/{{note_id}}", "subscriptions.DELETE", "subscriptions", "edit", delete_note),
)
