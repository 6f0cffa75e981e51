"""What people write on a subscription without changing its terms: reference, salesperson and notes."""

from sandbox.billing import given, subscriptions
from sandbox.billing.endpoints import PRODUCT, Asked, Endpoint
from sandbox.billing.envelope import Reply, missing, not_found, success
from sandbox.billing.history import saved
from sandbox.billing.wire import stamp
from sandbox.people import PERSONAS
from sandbox.store import Body


def salesperson(asked: Asked, name: str) -> Body:
    """The salesperson of that name, a new one where nobody has it."""
    found = next((persona.billing_id for persona in PERSONAS if persona.full_name == name), None)
    kept = asked.store.body(PRODUCT, "salespeople", name)
    if found is None and kept is None:
        kept = {"salesperson_id": asked.new_id()}
        asked.store.put(PRODUCT, "salespeople", name, kept)
    return {"salesperson_id": found or (kept or {})["salesperson_id"], "salesperson_name": name}


def change_reference(asked: Asked) -> Reply:
    """Set the subscription's reference; an empty one takes it away."""
    before = subscriptions.named_subscription(asked)
    if "reference_id" not in asked.given:
        raise missing("reference_id")
    changes = given.texts(asked.given, ("reference_id",))
    kept = saved(asked, {**before, **changes}, "Reference updated")
    content = {"subscription": subscriptions.shown(asked, kept)}
    return success(content, "Subscription has been updated successfully.")


def change_salesperson(asked: Asked) -> Reply:
    """Set who sells the subscription."""
    before = subscriptions.named_subscription(asked)
    changes = salesperson(asked, given.needed_text(asked.given, "salesperson_name"))
    kept = saved(asked, {**before, **changes}, "Salesperson updated")
    return success({"subscription": subscriptions.shown(asked, kept)}, "Sales Person has been updated successfully.")


def add_note(asked: Asked) -> Reply:
    """Write a note; its author is the token's owner."""
    before = subscriptions.named_subscription(asked)
    note = {
        "description": given.needed_text(asked.given, "description"),
        "note_id": asked.new_id(),
        "commented_by": asked.persona.full_name,
        "commented_time": stamp(asked.now),
    }
    saved(asked, {**before, "notes": [*before["notes"], note]}, "Note added")
    return success({"note": {"notes": [note]}}, "Notes added.")


def delete_note(asked: Asked) -> Reply:
    """Take a note away."""
    before = subscriptions.named_subscription(asked)
    others = [note for note in before["notes"] if note["note_id"] != asked.at["note_id"]]
    if len(others) == len(before["notes"]):
        raise not_found("Note")
    saved(asked, {**before, "notes": others}, "Note deleted")
    return success(message="The note has been deleted.")


ONE = "/subscriptions/{subscription_id}"
ENDPOINTS = (
    Endpoint("POST", f"{ONE}/reference", "subscriptions.CREATE", "subscriptions", "edit", change_reference),
    Endpoint("POST", f"{ONE}/salesperson", "subscriptions.CREATE", "subscriptions", "edit", change_salesperson),
    Endpoint("POST", f"{ONE}/notes", "subscriptions.CREATE", "subscriptions", "edit", add_note),
    # A note belongs to its subscription: who may edit the one may delete the other.
    Endpoint("DELETE", f"{ONE}/notes/{{note_id}}", "subscriptions.DELETE", "subscriptions", "edit", delete_note),
)
