"""Many users at once: by a filter, or from the text of a CSV file; and the users whom CRM and Books have in common."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import BadUserInput
from domain.grants import GrantSet, casefolded
from domain.integration import template_names
from domain.integration_change import template_of
from domain.roster import RosterAct, RosterOutcome
from resolvers.integration.administration import administered_tenant, settings_of, templates_of
from resolvers.integration.people import BooksPerson, CrmPerson, People, people_of
from resolvers.integration.roster import Granting, RosterResult, candidates_among, changed_users
from resolvers.integration.templates import granted
from resolvers.reading.loader import RecordLoader

# As many as the people of an organisation that are read.
MOST_ROWS = 5_000
LONGEST_FILE = 1_000_000
# Users of one transaction: others may write in between.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CommonUser:
    """A user of CRM and a user of Books: the same person by address, or only alike."""

    crm: CrmPerson
    books: BooksPerson
    is_doubtful: bool


async def common_users(loader: RecordLoader) -> list[CommonUser]:
    """Users whom CRM and Books have in common, by address. Those who are only alike are shown, and never taken.

    One call per page of 200 users in CRM and in Books. Raises Forbidden.
    """
    await administered_tenant(loader)
    people = await people_of(loader)
    common: list[CommonUser] = []
    for email, person in sorted(people.crm.items()):
        match = people.books.get(email) or people.doubtful_match(person)
        if match is not None:
            common.append(CommonUser(person, match, is_doubtful=email not in people.books))
    return common


async def add_by_filter(
    loader: RecordLoader,
    search: str,
    profile: str | None,
    templates: Sequence[str],
    modules: GrantSet | None,
    *,
    is_rehearsal: bool,
) -> list[RosterResult]:
    """Add every candidate whom a filter finds, each as far as possible. Raises Forbidden, NotSetUp and BadUserInput.

    One call per page of 200 users in CRM and in Books.
    """
    if not search and not profile:
        raise BadUserInput("Name a part of name or address, or a profile.")
    tenant = await administered_tenant(loader)
    await settings_of(loader, tenant)
    granting = Granting(*await granted(loader, tenant, tuple(templates), modules))
    people = await people_of(loader)
    emails = [each.person.email for each in await candidates_among(people, loader, tenant, search, profile)]
    return await _added(loader, tenant, emails, granting, people, is_rehearsal=is_rehearsal)


async def add_from_file(
    loader: RecordLoader, text: str, templates: Sequence[str], *, is_rehearsal: bool
) -> list[RosterResult]:
    """Add the users of a CSV file with the columns `email` and, where it has one, `template`; a result for each row.

    One call per page of 200 users in CRM and in Books. Raises Forbidden, NotSetUp and BadUserInput.
    """
    tenant = await administered_tenant(loader)
    await settings_of(loader, tenant)
    rows = [*_rows(text)]
    known, people = await templates_of(loader, tenant), await people_of(loader)
    default = await granted(loader, tenant, tuple(templates), None)
    results: dict[int, RosterResult] = {}
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for place, (email, template) in enumerate(rows):
        unknown = [name for name in template_names(template) if name not in known]
        if "@" not in email or unknown:
            reason = f"There is no template {unknown[0]}." if unknown else "The row has no address under `email`."
            results[place] = RosterResult(email, RosterOutcome.INVALID, reason)
        elif casefolded(email) in seen:
            results[place] = RosterResult(email, RosterOutcome.DUPLICATE)
        else:
            seen.add(casefolded(email))
            waiting[template].append(place)
    for template, places in waiting.items():
        granting = Granting(*(template_of(template_names(template), known) if template else default))
        emails = [rows[place][0] for place in places]
        added = await _added(loader, tenant, emails, granting, people, is_rehearsal=is_rehearsal)
        results |= dict(zip(places, added, strict=True))
    return [results[place] for place in sorted(results)]


async def _added(
    loader: RecordLoader,
    tenant: str,
    emails: Sequence[str],
    granting: Granting,
    people: People,
    *,
    is_rehearsal: bool,
) -> list[RosterResult]:
    # A rehearsal counts everybody against the limit together.
    step = MOST_ROWS if is_rehearsal else AT_ONCE
    results: list[RosterResult] = []
    for start in range(0, len(emails), step):
        part = emails[start : start + step]
        results += await changed_users(loader, tenant, RosterAct.ADD, part, granting, people, is_rehearsal=is_rehearsal)
    return results


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """The addresses and templates of a file. Raises BadUserInput where it is no such file."""
    if len(text) > LONGEST_FILE:
        raise BadUserInput(f"A file has at most {LONGEST_FILE:,} characters.")
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        names = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
        if "email" not in names:
            raise BadUserInput("The first line names the columns: `email`, and `template` where users have their own.")
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise BadUserInput(f"A file has at most {MOST_ROWS:,} rows.")
            template = row.get(names["template"]) if "template" in names else ""
            yield (row.get(names["email"]) or "").strip(), (template or "").strip()
    except csv.Error as error:
        raise BadUserInput(f"Line {reader.line_num} cannot be read as CSV.") from error
