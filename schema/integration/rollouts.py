"""The rollout of migrations as answers show it and as mutations take it."""

from collections.abc import Iterable
from datetime import date

import strawberry

from domain.rollout import RolloutWave, checked_waves
from schema.shared.scalar_texts import day_text, written_day


@strawberry.type(name="RolloutWave", description="Editions of CRM that have migrations in a data centre.")
class ShownRolloutWave:
    """A wave."""

    data_centre: str = strawberry.field(description="The data centre, `us`.")
    editions: list[str] = strawberry.field(description="The editions, in small letters; none are all of them.")
    opens_on: date | None = strawberry.field(description="The first day, null for one that is over.")


@strawberry.input(description="Editions of CRM that have migrations in a data centre.")
class RolloutWaveInput:
    """A wave."""

    data_centre: str = strawberry.field(description="The data centre, `us`.")
    editions: list[str] = strawberry.field(
        default_factory=list, description="The editions, `professional`; none are all of them."
    )
    opens_on: date | None = strawberry.field(default=None, description="The first day; left out, it is open already.")


def rollout_of(waves: Iterable[RolloutWaveInput]) -> tuple[RolloutWave, ...]:
    """The waves that an input describes. Raises BadUserInput."""
    return checked_waves(
        RolloutWave(
            data_centre=wave.data_centre, editions=frozenset(wave.editions), opens_on=written_day(wave.opens_on)
        )
        for wave in waves
    )


def shown_waves(waves: Iterable[RolloutWave]) -> list[ShownRolloutWave]:
    """Waves as the graph shows them."""
    return [
        ShownRolloutWave(data_centre=wave.data_centre, editions=sorted(wave.editions), opens_on=day_text(wave.opens_on))
        for wave in waves
    ]
