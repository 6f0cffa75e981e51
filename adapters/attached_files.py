"""Rows of attached files, which have the same columns in each product under other names."""

from pathlib import PurePosixPath
from typing import Any

from adapters.answers import text_in
from domain.attachments import AttachedFile
from domain.errors import ServiceName

# A size of more digits is no number of bytes.
_MOST_DIGITS = 15


def attached_file(
    service: ServiceName,
    *,
    file_id: object,
    name: object,
    size: object,
    created_at: object,
    author: object,
    author_id: object,
    **options: Any,
) -> AttachedFile:
    """A file from the values of its row, each None or empty where the product leaves it out.

    Raises UpstreamUnavailable for what is no text or number.
    """
    values = {"id": file_id, "name": name, "size": size, "at": created_at, "author": author, "author_id": author_id}
    texts = {key: text_in(service, values, key) for key in values}
    file_name, digits = texts["name"] or "", texts["size"] or ""
    return AttachedFile(
        id=texts["id"] or "",
        name=file_name,
        size=int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None,
        kind=PurePosixPath(file_name).suffix.removeprefix(".").lower() or None,
        created_at=texts["at"],
        author=texts["author"],
        author_id=texts["author_id"],
        **options,
    )
