"""Where migrations are possible: in which data centres, and there in which editions of CRM. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# As announced: every data centre, and in that of the US the editions below Enterprise.
ANNOUNCED: Mapping[str, frozenset[str]] = {"us": frozenset({"free", "standard", "professional"})}


@dataclass(frozen=True, slots=True)
class Rollout:
    """The editions that have it by data centre, casefolded; a data centre that is not named has it in all of them."""

    editions: Mapping[str, frozenset[str]] = field(default_factory=lambda: ANNOUNCED)

    def refusal(self, data_centre: str, edition: str | None) -> str | None:
        """Why an organisation has no migrations yet, None where it has them, or where its edition is not known."""
        known = self.editions.get(data_centre)
        if known is None or edition is None or edition.casefold() in known:
            return None
        return (
            f"In the data centre `{data_centre}` migrations are available to the editions {', '.join(sorted(known))}, "
            f"and the organisation has {edition}. Zoho extends them in phases; the operator changes the list in "
            "SUITEGRAPH_ROLLOUT when it does."
        )
