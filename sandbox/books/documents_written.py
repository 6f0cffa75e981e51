"""How a request makes or changes a document."""

from decimal import InvalidOperation

from sandbox.books import custom_fields, line_items, values
from sandbox.books.documents import Trade, party
from sandbox.books.operations import Ask
from sandbox.books.refusals import duplicate, inaccessible_contact, invalid
from sandbox.books.submissions import being
from sandbox.books.values import exact
from sandbox.store import Body, text_of


def written(trade: Trade, ask: Ask, stored: Body) -> Body:
    """A document after a POST or PUT: what was sent over what stood there, added up anew."""
    sent = ask.body
    body: Body = {"date": ask.today.isoformat(), "created_date": ask.today.isoformat(), **being("draft"), **stored}
    party_id = f"{trade.party}_id"
    if party_id in sent or not stored:
        body |= party(trade, accessible_contact(ask, trade.party, values.text(party_id, sent.get(party_id, ""))))
    body |= values.parsed(dict(trade.fields), sent)
    body |= _number(trade, ask, stored) | custom_fields.written(trade.custom, sent, stored) | _deal(ask)
    if "contact_persons" in sent or "contact_persons_associated" in sent:
        body["contact_persons"] = _persons(sent)
    sells = trade.party == "customer"
    whole = body.get("discount_type", "item_level" if sells else "entity_level") == "entity_level"
    if sells and whole:
        body["line_items"] = [line | {"discount": 0} for line in body.get("line_items", [])]
    try:
        lines = line_items.written(ask, body, trade.price, discounted=sells and not whole)
        return body | line_items.totals(lines, exact(body["exchange_rate"]), body, whole=whole)
    except InvalidOperation:
        # More digits than can be reckoned with.
        raise invalid("line_items") from None


def accessible_contact(ask: Ask, noun: str, id_: str) -> Body:
    """The customer or vendor with that id, as far as the user may know of it."""
    contact = ask.ledger.body("contacts", id_)
    foreign = contact is None or contact["contact_type"] != noun
    if contact is None or foreign or (ask.role.segmented and noun == "customer" and _not_own(ask, contact)):
        raise inaccessible_contact(noun.capitalize())
    return contact


def _not_own(ask: Ask, contact: Body) -> bool:
    return contact["owner_id"] != ask.persona.books_id


def _number(trade: Trade, ask: Ask, stored: Body) -> Body:
    given = values.text(trade.number, ask.body.get(trade.number, ""))
    if given and given != stored.get(trade.number):
        if ask.ledger.count(trade.module, [text_of(trade.number) == given]):
            raise duplicate(given)
        return {trade.number: given}
    return {} if stored else {trade.number: next_number(trade, ask)}


def next_number(trade: Trade, ask: Ask) -> str:
    """The number after the highest one of the usual form."""
    number = text_of(trade.number)
    usual = number.op("GLOB")(f"{trade.prefix}-{'[0-9]' * 6}")
    last = ask.ledger.bodies(trade.module, [usual], order=[number.desc()], limit=1)
    return f"{trade.prefix}-{int(last[0][trade.number][-6:]) + 1 if last else 1:06d}"


def _deal(ask: Ask) -> Body:
    deal_id = ask.body.get("zcrm_potential_id")
    deal = next((deal for deal in ask.sandbox.company.deals if deal.crm_id == deal_id), None)
    return {"zcrm_potential_name": deal.name} if deal is not None and "zcrm_potential_name" not in ask.body else {}


def _persons(sent: Body) -> list[str]:
    if "contact_persons_associated" in sent:
        rows = values.objects("contact_persons_associated", sent["contact_persons_associated"])
        return [values.text("contact_person_id", row.get("contact_person_id")) for row in rows]
    return [values.text("contact_persons", each) for each in values.array("contact_persons", sent["contact_persons"])]
