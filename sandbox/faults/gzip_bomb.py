"""A small answer that unpacks to 200 MiB."""

import zlib
from functools import cache
from threading import Lock

BOMB_BLOCK = b" " * (1 << 20)


BOMB_BLOCKS = 200


_PACKING = Lock()


def gzip_bomb() -> bytes:
    """A small gzip stream of 200 MiB of well-formed JSON, which the first of many calls at once packs for all."""
    with _PACKING:
        return _packed()


@cache
def _packed() -> bytes:
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = [b'{"data":[', *[BOMB_BLOCK] * BOMB_BLOCKS, b"]}"]
    return b"".join(packer.compress(part) for part in parts) + packer.flush()
