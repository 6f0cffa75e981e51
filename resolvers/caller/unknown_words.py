"""The words of products that the gateway cannot read, each logged once in the life of the process."""

import structlog

from domain.permissions import Factor, Reason

# A product that makes up words for ever fills neither memory nor log.
MOST_WORDS = 500
log = structlog.get_logger("suitegraph")


class UnknownWords:
    """What was logged before."""

    def __init__(self) -> None:
        """Nothing was."""
        self._logged: set[tuple[Reason, str]] = set()

    def note(self, factor: Factor) -> None:
        """Log the words of a source that were not logged before; a word is a name, never a value."""
        for word in factor.unread:
            key = (factor.denial.reason, word)
            if key not in self._logged and len(self._logged) < MOST_WORDS:
                self._logged.add(key)
                log.warning(Reason.UNKNOWN_TO_GATEWAY.name, source=factor.denial.reason.name, word=word)
