"""Every kind of write: a mutation, its input, and how to see in the sandbox whether it happened and how often."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.context import Sandbox
from tests.writes.stock import Stock

Given = dict[str, Any]
# Whether something holds: with the unique field of Books alone, say.
Holds = Literal["always", "with the field", "never"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of write.

    `given` makes the input from the stock and a word that is nobody else's; `times` counts in the sandbox what has
    that word or was written on the input's record. `found` is whether an answer that was lost can be looked up,
    `repeatable` whether what was not found is sent again.
    """

    name: str
    given: Callable[[Stock, str], Given]
    times: Callable[[Sandbox, Given, str], int]
    found: Holds = "always"
    repeatable: Holds = "always"

    @property
    def mutation(self) -> str:
        """The field of Mutation."""
        return self.name.partition(" ")[0]

    @property
    def query(self) -> str:
        """The document."""
        name = self.mutation
        input_type = INPUTS.get(name) or f"{name[0].upper()}{name[1:]}Input"
        return f"mutation ($input: {input_type}!) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}"


INPUTS: Mapping[str, str] = {
    "deleteDocument": "DeleteInput",
    "submitDocument": "SubmitInput",
    "approveDocument": "ApproveInput",
    "rejectDocument": "RejectInput",
    "setDocumentAddress": "SetAddressInput",
    "convertEstimateToSalesOrder": "ConvertInput",
    "convertEstimateToInvoice": "ConvertInput",
    "convertSalesOrderToInvoice": "ConvertInput",
}
LINES = [{"name": "Calibration", "quantity": "2", "rate": "150.50"}]
CUSTOMER, VENDOR = "460000000001000001", "460000000004000001"
# As the graph names them, and the sandbox's store.
DOCUMENTS: Mapping[str, str] = {
    "Estimate": "estimates",
    "SalesOrder": "salesorders",
    "Invoice": "invoices",
    "PurchaseOrder": "purchaseorders",
}


def _having(product: str, module: str, key: str) -> Callable[[Sandbox, Given, str], int]:
    """How many records have the word under that key."""

    def times(sandbox: Sandbox, given: Given, word: str) -> int:
        return sum(body.get(key) == word for body in sandbox.store.bodies(product, module))

    return times


def _standing(product: str, module: str, key: str, value: str | None = None) -> Callable[[Sandbox, Given, str], int]:
    """Whether the input's record has that value, the word unless given."""

    def times(sandbox: Sandbox, given: Given, word: str) -> int:
        return int((sandbox.store.body(product, module, _id(given)) or {}).get(key) == (value or word))

    return times


def _id(given: Given) -> str:
    return b64decode(given["id"]).decode().partition(":")[2]


def _of(type_name: str, id_: str, **more: Any) -> Given:
    return {"id": b64encode(f"{type_name}:{id_}".encode()).decode(), **more}


def _created() -> Iterator[Kind]:
    for name, module in DOCUMENTS.items():
        party = {"vendorId": VENDOR} if name == "PurchaseOrder" else {"customerId": CUSTOMER}
        fixed = {**party, "lineItems": LINES}
        yield Kind(
            f"create{name}",
            lambda _, word, fixed=fixed: {**fixed, "reference": word},
            _having("books", module, "reference_number"),
            repeatable="with the field",
        )
    yield Kind(
        "createEstimate for an account",
        lambda stock, word: {
            "accountId": _of("Account", stock.unlinked())["id"],
            "lineItems": LINES,
            "reference": word,
        },
        # The import is lost first, and that is repeatable.
        _having("books", "estimates", "reference_number"),
    )
    yield Kind(
        "recordPayment",
        lambda stock, word: {
            "invoiceId": stock.document("invoices", "sent", "overdue"),
            "amount": "1.5",
            "paidOn": "2026-01-02",
            "mode": "Cash",
            "reference": word,
        },
        # A payment does not tell its author.
        _having("books", "customerpayments", "reference_number"),
        found="with the field",
        repeatable="with the field",
    )


def _converted() -> Iterator[Kind]:
    for source, target, status in (
        ("Estimate", "SalesOrder", "accepted"),
        ("Estimate", "Invoice", "accepted"),
        ("SalesOrder", "Invoice", "open"),
    ):

        def times(sandbox: Sandbox, given: Given, _word: str, source: str = source, target: str = target) -> int:
            reference = (sandbox.store.body("books", DOCUMENTS[source], _id(given)) or {})["reference_number"]
            found = sandbox.store.bodies("books", DOCUMENTS[target])
            return sum(body.get("reference_number") == reference for body in found)

        yield Kind(
            f"convert{source}To{target}",
            lambda stock, _, source=source, status=status: _of(
                source, stock.document(DOCUMENTS[source], status, referring=True)
            ),
            times,
            found="with the field",
            repeatable="with the field",
        )


