"""Tags of answers, so that a client that has an answer already need not be sent it again."""

import hashlib
import hmac

import msgspec

from schema.engine.execute.payloads import Payload

_ENCODER = msgspec.json.Encoder()


def etag_of(secret: str, caller: str, asked: str, payload: Payload) -> str:
    """The weak tag of an answer to one caller: what it cost is no part of it.

    `asked` is what chose the representation. The tag is keyed, so that it shows nothing of an answer to anybody else.
    """
    content = _ENCODER.encode([caller, asked, payload.data, payload.hidden])
    return f'W/"{hmac.new(b"etag:" + secret.encode(), content, hashlib.sha256).hexdigest()[:32]}"'


def is_held(if_none_match: str, tag: str) -> bool:
    """Whether a client that sends this If-None-Match has the answer already (RFC 9110, 13.1.2)."""
    strong = tag.removeprefix("W/")
    held = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in held or strong in held
