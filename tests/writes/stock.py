"""Records of the sandbox's seed to write on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.books.comments import remark, shelf_of
from sandbox.context import Sandbox
from sandbox.people import BY_NAME
from sandbox.store import Body


@dataclass(slots=True)
class Stock:
    """Seeded records to write on, each handed out once."""

    sandbox: Sandbox
    _taken: set[str] = field(default_factory=set[str])

    def one(self, product: str, module: str, wanted: Callable[[Body], bool] = lambda _: True) -> Body:
        """A record that nobody has yet."""
        key = "id" if product == "crm" else {"contacts": "contact_id"}.get(module, f"{module.removesuffix('s')}_id")
        for body in self.sandbox.store.bodies(product, module):
            if body[key] not in self._taken and wanted(body):
                self._taken.add(body[key])
                return {**body, "id": body[key]}
        raise LookupError(f"no more {module} to write on")

    def document(self, module: str, *statuses: str, referring: bool = False) -> str:
        """The id of a document of Books in one of these statuses, with a reference where one is needed."""

        def fits(body: Body) -> bool:
            return body["status"] in statuses and (not referring or bool(body["reference_number"]))

        return str(self.one("books", module, fits)["id"])

    def subscription(self, status: str) -> str:
        """The id of a subscription of Billing in this status: a copy of a seeded one, since there are few of each."""
        return self._copied(lambda body: body["status"] == status)

    def carded(self) -> str:
        """The id of a live subscription that is charged on a card."""
        return self._copied(lambda body: body["status"] == "live" and bool(body["card"]))

    def annotated(self, note_id: str) -> str:
        """The id of a live subscription with a single note of that id."""
        id_ = self.subscription("live")
        note = {"note_id": note_id, "description": "As agreed", "commented_by": "", "commented_time": ""}
        body = self.sandbox.store.body("billing", "subscriptions", id_) or {}
        self.sandbox.store.put("billing", "subscriptions", id_, {**body, "notes": [note]})
        return id_

    def _copied(self, wanted: Callable[[Body], bool]) -> str:
        seeded = next(body for body in self.sandbox.store.bodies("billing", "subscriptions") if wanted(body))
        id_ = str(903000000005900000 + len(self._taken))
        self._taken.add(id_)
        self.sandbox.store.put("billing", "subscriptions", id_, {**seeded, "subscription_id": id_})
        return id_

    def quote(self, status: str) -> str:
        """The id of a quote of Billing in this status: a copy of a seeded one."""
        seeded = next(body for body in self.sandbox.store.bodies("billing", "estimates") if body["status"] == status)
        id_ = str(903000000018900000 + len(self._taken))
        self._taken.add(id_)
        self.sandbox.store.put("billing", "estimates", id_, {**seeded, "estimate_id": id_})
        return id_

    def unlinked(self) -> str:
        """The id of an account of CRM that Books does not know."""
        linked = {row.get("zcrm_account_id") for row in self.sandbox.store.bodies("books", "contacts")}
        return str(self.one("crm", "Accounts", lambda body: body["id"] not in linked)["id"])

    def attached(self, word: str) -> tuple[str, str]:
        """The ids of an invoice and of a file that it has, which tells nothing but a name."""
        invoice = self.one("books", "invoices", lambda body: body["status"] == "paid")
        id_ = str(invoice.pop("id"))
        file: Body = {
            "document_id": f"9{id_}",
            "file_name": f"{word}.txt",
            "file_type": "txt",
            "file_size": 1,
            "file_size_formatted": "0.0 KB",
            "attachment_order": 1,
            "can_send_in_mail": False,
            "source": "desktop",
            "uploaded_by_id": "",
            "uploaded_by": "",
            "uploaded_on": "",
        }
        self.sandbox.store.put("books", "invoices", id_, {**invoice, "documents": [file]})
        return id_, f"9{id_}"

    def noted(self) -> tuple[str, str]:
        """The id of a note, and of the deal that it is on."""
        note = self.one("crm", "Notes", lambda body: body["Parent_Id"]["module"]["api_name"] == "Deals")
        return str(note["id"]), str(note["Parent_Id"]["id"])

    def commented(self) -> tuple[str, str]:
        """The id of a comment of the administrator's, and of the invoice that it is on."""
        invoice = self.document("invoices", "paid")
        body = remark(f"8{invoice}", BY_NAME["admin"], datetime.now(UTC), "As agreed")
        self.sandbox.store.put("books", shelf_of("invoices", invoice), body["comment_id"], body)
        return str(body["comment_id"]), invoice
