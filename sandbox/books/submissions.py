"""What a record carries of its status and of its submission for approval."""

from sandbox.company.documents import Document
from sandbox.people import Persona
from sandbox.store import Body


def being(status: str) -> Body:
    """The status, which the record repeats."""
    return {"status": status, "current_sub_status": status}


def seeded_submission(document: Document) -> Body:
    """What a document of the company's story has of its submission: nothing where it was never submitted."""
    if document.submitter is None:
        return {}
    who = document.submitter
    body: Body = {
        "submitter_id": who.books_id,
        "submitted_by": who.books_id,
        "submitted_by_name": who.full_name,
        "submitted_by_email": who.email,
        "submitted_date": document.made_on.isoformat(),
    }
    if document.approver is not None:
        body |= {"approver_id": document.approver.books_id, "approvers_list": [_given(document.approver, document)]}
    return body


def _given(approver: Persona, document: Document) -> Body:
    approval_keys = {"has_approved": True, "approval_status": "approved"}
    return approval(approver, 1, document.made_on.isoformat()) | approval_keys


def approval(approver: Persona, order: int, submitted_date: str) -> Body:
    """An element of `approvers_list` before anything was decided; its keys are the sandbox's guess."""
    return {
        "approver_user_id": approver.books_id,
        "approver_name": approver.full_name,
        "email": approver.email,
        "order": order,
        "has_approved": False,
        "approval_status": "pending",
        "is_next_approver": False,
        "submitted_date": submitted_date,
    }
