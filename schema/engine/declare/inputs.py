"""Inputs of mutations: each field is one line that names the key under which its value goes to the product.

Everything else is derived: the conversion, the record's field whose permission counts, and the path that a refusal of
the product refers to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Protocol, cast

from strawberry import UNSET
from strawberry.types import has_object_definition
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.errors import BadUserInput
from domain.writes import InputPath, NotDone, Problem, ProblemCode
from schema.engine.declare import registry
from schema.engine.declare.texts import checked_text
from schema.engine.declare.values import UNKNOWN

KEY = "idempotency_key"
# The key of the metadata of an input whose values are those of the record around it.
WITHIN = "within"
SMALLEST, LARGEST = Decimal("1e-9"), Decimal("1e15")
MOST_PLACES = 9
MOST_ITEMS = 200
# For a new record, null is the same as an omitted value: there is nothing to clear.
NOT_SENT: Final = object()
# The values that clear a number, if the product takes no null.
NOTHING_OF: Mapping[object, int] = {Decimal: 0, int: 0}


class InputPart(Protocol):
    """An input for a part of a record, which may be new."""

    def is_new(self) -> bool:
        """Whether it was not there before."""
        ...


class SentField(Protocol):
    """An input that knows itself what it sends."""

    def sent(self) -> object:
        """The value on the wire. Raises NotDone with the place inside, or BadUserInput."""
        ...


@dataclass(slots=True)
class ParsedInput:
    """A parsed input: the values for the product, and the paths in the input of the coordinates and keys that it sets.

    It is `about` records of that type. `named` are the products' ids of records that it names without a key.
    """

    about: str = ""
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    named: dict[str, str] = field(default_factory=dict[str, str])
    coordinate_paths: dict[str, InputPath] = field(default_factory=dict[str, InputPath])
    key_paths: dict[str, InputPath] = field(default_factory=dict[str, InputPath])
    problems: list[Problem] = field(default_factory=list[Problem])


def sent(
    key: str,
    description: str,
    *,
    shows: str | None = None,
    settles: str | None = None,
    refers_to: str | None = None,
    looks_up: bool = False,
    of: str | None = None,
    spread: bool = False,
    needed: bool = False,
    least: int | None = None,
    most: int | None = None,
    longest: int | None = None,
) -> Any:
    """A value that goes to the product under `key`.

    The record's field of the same name must be editable, or that which `shows` names, and that which
    follows from it and it `settles`. `refers_to` names the type whose
    ids it takes, which go as CRM's look-ups where it `looks_up`; `of` the part that the objects inside belong to;
    `spread` puts an object's values on the record itself, their keys after this one; what is `needed` is not emptied.
    A whole number is `least` at least and `most` at most; GraphQL's own has 32 bits. A text has `longest` characters at
    most, as the product documents it.
    """
    metadata = {
        "column": key,
        "shows": shows,
        "refers_to": refers_to,
        "looks_up": looks_up,
        "of": of,
        "spread": spread,
        "settles": settles,
        "needed": needed,
        "least": least,
        "most": most,
        "longest": longest,
    }
    if longest is not None:
        description = f"{description} Up to {longest:,} characters."
    return StrawberryField(default=UNSET, description=description, metadata=metadata)


def naming(description: str, refers_to: str, shows: str) -> Any:
    """An id that is looked at before anything is sent: it has no key of its own, and sets the field that `shows` it."""
    return StrawberryField(default=UNSET, description=description, metadata={"refers_to": refers_to, "shows": shows})


def party(description: str) -> Any:
    """The record that a new one is for, one of several: the values inside are the record's own."""
    return StrawberryField(default=UNSET, description=description, metadata={WITHIN: True})


def plain_values(value: object) -> Any:
    """An input as plain values, without its idempotency key: equal for equal requests."""
    if isinstance(value, list):
        return [plain_values(each) for each in cast("Sequence[object]", value)]
    if not has_object_definition(value):
        return value
    values = {each.python_name: getattr(value, each.python_name) for each in value.__strawberry_definition__.fields}
    return {name: plain_values(value) for name, value in values.items() if value is not UNSET and name != KEY}


def idempotency_key_of(input_value: object) -> str | None:
    """The idempotency key of an input, None for none."""
    key = getattr(input_value, KEY, None)
    return key if isinstance(key, str) else None


def parse_input(input_value: object, about: str, blank: object = "", *, at: InputPath = ()) -> ParsedInput:
    """The parsed input for a record (or part) of type `about`.

    `blank` is what the product takes for null; with NOT_SENT null is left out, as it is of parts that are new. `at` is
    where it stands, if it is no input of its own.
    """
    parsed = ParsedInput(about)
    parsed.values = _object(parsed, input_value, about, at, blank)
    return parsed


