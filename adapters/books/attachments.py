"""Files of Books' documents. Source: Zoho Books v3, the `documents` of a single record."""

from adapters.answers import objects_in
from adapters.attached_files import attached_file
from domain.attachments import AttachedFile
from domain.queries import Row

DOCUMENTS_KEY = "documents"


def attachments_in(row: Row) -> list[AttachedFile] | None:
    """The files of a document by its single record, in the order of their attachment; None where the row lacks them.

    Raises UpstreamUnavailable for what is no list of files.
    """
    if row.get(DOCUMENTS_KEY) in (None, ""):
        return None
    return [
        attached_file(
            "books",
            file_id=each["document_id"],
            name=each.get("file_name"),
            size=each.get("file_size"),
            created_at=each.get("uploaded_on"),
            author=each.get("uploaded_by"),
            author_id=each.get("uploaded_by_id"),
        )
        for each in objects_in("books", row, DOCUMENTS_KEY)
        if each.get("document_id")
    ]
