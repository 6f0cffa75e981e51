"""Uploads of files to a product: one part of a form, sent piece by piece and never held as a whole."""

from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp.payload import AsyncIterablePayload

from adapters.messages import Upload


class _Part(AsyncIterablePayload):
    """A part of a form of known size, so that the request has a length; `on_piece` is called before each piece."""

    def __init__(self, upload: Upload, on_piece: Callable[[], None]) -> None:
        super().__init__(_announced_pieces(upload, on_piece), content_type=upload.media_type)
        self._bytes = upload.size

    @property
    def size(self) -> int:
        """The number of bytes of the file."""
        return self._bytes


async def _announced_pieces(upload: Upload, on_piece: Callable[[], None]) -> AsyncIterator[bytes]:
    async for piece in upload.pieces():
        on_piece()
        yield piece


def form_of(upload: Upload, on_piece: Callable[[], None]) -> aiohttp.MultipartWriter:
    """The form with a file. Its name is sent as browsers send it: in UTF-8, with escaped quotes."""
    form, part = aiohttp.MultipartWriter("form-data"), _Part(upload, on_piece)
    part.set_content_disposition("form-data", quote_fields=False, name=upload.part, filename=upload.name)
    form.append_payload(part)
    return form
