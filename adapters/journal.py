"""The journal of a gateway without a database: in this process's memory, and gone with it."""

from dataclasses import replace

from domain.journal import Entry, Intent, Numbered, Page, Question, State, Values


class JournalHere:
    """Intents and entries in memory."""

    def __init__(self) -> None:
        self._intents: dict[tuple[str, str | None], Intent] = {}
        self._log: list[Entry] = []

    async def begin(self, intent: Intent) -> Intent | None:
        """Keep an intent; where its key was used, the one before."""
        if intent.key is None:
            return None
        known = self._intents.setdefault((intent.owner, intent.key), intent)
        return None if known is intent else known

    async def retake(self, known: Intent, again: Intent) -> bool:
        """Put `again` in the place of the known one."""
        place = (again.owner, again.key)
        if self._intents.get(place) is not known:
            return False
        self._intents[place] = again
        return True

    async def settle(self, intent: Intent, state: State, result: Values, entry: Entry) -> None:
        """Keep what came of it."""
        if intent.key is not None:
            self._intents[intent.owner, intent.key] = replace(intent, state=state, result=result)
        self._log.append(entry)

    async def note(self, entry: Entry) -> None:
        """Keep a line."""
        self._log.append(entry)

    async def entries(self, question: Question) -> Page:
        """The newest lines of a tenant."""
        found = [Numbered(place, "", entry) for place, entry in enumerate(self._log, 1)]
        return Page([each for each in reversed(found) if each.entry.tenant == question.tenant][: question.first])
