"""What refusals of products mean beyond their codes."""

from collections.abc import Sequence

from adapters.messages import NAMES
from domain.errors import Forbidden, ServiceName, UpstreamRejected


class WriteRefused(UpstreamRejected):
    """The product refused a write for a reason of its own: `reason` is its code, `words` are its text.

    `key` is the upstream key that the refusal names, if any, and `other` the id of the record that has the same value.
    `parts` are the reasons of a refusal that has several. Only the author of the write may read the text.
    """

    def __init__(
        self,
        *,
        service: ServiceName,
        reason: str,
        words: str = "",
        key: str = "",
        other: str = "",
        parts: "Sequence[WriteRefused]" = (),
    ) -> None:
        """`reason` is the product's code, a number or a word."""
        super().__init__(f"{NAMES[service]} refused it.", service=service, detail=f"code {reason}")
        self.reason = reason
        self.words = words
        self.key = key
        self.other = other
        self.parts = parts


class NotMember(Forbidden):
    """The product says that the caller is no user of the organisation, which is known to deny everything in it."""

    def __init__(self, service: ServiceName, detail: str = "") -> None:
        """The message is the same for every product."""
        text = f"The caller is not a member of this organisation in {NAMES[service]}."
        super().__init__(text, service=service, detail=detail)
