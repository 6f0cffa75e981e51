"""A PDF of one page of text (ISO 32000-1, 7.5 "File structure")."""

from collections.abc import Iterator, Sequence

from sandbox.books.files import PIECE

# An A4 page in points, and how many lines of 16 points stand on it.
PAGE, LEFT, TOP, LEADING, LINES = "0 0 595 842", 56, 780, 16, 44


def written(lines: Sequence[str], padding: int = 0) -> Iterator[bytes]:
    """The file in pieces: the lines, as many as stand on the page, and `padding` bytes that nobody sees."""
    shown = [*lines[: LINES - 1], "..."] if len(lines) > LINES else lines
    text = b"".join(b"(" + _literal(line) + b") Tj T*\n" for line in shown)
    page = f"BT /F1 11 Tf {LEFT} {TOP} Td {LEADING} TL\n".encode() + text + b"ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{PAGE}] /Resources << /Font << /F1 4 0 R >> >>".encode()
        + b" /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Length {len(page)} >>\nstream\n".encode() + page + b"\nendstream",
    )
    head, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", list[int]()
    for number, body in enumerate(objects, start=1):
        starts.append(len(head))
        head += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    yield head
    length = len(head)
    if padding:
        opening = f"{len(objects) + 1} 0 obj\n<< /Length {padding} >>\nstream\n".encode()
        starts.append(length)
        yield opening
        yield from (b" " * min(PIECE, padding - start) for start in range(0, padding, PIECE))
        closing = b"\nendstream\nendobj\n"
        yield closing
        length += len(opening) + padding + len(closing)
    yield _index(starts, length)


def _index(starts: Sequence[int], at: int) -> bytes:
    rows = "".join(f"{start:010d} 00000 n \n" for start in starts)
    size = len(starts) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
    return f"xref\n0 {size}\n0000000000 65535 f \n{rows}{trailer}".encode()


def _literal(line: str) -> bytes:
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return escaped.encode("cp1252", "replace")
