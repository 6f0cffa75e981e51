"""Rows of attached files, which have the same columns in each product under other names."""

from pathlib import PurePosixPath
from typing import Any

from domain.attachments import AttachedFile

# A size of more digits is no number of bytes.
_MOST_DIGITS = 15


def attached_file(
    *,
    file_id: object,
    name: object,
    size: object,
    created_at: object,
    author: object,
    author_id: object,
    **options: Any,
) -> AttachedFile:
    """A file from the values of its row, each None or empty where the product leaves it out."""
    file_name, digits = str(name or ""), str(size or "")
    return AttachedFile(
        id=str(file_id),
        name=file_name,
        size=int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None,
        kind=PurePosixPath(file_name).suffix.removeprefix(".").lower() or None,
        created_at=str(created_at) if created_at else None,
        author=str(author) if author else None,
        author_id=str(author_id) if author_id else None,
        **options,
    )
