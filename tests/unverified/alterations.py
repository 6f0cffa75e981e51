"""What may be otherwise in an answer: a key by another name, missing, null or of another type, a word, a status."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, cast

from tests.unverified.proxy import Alteration, Answer

Place = tuple[str, ...]
# What becomes of a key: given its object and its name.
Change = Callable[[dict[str, Any], str], None]


def _renamed(holder: dict[str, Any], key: str) -> None:
    holder[f"x_{key}"] = holder.pop(key)


def _missing(holder: dict[str, Any], key: str) -> None:
    del holder[key]


def _null(holder: dict[str, Any], key: str) -> None:
    holder[key] = None


def _other_type(holder: dict[str, Any], key: str) -> None:
    value = holder[key]
    holder[key] = 17 if isinstance(value, str | bool) else "another type"


def _other_word(holder: dict[str, Any], key: str) -> None:
    holder[key] = f"x_{holder[key]}"


SHAPES: dict[str, Change] = {"renamed": _renamed, "missing": _missing, "null": _null, "of another type": _other_type}
WORDS: dict[str, Change] = {**SHAPES, "in another word": _other_word}


def _holders(body: Any, place: Place) -> Iterator[dict[str, Any]]:
    """The objects that have the place's last key; `*` stands for every member of a list."""
    if place[0] == "*":
        for member in cast("list[Any]", body) if isinstance(body, list) else []:
            yield from _holders(member, place[1:])
    elif isinstance(body, dict) and place[0] in body:
        held = cast("dict[str, Any]", body)
        if len(place) == 1:
            yield held
        else:
            yield from _holders(held[place[0]], place[1:])


def at(
    endpoint: str, place: str, change: Change, *, only: Callable[[dict[str, Any]], bool] = lambda _: True
) -> Alteration:
    """A change of every key at a place, `user.role.role.permissions.*.entity`, in successful answers."""

    def alter(answer: Answer) -> Answer:
        body = deepcopy(answer.body)
        if answer.status < 300:
            *_, key = place.split(".")
            for holder in [*_holders(body, tuple(place.split(".")))]:
                if only(holder):
                    change(holder, key)
        return Answer(answer.status, body)

    return Alteration(f"{endpoint}: {place} {change.__name__.strip('_').replace('_', ' ')}", endpoint, alter)


def refused(endpoint: str, status: int, body: Any) -> Alteration:
    """The endpoint answers everybody with a refusal."""
    return Alteration(f"{endpoint}: {status} {body}", endpoint, lambda _: Answer(status, body))


def denied_as(status: int, code: int) -> Alteration:
    """What a role lacks is refused in other words than those of the sandbox."""

    def alter(answer: Answer) -> Answer:
        is_denial = answer.status == 401 and answer.body.get("code") == 57
        return Answer(status, {"code": code, "message": "no"}) if is_denial else answer

    return Alteration(f"role denials as {status}/{code}", r"\w+ /(books|billing)/.*", alter)