def _changed() -> Iterator[Kind]:
    for name, module in DOCUMENTS.items():
        statuses = ("sent", "open", "overdue", "draft") if name != "PurchaseOrder" else ("billed", "open")
        yield Kind(
            f"update{name}",
            lambda stock, word, name=name, module=module, statuses=statuses: _of(
                name, stock.document(module, *statuses), notes=word
            ),
            _standing("books", module, "notes"),
        )
    yield Kind(
        "deleteDocument",
        lambda stock, _: _of("Estimate", stock.document("estimates", "draft")),
        lambda sandbox, given, _: int(sandbox.store.body("books", "estimates", _id(given)) is None),
    )
    yield Kind("removeAttachment", _with_file, _unfiled)
    yield Kind(
        "setDocumentAddress",
        lambda stock, word: _of(
            "Estimate", stock.document("estimates", "sent"), kind="BILLING", address={"city": word}
        ),
        lambda sandbox, given, word: int(
            (sandbox.store.body("books", "estimates", _id(given)) or {})["billing_address"].get("city") == word
        ),
    )


def _moved() -> Iterator[Kind]:
    for name, before, mark in (
        ("Estimate", "sent", "ACCEPTED"),
        ("SalesOrder", "open", "VOID"),
        ("Invoice", "overdue", "VOID"),
        ("PurchaseOrder", "draft", "OPEN"),
    ):
        yield Kind(
            f"mark{name}",
            lambda stock, _, name=name, before=before, mark=mark: {
                **_of(name, stock.document(DOCUMENTS[name], before)),
                "as": mark,
            },
            _standing("books", DOCUMENTS[name], "status", mark.lower()),
        )
    steps: tuple[tuple[str, str, str, Holds], ...] = (
        ("submit", "draft", "pending_approval", "never"),
        ("approve", "pending_approval", "approved", "never"),
        ("reject", "pending_approval", "rejected", "always"),
    )
    for act, before, after, repeatable in steps:
        yield Kind(
            f"{act}Document",
            lambda stock, _, before=before: _of("Estimate", stock.document("estimates", before)),
            _standing("books", "estimates", "status", after),
            repeatable=repeatable,
        )


def _in_crm() -> Iterator[Kind]:
    for name, key, field_, more in (
        ("Account", "Account_Name", "name", {}),
        ("Contact", "Last_Name", "lastName", {}),
        ("Deal", "Deal_Name", "name", {"stage": "Qualification"}),
    ):
        yield Kind(
            f"create{name}",
            lambda _, word, field_=field_, more=more: {field_: word, **more},
            _having("crm", f"{name}s", key),
            repeatable="never",
        )
        yield Kind(
            f"update{name}",
            lambda stock, word, name=name: _of(name, stock.one("crm", f"{name}s")["id"], description=word),
            _standing("crm", f"{name}s", "Description"),
        )
    yield Kind(
        "importToBooks",
        lambda stock, _: _of("Account", stock.unlinked()),
        lambda sandbox, given, _: sum(
            row.get("zcrm_account_id") == _id(given) for row in sandbox.store.bodies("books", "contacts")
        ),
    )


def _said() -> Iterator[Kind]:
    yield Kind(
        "addNote",
        lambda stock, word: _of("Deal", stock.one("crm", "Deals")["id"], text=word),
        _having("crm", "Notes", "Note_Content"),
        repeatable="never",
    )
    yield Kind(
        "addComment",
        lambda stock, word: _of("Invoice", stock.document("invoices", "paid"), text=word),
        lambda sandbox, given, word: _having("books", f"invoices/{_id(given)}/comments", "description")(
            sandbox, given, word
        ),
        repeatable="never",
    )
    yield Kind(
        "sendDocument",
        lambda stock, word: _of("Invoice", stock.document("invoices", "draft"), to=["a@b.example"], subject=word),
        _mailed,
        repeatable="never",
    )
    yield Kind(
        "sendDocument once more",
        lambda stock, word: _of("Invoice", stock.document("invoices", "paid"), to=["a@b.example"], subject=word),
        _mailed,
        found="never",
        repeatable="never",
    )
    yield Kind(
        "sendMail",
        lambda stock, word: _of(
            "Contact", stock.one("crm", "Contacts")["id"], to=["a@b.example"], subject=word, body="Hello"
        ),
        _mailed,
        found="never",
        repeatable="never",
    )


def _with_file(stock: Stock, word: str) -> Given:
    id_, file_id = stock.attached(word)
    return {"recordId": _of("Invoice", id_)["id"], "attachmentId": file_id}


def _unfiled(sandbox: Sandbox, given: Given, _word: str) -> int:
    invoice = sandbox.store.body("books", "invoices", _id({"id": given["recordId"]})) or {}
    return int(not invoice["documents"])


def _mailed(sandbox: Sandbox, _given: Given, word: str) -> int:
    return sum(letter["subject"] == word for letter in sandbox.mailbox.all())


KINDS = (*_created(), *_converted(), *_changed(), *_moved(), *_in_crm(), *_said())
