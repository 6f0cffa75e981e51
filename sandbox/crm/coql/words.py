"""A COQL query as words, each knowing where it stands."""

import re
from dataclasses import dataclass
from typing import NoReturn

from sandbox.crm.answers import Refusal

_WORD = re.compile(r"(?P<text>'(?:\\.|[^'\\])*')|-?[\w$][\w$.:+\-]*|<=|>=|!=|[=<>(),]|(?P<other>\S+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `quoted` is set on a text in single quotes, whose `raw` is what stands between them."""

    raw: str
    at: int
    quoted: bool = False

    @property
    def key(self) -> str:
        """The word as keywords are compared."""
        return "" if self.quoted else self.raw.lower()


class Words:
    """The words of one query, read from left to right."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._words = self._split()
        self._next = 0

    def _split(self) -> list[Word]:
        words: list[Word] = []
        for match in _WORD.finditer(self._query):
            raw, quoted = match[0], match["text"] is not None
            word = Word(re.sub(r"\\(.)", r"\1", raw[1:-1]) if quoted else raw, match.start(), quoted)
            if match["other"] is not None:
                self.refuse(word)
            words.append(word)
        return words

    def peek(self, ahead: int = 0) -> Word:
        """The next word, or one behind it; an empty one at the end."""
        index = self._next + ahead
        return self._words[index] if index < len(self._words) else Word("", len(self._query))

    def take(self) -> Word:
        """The next word, read."""
        word = self.peek()
        if not word.raw and not word.quoted:
            self.refuse(word)
        self._next += 1
        return word

    def accept(self, *keys: str) -> bool:
        """Read the keywords if they come next, in this order."""
        if any(self.peek(ahead).key != key for ahead, key in enumerate(keys)):
            return False
        self._next += len(keys)
        return True

    def expect(self, key: str) -> None:
        """Read the keyword, which must come next."""
        if not self.accept(key):
            self.refuse(self.peek())

    def ended(self) -> bool:
        """Whether every word is read."""
        return self._next == len(self._words)

    def refuse(self, word: Word) -> NoReturn:
        """Refuse the query at this word."""
        before = self._query[: word.at]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Refusal("SYNTAX_ERROR", "error occured while parsing the query", line=line, column=column, near=word.raw)
