"""Files of CRM's records. Source: Zoho CRM v8, "Attachments"."""

from adapters.attached_files import attached_file
from adapters.crm.lookups import lookup_id, lookup_name
from domain.attachments import AttachedFile
from domain.queries import Row

ATTACHMENT_FIELDS = "id,File_Name,Size,Created_Time,Created_By,$link_url"


def attachment_in(row: Row) -> AttachedFile:
    """A file by its row of the related list; one that is a link has no content."""
    return attached_file(
        "crm",
        file_id=row["id"],
        name=row.get("File_Name"),
        size=row.get("Size"),
        created_at=row.get("Created_Time"),
        author=lookup_name(row, "Created_By"),
        author_id=lookup_id(row, "Created_By"),
        has_content=not row.get("$link_url"),
    )
