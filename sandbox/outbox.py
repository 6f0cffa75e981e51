"""The outbox: the mail that the products sent, and the addresses that a person may send from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.people import DOMAIN, PERSONAS, Persona


@dataclass(frozen=True, slots=True)
class SenderAddress:
    """An address of a person or, where `owner` is empty, of the organisation. Mail is sent from the `default` one."""

    address_id: str
    owner: str
    name: str
    email: str
    verified: bool = True
    default: bool = False


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail. `sent_by` is the persona whose token sent it, whatever `sender` says."""

    sequence: int
    at: str
    product: str
    module: str
    record_id: str
    sent_by: str
    sender: Mapping[str, str]
    to: Sequence[str]
    cc: Sequence[str]
    bcc: Sequence[str]
    subject: str
    body: str
    attachments: Sequence[str]


# The personas with addresses beside their login, and whether each address is verified.
_MORE = {"sales": (("sales", True), ("samir", False)), "accountant": (("accounts", True),)}


def _addresses() -> Iterator[SenderAddress]:
    for persona in PERSONAS:
        known = [(persona.email.partition("@")[0], True), *_MORE.get(persona.name, ())]
        for place, (local, verified) in enumerate(known):
            address_id = str(460000000000018000 + persona.number * 10 + place)
            email = f"{local}@{DOMAIN}"
            yield SenderAddress(address_id, persona.name, persona.full_name, email, verified, default=not place)


# The organisation's own, and every person's.
ORGANIZATION = SenderAddress("460000000000018999", "", "Halvorsen Instruments", f"office@{DOMAIN}")
ADDRESSES = (*_addresses(), ORGANIZATION)


def addresses_of(persona: Persona) -> list[SenderAddress]:
    """All addresses of the person, the default one first."""
    return [address for address in ADDRESSES if address.owner == persona.name]


class Outbox:
    """The mail that was sent, oldest first."""

    def __init__(self) -> None:
        self._sent: list[SentMail] = []

    def add(
        self,
        product: str,
        module: str,
        record_id: str,
        persona: Persona,
        sender: SenderAddress,
        to: Iterable[str],
        subject: str,
        body: str,
        *,
        cc: Iterable[str] = (),
        bcc: Iterable[str] = (),
        attachments: Iterable[str] = (),
    ) -> SentMail:
        """Record a mail as sent; it goes no further than this outbox."""
        mail = SentMail(
            len(self._sent) + 1,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            product,
            module,
            record_id,
            persona.name,
            {"name": sender.name, "email": sender.email},
            [*to],
            [*cc],
            [*bcc],
            subject,
            body,
            [*attachments],
        )
        self._sent.append(mail)
        return mail

    def all(self) -> list[dict[str, Any]]:
        """The mail as `GET /_sandbox/mailbox` answers it, with the sender under `from`."""
        return [
            {"from" if key == "sender" else key: value for key, value in asdict(each).items()} for each in self._sent
        ]

    def clear(self) -> None:
        """Discard all mail."""
        self._sent.clear()
