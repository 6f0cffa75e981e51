"""The parser of COQL, whose grammar is coql.lark."""

import re
from pathlib import Path
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken

from sandbox.crm.coql.query import ColumnTest, CriterionPair, Function, Query, Selected
from sandbox.crm.responses import CrmRefusal

DEFAULT_LIMIT = 200
MAX_BRACKETS = 400

_WORD = re.compile(r"'((?:\\.|[^'\\])*)'|-?[\w$][\w$.:+\-]*|<=|>=|!=|[=<>(),]|\S+|$")
_CLAUSES = {"where", "group", "order", "limit"}


def parsed_query(text: str) -> Query:
    """Return the query that the text states; a `Refusal` says where it cannot be read."""
    if text.count("(") > MAX_BRACKETS:
        raise CrmRefusal("SYNTAX_ERROR", "the query is nested too deeply", clause="where")
    try:
        return cast("Query", _PARSER.parse(text))  # pyright: ignore[reportUnknownMemberType]
    except UnexpectedToken as error:
        token: Token = error.token
        ended = token.type == "$END"
        for due in ("from", "where"):
            # Where one clause is due, the end or another clause means that it is missing.
            if f"_{due.upper()}" in error.accepts and (ended or token.lower() in _CLAUSES):
                raise CrmRefusal("SYNTAX_ERROR", "missing clause", clause=due) from None
        raise _syntax_error(text, len(text) if ended else token.start_pos) from None
    except UnexpectedInput as error:
        raise _syntax_error(text, error.pos_in_stream) from None


def _syntax_error(text: str, at: int | None) -> CrmRefusal:
    before = text[:at]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    word = _WORD.match(text, len(before))
    near = "" if word is None else word[0] if word[1] is None else _unescaped(word[1])
    return CrmRefusal("SYNTAX_ERROR", "error occured while parsing the query", line=line, column=column, near=near)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


class _Builder(Transformer[Token, Query]):
    """The query that is being parsed: each method returns the value of the rule or the word of its name."""

    def WORD(self, word: Token) -> str:  # noqa: N802
        return str(word)

    def QUOTED(self, word: Token) -> str:  # noqa: N802
        return _unescaped(word[1:-1])

    def NUMBER(self, word: Token) -> int:  # noqa: N802
        return int(word)

    def path(self, parts: list[Token]) -> tuple[str, ...]:
        return tuple(parts[0].split("."))

    def function(self, parts: list[Any]) -> Selected:
        return Selected(parts[1], cast("Function", parts[0].upper()))

    def selected(self, parts: list[Any]) -> Selected:
        item = parts[0] if isinstance(parts[0], Selected) else Selected(parts[0])
        return Selected(item.path, item.function, *parts[1:])

    def test(self, parts: list[Any]) -> ColumnTest:
        keywords = [part.lower() for part in parts if isinstance(part, Token) and part.type != "AND"]
        return ColumnTest(
            parts[0], " ".join(keywords), tuple(part for part in parts[1:] if not isinstance(part, Token))
        )

    def pair(self, parts: list[Any]) -> CriterionPair:
        return CriterionPair(parts[1].lower(), parts[0], parts[2])

    def ordered(self, parts: list[Any]) -> tuple[str, bool]:
        name = parts[0].text if isinstance(parts[0], Selected) else parts[0]
        return name, len(parts) > 1

    def columns(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts)

    group = order = columns

    def limit(self, parts: list[int | None]) -> tuple[int, int | None]:
        """How many rows, and after how many where both stand there: `limit 100, 5` skips a hundred."""
        first, second = parts
        return (int(first or 0), None) if second is None else (second, first)

    def offset(self, parts: list[int]) -> int:
        return parts[0]

    def query(self, parts: list[Any]) -> Query:
        columns, module, where, group, order, limit, offset = parts
        count, skipped = limit or (DEFAULT_LIMIT, None)
        if skipped is not None and offset is not None:
            raise CrmRefusal("SYNTAX_ERROR", "error occured while parsing the query", clause="offset")
        return Query(columns, module, where, group or (), order or (), count, skipped or offset or 0)


_PARSER = Lark(
    Path(__file__).with_name("coql.lark").read_text(),
    start="query",
    parser="lalr",
    maybe_placeholders=True,
    transformer=_Builder(),
)
