"""The text of a mail, in the user's language; an operator's texts stand above our own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from domain.migration_mails import MailKind, MigrationMail

OWN = Path(__file__).parent / "texts"
# One text serves all three reminders.
_TEXTS = {kind: kind.name.partition("_")[0].lower() for kind in MailKind}
# What a text may name; a figure that a mail does not have is none.
_FIGURES = ("day", "migrated", "failed", "reverted", "open", "administrator")


@dataclass(slots=True)
class MailTexts:
    """The texts of all mails, read when they are needed, so that an edited one is used from the next mail on."""

    folder: Path | None
    sender: str

    def message(self, mail: MigrationMail) -> EmailMessage:
        """The whole mail. The same mail gives the same bytes whenever it is made: a repetition is no second mail.

        Raises jinja2's and tomllib's errors, OSError and ValueError for a text that cannot be used.
        """
        texts = self._texts(mail.language)
        own: Mapping[str, Any] = texts[_TEXTS[mail.kind]]
        values = {**dict.fromkeys(_FIGURES, "0"), **mail.details, "name": mail.name, "migration": mail.migration_id}
        plain = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701  # of plain texts alone

        def filled(text: str) -> str:
            return " ".join(plain.from_string(text).render(values).split())

        parts = {
            "language": mail.language,
            "subject": filled(own["subject"]),
            "greeting": filled(texts["greeting"]),
            "lines": [filled(line) for line in own["lines"]],
            "closing": filled(texts["closing"]),
        }
        return self._built(mail, parts)

    def _built(self, mail: MigrationMail, parts: Mapping[str, Any]) -> EmailMessage:
        folders = [str(folder) for folder in (self.folder, OWN) if folder is not None]
        # What ends in .html is escaped, and nothing else.
        pages = Environment(
            loader=FileSystemLoader(folders),
            autoescape=select_autoescape(("html",)),
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        message_id = mail.message_id(self.sender.rpartition("@")[2])
        message = EmailMessage()
        message["Subject"] = parts["subject"]
        message["From"] = self.sender
        message["To"] = Address(" ".join(mail.name.split()), addr_spec=mail.email)
        message["Date"] = format_datetime(mail.due_at)
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(pages.get_template("message.txt").render(parts))
        message.add_alternative(pages.get_template("message.html").render(parts), subtype="html")
        # Later than the parts, into the first of which it would be moved.
        message["Content-Language"] = mail.language
        message.set_boundary(f"=_{message_id[1:41]}")
        return message

    def _texts(self, language: str) -> Mapping[str, Any]:
        own = tomllib.loads((OWN / f"{language}.toml").read_text("utf-8"))
        file = None if self.folder is None else self.folder / f"{language}.toml"
        if file is None or not file.is_file():
            return own
        return {**own, **tomllib.loads(file.read_text("utf-8"))}
