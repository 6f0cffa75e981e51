"""Bodies of answers: read whole and inflated, within a cap on what even a small one may inflate to."""

import zlib

import aiohttp

from adapters.messages import NAMES
from domain.errors import ServiceName, UpstreamUnavailable


async def body_of(service: ServiceName, response: aiohttp.ClientResponse, largest: int) -> bytes:
    """The whole body, inflated. Raises UpstreamUnavailable where it has more than `largest` bytes."""
    if response.headers.get("Content-Encoding", "").lower() == "gzip":
        return await _inflated(service, response, largest)
    pieces: list[bytes] = []
    received = 0
    async for piece in response.content.iter_any():
        received += len(piece)
        if received > largest:
            raise _too_large(service, largest)
        pieces.append(piece)
    # Most answers arrive in one piece, of which no copy is made.
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


async def _inflated(service: ServiceName, response: aiohttp.ClientResponse, largest: int) -> bytes:
    inflate, pieces = zlib.decompressobj(wbits=31), list[bytes]()
    received = inflated = 0
    async for piece in response.content.iter_any():
        received += len(piece)
        pieces.append(inflate.decompress(piece, largest + 1 - inflated))
        inflated += len(pieces[-1])
        if max(received, inflated) > largest:
            raise _too_large(service, largest)
    if received and (not inflate.eof or inflate.unused_data):
        raise aiohttp.ClientPayloadError("the compressed body does not end where it should")
    return b"".join(pieces)


def _too_large(service: ServiceName, largest: int) -> UpstreamUnavailable:
    text = f"{NAMES[service]} answered with more than is allowed."
    return UpstreamUnavailable(text, service=service, detail=f"over {largest} bytes")
