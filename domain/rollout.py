"""Where migrations are possible: in which data centres, and from when there for which editions of CRM. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import BadUserInput

PLACES = ("us", "eu", "in", "au", "jp", "ca", "cn", "sa")
EDITIONS = ("free", "standard", "professional", "enterprise", "ultimate")
MOST_WAVES = 30
_PLACE = re.compile(r"[a-z0-9-]{1,30}", re.ASCII)
_EDITION = re.compile(r"[a-z]{1,30}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutWave:
    """Editions, casefolded, that have migrations in a data centre from a day on; none are all editions."""

    data_centre: str
    editions: frozenset[str] = frozenset()
    opens_on: date | None = None

    def has(self, edition: str | None) -> bool:
        """Whether it is for an edition, None for one that is not known."""
        return not self.editions or (edition is not None and edition.casefold() in self.editions)


# As announced: every data centre, and in that of the US the editions below Enterprise.
ANNOUNCED = (RolloutWave(data_centre="us", editions=frozenset({"free", "standard", "professional"})),)


@dataclass(frozen=True, slots=True)
class Rollout:
    """The waves; a data centre that none of them names has migrations in all editions."""

    waves: Sequence[RolloutWave] = ANNOUNCED

    def refusal(self, data_centre: str, edition: str | None, today: date) -> str | None:
        """Why an organisation has no migrations yet, None where it has them, or where its edition is not known."""
        waves = [wave for wave in self.waves if wave.data_centre == data_centre]
        if not waves or (edition is None and any(wave.editions for wave in waves)):
            return None
        own = [wave for wave in waves if wave.has(edition)]
        if any(wave.opens_on is None or wave.opens_on <= today for wave in own):
            return None
        place = f"In the data centre `{data_centre}` migrations "
        if own:
            opens_on = min(wave.opens_on for wave in own if wave.opens_on is not None)
            return f"{place}of this organisation's edition are available from {opens_on.isoformat()} on."
        known = ", ".join(sorted({edition for wave in waves for edition in wave.editions if edition})) or "none yet"
        return (
            f"{place}are available to these editions: {known}. The organisation has {edition}. Zoho extends them in "
            "phases; when it does, an administrator changes the rollout in the settings of integration users, or the "
            "operator SUITEGRAPH_ROLLOUT."
        )


def checked_waves(waves: Iterable[RolloutWave]) -> tuple[RolloutWave, ...]:
    """The same waves with casefolded editions. Raises BadUserInput."""
    checked = tuple(
        RolloutWave(
            data_centre=wave.data_centre,
            editions=frozenset(edition.casefold() for edition in wave.editions),
            opens_on=wave.opens_on,
        )
        for wave in waves
    )
    if len(checked) > MOST_WAVES:
        raise BadUserInput(f"A rollout has at most {MOST_WAVES} waves.")
    for wave in checked:
        if _PLACE.fullmatch(wave.data_centre) is None:
            raise BadUserInput(f"A data centre is one of {', '.join(PLACES)}, or a name that the operator has set.")
        if not all(_EDITION.fullmatch(edition) for edition in wave.editions):
            raise BadUserInput("An edition of CRM is a word, such as `professional`.")
    return checked


def text_of_waves(waves: Iterable[RolloutWave]) -> str:
    """Waves as JSON, empty where there are none."""
    shown = [
        {
            "dataCentre": wave.data_centre,
            "editions": sorted(wave.editions),
            "opensOn": None if wave.opens_on is None else wave.opens_on.isoformat(),
        }
        for wave in waves
    ]
    return json.dumps(shown) if shown else ""


def waves_in(text: str) -> tuple[RolloutWave, ...]:
    """The waves of such a text."""
    return tuple(
        RolloutWave(
            data_centre=wave["dataCentre"],
            editions=frozenset(wave["editions"]),
            opens_on=None if wave["opensOn"] is None else date.fromisoformat(wave["opensOn"]),
        )
        for wave in json.loads(text or "[]")
    )