def _object(parsed: ParsedInput, input_value: object, about: str, at: InputPath, blank: object) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if not has_object_definition(input_value):
        return values
    if hasattr(input_value, "is_new") and cast("InputPart", input_value).is_new():
        blank = NOT_SENT
    for each in input_value.__strawberry_definition__.fields:
        key, value = each.metadata.get("column"), getattr(input_value, each.python_name)
        if value is UNSET or (value is None and blank is NOT_SENT):
            continue
        path = (*at, to_camel_case(each.python_name))
        if each.metadata.get(WITHIN):
            values |= _object(parsed, value, about, path, blank)
        if key is None:
            _name(parsed, each, value, about, path)
            continue
        _note(parsed, each.metadata, about, path)
        try:
            converted = _converted(parsed, each, value, path, blank)
            if each.metadata["spread"]:
                inside = {f"{key}{name}": inner for name, inner in cast("dict[str, Any]", converted).items()}
                parsed.key_paths |= dict.fromkeys(inside, path)
                values |= inside
            elif converted != {}:
                # An empty object changes nothing.
                values[key] = converted
        except (BadUserInput, NotDone) as error:
            parsed.problems += _placed(error, path)
    return values


def _name(parsed: ParsedInput, each: StrawberryField, value: object, about: str, path: InputPath) -> None:
    if value is None or not each.metadata.get("shows"):
        return
    parsed.coordinate_paths.setdefault(f"{about}.{each.metadata['shows']}", path)
    try:
        parsed.named[each.python_name] = registry.record_id(str(value), each.metadata["refers_to"])
    except BadUserInput as error:
        parsed.problems += _placed(error, path)


def _note(parsed: ParsedInput, metadata: Mapping[Any, Any], about: str, path: InputPath) -> None:
    for name in (metadata["shows"] or path[-1], metadata["settles"]):
        if name is not None:
            parsed.coordinate_paths.setdefault(f"{about}.{name}", path)
    # A key of a line may also be a key of the record.
    if len(path) < len(parsed.key_paths.get(metadata["column"], (*path, ""))):
        parsed.key_paths[metadata["column"]] = path


def _converted(parsed: ParsedInput, each: StrawberryField, value: object, path: InputPath, blank: object) -> object:
    if value is None and each.metadata["spread"]:
        value = _nothing_of(each)
    return _emptied(each, blank) if value is None else _value(parsed, each.metadata, value, path, blank)


def _placed(error: BadUserInput | NotDone, path: InputPath) -> list[Problem]:
    """What is wrong with the value at this place, or inside it."""
    if isinstance(error, BadUserInput):
        return [Problem(ProblemCode.VALIDATION, error.message, path)]
    return [replace(problem, path=(*path, *problem.path)) for problem in error.problems]


def _nothing_of(each: StrawberryField) -> object:
    """An object whose every part is null: the record has no single key that empties them all."""
    kind: Any = each.type.of_type if isinstance(each.type, StrawberryOptional) else each.type
    return kind(**dict.fromkeys(part.python_name for part in kind.__strawberry_definition__.fields))


def _emptied(each: StrawberryField, blank: object) -> object:
    kind = each.type.of_type if isinstance(each.type, StrawberryOptional) else None
    if each.metadata["needed"] or (blank is not None and (kind is bool or isinstance(kind, StrawberryList))):
        raise BadUserInput("This cannot be cleared; omit it to keep its value.")
    if blank is None:
        return None
    return NOTHING_OF.get(kind, blank)


def _value(parsed: ParsedInput, metadata: Mapping[Any, Any], value: Any, path: InputPath, blank: object) -> object:
    if hasattr(value, "sent"):
        return cast("SentField", value).sent()
    if isinstance(value, list):
        return _list(parsed, metadata, cast("Sequence[object]", value), path, blank)
    if has_object_definition(value):
        return _object(parsed, value, metadata["of"] or "", path, blank)
    if metadata["refers_to"] is not None:
        record_id = registry.record_id(str(value), metadata["refers_to"])
        return {"id": record_id} if metadata["looks_up"] else record_id
    if isinstance(value, Enum):
        if value.value == UNKNOWN:
            raise BadUserInput("UNKNOWN stands for values that this version does not know; you cannot write it.")
        return value.value
    if isinstance(value, str):
        if metadata["needed"] and not value.strip():
            raise BadUserInput("This cannot be blank.")
        return checked_text(value, metadata["longest"])
    if isinstance(value, int) and not isinstance(value, bool):
        return _checked_whole(value, metadata["least"], metadata["most"])
    return checked_number(value) if isinstance(value, Decimal) else value


def _list(
    parsed: ParsedInput, metadata: Mapping[Any, Any], items: Sequence[object], path: InputPath, blank: object
) -> list[Any]:
    if len(items) > MOST_ITEMS:
        raise BadUserInput(f"At most {MOST_ITEMS} are allowed at once.")
    values: list[Any] = []
    wrong: list[Problem] = []
    for place, item in enumerate(items):
        try:
            values.append(_value(parsed, metadata, item, (*path, str(place)), blank))
        except (BadUserInput, NotDone) as error:
            wrong += _placed(error, (str(place),))
    if wrong:
        # A partial list would have other positions.
        raise NotDone(*wrong)
    return values


def _checked_whole(value: int, least: int | None, most: int | None) -> int:
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = [f"at least {least}" if least is not None else "", f"at most {most}" if most is not None else ""]
        raise BadUserInput(f"This must be {' and '.join(filter(None, bounds))}.")
    return value


def checked_number(value: Decimal) -> Decimal:
    """A number of a size that the products know. Raises BadUserInput."""
    places = format(value, "f").partition(".")[2].rstrip("0")
    if (value and not SMALLEST <= abs(value) < LARGEST) or len(places) > MOST_PLACES:
        raise BadUserInput("A number must have at most 15 digits before the decimal point and 9 after it.")
    return value
