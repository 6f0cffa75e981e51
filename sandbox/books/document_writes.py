"""Documents as requests create or change them."""

from decimal import InvalidOperation

from sandbox.books import custom_fields, line_items, salespersons, settings, templates, values
from sandbox.books.documents import Trade, party
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import duplicate, inaccessible_contact, invalid, invalid_reference, negative_total
from sandbox.books.submissions import being
from sandbox.books.values import exact
from sandbox.store import Body, text_of


def written(trade: Trade, request: BooksRequest, stored: Body) -> Body:
    """A document after a POST or PUT: what was sent over what stood there, added up anew."""
    sent = request.body
    body: Body = {
        "date": request.today.isoformat(),
        "created_date": request.today.isoformat(),
        **being("draft"),
        **stored,
    }
    party_id = f"{trade.party}_id"
    if party_id in sent or not stored:
        body |= party(trade, accessible_contact(request, trade.party, values.text(party_id, sent.get(party_id, ""))))
    body |= _currency(sent, stored)
    body |= values.parsed(dict(trade.fields), sent) | salespersons.chosen(request, sent)
    values.check_rate(body, settings.BASE)
    body |= _number(trade, request, stored) | custom_fields.written(trade.custom, sent, stored) | _deal(request)
    body |= templates.chosen(sent)
    if "contact_persons" in sent or "contact_persons_associated" in sent:
        body["contact_persons"] = _persons(sent)
    sells = trade.party == "customer"
    whole = body.get("discount_type", "item_level" if sells else "entity_level") == "entity_level"
    if sells and whole:
        body["line_items"] = [line | {"discount": 0} for line in body.get("line_items", [])]
    try:
        lines = line_items.written(request, body, trade.price, discounted=sells and not whole)
        added = line_items.totals(lines, exact(body["exchange_rate"]), body, whole=whole)
    except InvalidOperation:
        # More digits than can be reckoned with.
        raise invalid("line_items") from None
    if added["total"] < 0:
        raise negative_total()
    return body | added


def _currency(sent: Body, stored: Body) -> Body:
    """The currency that was sent with its usual rate, nothing where it is the one that stands there."""
    id_ = values.text("currency_id", sent.get("currency_id", ""))
    if id_ in {"", stored.get("currency_id")}:
        return {}
    if id_ not in settings.BY_ID:
        raise invalid_reference("Currency")
    if exact(stored.get("payment_made", 0)):
        # What was paid was paid in the other one.
        raise invalid("currency_id")
    return settings.currency_of(settings.BY_ID[id_]["currency_code"])


def accessible_contact(request: BooksRequest, noun: str, id_: str) -> Body:
    """The customer or vendor with that id, as far as the user may know of it."""
    contact = request.ledger.body("contacts", id_)
    foreign = contact is None or contact["contact_type"] != noun
    if contact is None or foreign or (request.role.segmented and noun == "customer" and _not_own(request, contact)):
        raise inaccessible_contact(noun.capitalize())
    return contact


def _not_own(request: BooksRequest, contact: Body) -> bool:
    return contact["owner_id"] != request.persona.books_id


def _number(trade: Trade, request: BooksRequest, stored: Body) -> Body:
    number = values.text(trade.number, request.body.get(trade.number, ""))
    if number and number != stored.get(trade.number):
        if request.ledger.count(trade.module, [text_of(trade.number) == number]):
            raise duplicate(number)
        return {trade.number: number}
    return {} if stored else {trade.number: next_number(trade, request)}


def next_number(trade: Trade, request: BooksRequest) -> str:
    """The number after the highest one of the usual form."""
    number = text_of(trade.number)
    usual = number.op("GLOB")(f"{trade.prefix}-{'[0-9]' * 6}")
    last = request.ledger.bodies(trade.module, [usual], order=[number.desc()], limit=1)
    return f"{trade.prefix}-{int(last[0][trade.number][-6:]) + 1 if last else 1:06d}"


def _deal(request: BooksRequest) -> Body:
    deal_id = request.body.get("zcrm_potential_id")
    deal = next((deal for deal in request.sandbox.company.deals if deal.crm_id == deal_id), None)
    return {"zcrm_potential_name": deal.name} if deal is not None and "zcrm_potential_name" not in request.body else {}


def _persons(sent: Body) -> list[str]:
    if "contact_persons_associated" in sent:
        rows = values.objects("contact_persons_associated", sent["contact_persons_associated"])
        return [values.text("contact_person_id", row.get("contact_person_id")) for row in rows]
    return [values.text("contact_persons", each) for each in values.array("contact_persons", sent["contact_persons"])]
