"""Answers that are files instead of JSON, sent piece by piece."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

PIECE = 65_536
# What has no place in a file's name: parts of a path, quotes, and what would end a header's line.
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/]')


@dataclass(frozen=True, slots=True)
class File:
    """A file with its content in pieces; one that is `shown` is for the browser, any other to be kept."""

    name: str
    kind: str
    pieces: Iterable[bytes]
    shown: bool = False

    def headers(self) -> Mapping[str, str]:
        """`Content-Type` and `Content-Disposition`; a name beyond ASCII as RFC 6266 wants it."""
        name = f'filename="{self.name}"' if self.name.isascii() else f"filename*=UTF-8''{quote(self.name)}"
        place = "inline" if self.shown else "attachment"
        return {"Content-Type": self.kind, "Content-Disposition": f"{place}; {name}"}


def fit_name(name: str) -> str:
    """The file's name without what it must not contain."""
    return _UNFIT.sub("_", name).strip() or "file"


def pieces(content: bytes) -> Iterable[bytes]:
    """The content in pieces."""
    return (content[start : start + PIECE] for start in range(0, len(content), PIECE))
