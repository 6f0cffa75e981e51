"""Staff beside the personas: users of CRM without a token, in numbers as large organisations have them."""

from functools import cache

from sandbox.people import Persona

# As CRM names them; the personas have the first one.
LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "ja_JP", "nl_NL", "en_GB", "pt_BR")
_FIRST = ("Aiko", "Bram", "Chloe", "Diego", "Elif", "Femke", "Gael", "Hana", "Ines", "Jonas", "Kenji", "Lotte")
_LAST = ("Abe", "Bakker", "Caron", "Diaz", "Engel", "Fuchs", "Garnier", "Hoek", "Ito", "Jansen", "Keller", "Lopez")
_PLACES = (("Sales", "Sales Representative"), ("Support", "Support"), ("Marketing", "Marketing"))
# Beyond the personas' own numbers.
FIRST_NUMBER = 1000


@cache
def staff(count: int) -> tuple[Persona, ...]:
    """So many users, the same whenever they are asked for; their surnames are numbered, so that no two are alike."""
    return tuple(_member(number) for number in range(count))


def _member(number: int) -> Persona:
    profile, role = _PLACES[number % len(_PLACES)]
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]
    return Persona(
        f"staff{number}", first, f"{last}{number:05}", profile, role, None, None, "no token", FIRST_NUMBER + number
    )


def locale_of(person: Persona) -> str:
    """The user's locale in CRM."""
    return LOCALES[person.number % len(LOCALES)] if person.number >= FIRST_NUMBER else LOCALES[0]
