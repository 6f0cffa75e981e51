"""Files on their way to a product: one part of a form, sent piece by piece and never held whole."""

from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp.payload import AsyncIterablePayload

from adapters.messages import Upload


class _Part(AsyncIterablePayload):
    """A part of known size, so that the request says how long it is; `on_piece` is called before each piece."""

    def __init__(self, upload: Upload, on_piece: Callable[[], None]) -> None:
        super().__init__(_noted(upload, on_piece), content_type=upload.media_type)
        self._whole = upload.size

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self._whole


async def _noted(upload: Upload, on_piece: Callable[[], None]) -> AsyncIterator[bytes]:
    async for piece in upload.pieces():
        on_piece()
        yield piece


def form_of(upload: Upload, on_piece: Callable[[], None]) -> aiohttp.MultipartWriter:
    """The form that carries a file. Names go as browsers send them: in UTF-8, quotes escaped."""
    form, part = aiohttp.MultipartWriter("form-data"), _Part(upload, on_piece)
    part.set_content_disposition("form-data", quote_fields=False, name=upload.part, filename=upload.name)
    form.append_payload(part)
    return form
