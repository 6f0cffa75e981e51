"""The grammar of COQL: a select with its clauses, conditions nested in pairs."""

import re
from dataclasses import dataclass
from typing import Literal, cast

from sandbox.crm.answers import Refusal
from sandbox.crm.coql.words import Word, Words

Function = Literal["SUM", "MAX", "MIN", "AVG", "COUNT"]
FUNCTIONS = {"sum", "max", "min", "avg", "count"}
_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")


@dataclass(frozen=True, slots=True)
class Selected:
    """One item of the select list. `key` names it in the answer."""

    path: tuple[str, ...]
    function: Function | None = None
    alias: str | None = None

    @property
    def text(self) -> str:
        """The item as it was written, the function's name in capitals."""
        name = ".".join(self.path)
        return f"{self.function}({name})" if self.function else name

    @property
    def key(self) -> str:
        """The item's name in the answer."""
        return self.alias or self.text


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison, with the operator as it was written, in small letters."""

    path: tuple[str, ...]
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two conditions."""

    joint: Literal["and", "or"]
    left: "Where"
    right: "Where"


Where = Test | Pair


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query. `order` holds select items' names or column names, and whether they go down."""

    selected: tuple[Selected, ...]
    module: str
    where: Where
    group: tuple[tuple[str, ...], ...]
    order: tuple[tuple[str, bool], ...]
    limit: int
    offset: int


DEFAULT_LIMIT = 200


def parsed_query(text: str) -> Query:
    """The query that the text states."""
    words = Words(text)
    words.expect("select")
    selected = [_selected(words)]
    while words.accept(","):
        selected.append(_selected(words))
    _clause(words, "from")
    module = words.take().raw
    _clause(words, "where")
    where = _where(words)
    group = _names(words) if words.accept("group", "by") else []
    order = _order(words) if words.accept("order", "by") else []
    limit = _number(words) if words.accept("limit") else DEFAULT_LIMIT
    offset = _number(words) if words.accept("offset") else 0
    if not words.ended():
        words.refuse(words.peek())
    return Query(tuple(selected), module, where, tuple(group), tuple(order), limit, offset)


def _clause(words: Words, key: str) -> None:
    """A clause that must be there: another one, or the end, in its place means that it is missing."""
    if words.ended() or words.peek().key in {"where", "group", "order", "limit"} - {key}:
        raise Refusal("SYNTAX_ERROR", "missing clause", clause=key)
    words.expect(key)


def _path(words: Words) -> tuple[str, ...]:
    word = words.take()
    if word.quoted or not _NAME.fullmatch(word.raw):
        words.refuse(word)
    return tuple(word.raw.split("."))


def _selected(words: Words) -> Selected:
    function = None
    if words.peek().key in FUNCTIONS and words.peek(1).key == "(":
        function = cast("Function", words.take().raw.upper())
        words.expect("(")
        path = _path(words)
        words.expect(")")
    else:
        path = _path(words)
    return Selected(path, function, words.take().raw if words.accept("as") else None)


def _where(words: Words) -> Where:
    """One condition, or two: a third needs brackets around the first two."""
    left = _side(words)
    for joint in ("and", "or"):
        if words.accept(joint):
            return Pair("and" if joint == "and" else "or", left, _side(words))
    return left


def _side(words: Words) -> Where:
    if words.accept("("):
        inner = _where(words)
        words.expect(")")
        return inner
    path = _path(words)
    operator = _operator(words)
    return Test(path, operator, _values(words, operator))


_WORDY = (
    ("not", "between"), ("not", "like"), ("not", "in"), ("is", "not", "null"), ("is", "null"), ("between",),
    ("like",), ("in",), ("<=",), (">=",), ("!=",), ("=",), ("<",), (">",),
)  # fmt: skip


def _operator(words: Words) -> str:
    found = next((keys for keys in _WORDY if words.accept(*keys)), None)
    return " ".join(found) if found else words.refuse(words.peek())


def _values(words: Words, operator: str) -> tuple[str, ...]:
    if operator.startswith("is"):
        return ()
    if operator.endswith("between"):
        low = _value(words)
        words.expect("and")
        return low, _value(words)
    if not operator.endswith("in"):
        return (_value(words),)
    words.expect("(")
    values = [_value(words)]
    while words.accept(","):
        values.append(_value(words))
    words.expect(")")
    return tuple(values)


def _value(words: Words) -> str:
    word: Word = words.take()
    if word.key in {"(", ")", ",", "=", "<", ">", "<=", ">=", "!="}:
        words.refuse(word)
    return word.raw


def _names(words: Words) -> list[tuple[str, ...]]:
    names = [_path(words)]
    while words.accept(","):
        names.append(_path(words))
    return names


def _order(words: Words) -> list[tuple[str, bool]]:
    order: list[tuple[str, bool]] = []
    while not order or words.accept(","):
        word = words.take()
        name = word.raw
        if word.key in FUNCTIONS and words.accept("("):
            name = f"{name.upper()}({'.'.join(_path(words))})"
            words.expect(")")
        down = words.accept("desc")
        if not down:
            words.accept("asc")
        order.append((name, down))
    return order


def _number(words: Words) -> int:
    word = words.take()
    if not word.raw.isdecimal():
        words.refuse(word)
    return int(word.raw)
