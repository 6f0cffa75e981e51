"""An operation of the API: its address, the scope and the right that it requires, and the function that answers it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sandbox.books import clock
from sandbox.books.files import File
from sandbox.books.ledger import Ledger
from sandbox.books.memberships import Organization
from sandbox.books.roles import Entity, Right, Role
from sandbox.books.rows import Rows
from sandbox.context import Sandbox
from sandbox.people import Persona
from sandbox.store import Body


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form, under the name of its field."""

    field: str
    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class BooksRequest:
    """An authenticated request: who asks, in which organisation, for what."""

    sandbox: Sandbox
    persona: Persona
    organization: Organization
    role: Role
    ids: Mapping[str, str]
    params: Mapping[str, str]
    body: Body
    rows: Rows
    uploads: tuple[Upload, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def ledger(self) -> Ledger:
        """The organisation's records."""
        return Ledger(self.sandbox.store, self.organization.shelf)

    @property
    def today(self) -> date:
        """The sandbox's day."""
        return self.sandbox.options.today

    @property
    def now(self) -> str:
        """This moment, as records carry it."""
        return clock.stamp(clock.now(self.sandbox))


@dataclass(frozen=True, slots=True)
class BooksResponse:
    """What an operation answers. `location` is the path of what was created; `rows` a list's name and its JSON rows.

    A `file` is answered in place of all that.
    """

    body: Body
    status: int = 200
    location: str = ""
    rows: tuple[str, Sequence[str]] | None = None
    file: File | None = None

    def json(self) -> str:
        """The whole answer as text."""
        text = dumped(self.body)
        if self.rows is None:
            return text
        name, rows = self.rows
        return f'{text[:-1]},"{name}":[{",".join(rows)}]}}'


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `right` is None where membership is enough; `membership` is False for /organizations.

    An operation that takes a JSON array finds it in the body under the key `array`.
    """

    method: str
    path: str
    scope: str
    right: tuple[Entity, Right] | None
    act: Callable[[BooksRequest], BooksResponse]
    membership: bool = True
    array: str = ""


def dumped(body: Body) -> str:
    """Compact JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def success(message: str = "success", /, **parts: object) -> BooksResponse:
    """The envelope of a successful answer."""
    return BooksResponse({"code": 0, "message": message, **parts})
