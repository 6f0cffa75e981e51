"""The identity graph of customers and vendors over CRM, Books and Billing: which links are broken, double or missing.

Pure. A record is known by its hidden id in CRM, and may be alike another one by name, e-mail address or tax number:
likeness alone is a doubt and never a link.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from domain.modules.module import Module
from domain.queries import Row

# Legal forms, which are no part of what a company is called by those who know it.
LEGAL_FORMS = frozenset({
    "ag", "as", "asa", "ab", "aps", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "ek", "eg", "eood",
    "ev", "gbr", "gmbh", "inc", "incorporated", "kg", "kgaa", "kft", "limited", "llc", "llp", "lp", "ltd", "ltda",
    "nv", "ohg", "ood", "oy", "oyj", "plc", "pte", "pty", "pvt", "sa", "sarl", "sas", "sl", "snc", "spa", "sp",
    "srl", "sro", "ug", "zoo",
})  # fmt: skip
# How alike two names have to be, of 100, to be doubted; and a single one of two words is not.
ALIKE = 92.0
SHORTEST_NAME = 4
# Of one record; its reader settles these first.
MOST_DOUBTS = 5
TAX_KEYS = ("tax_reg_no", "vat_reg_no", "gst_no", "tax_id_value")
_SEPARATORS = re.compile(r"[\W_]+")


class LinkProblem(Enum):
    """What is wrong with a link."""

    BROKEN = "broken"
    DOUBLE = "double"
    DOUBTFUL = "doubtful"


class LinkCause(Enum):
    """Why that is thought."""

    CRM_RECORD_MISSING = "the record of CRM is not there"
    LINKED_TWICE = "two records lead to one of CRM"
    SAME_NAME = "alike in name"
    SAME_EMAIL = "the same e-mail address"
    SAME_TAX_NUMBER = "the same tax number"


class RepairStep(Enum):
    """A step of a repair."""

    RELINK = "relink"
    MERGE = "merge"
    LINK = "link"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """A record of one side, with what its reader may see of it alone. `owed` is an amount, as the product sent it."""

    module: Module
    id: str
    name: str | None = None
    email: str | None = None
    tax_number: str | None = None
    owed: str | None = None
    currency: str | None = None
    documents: int | None = None

    @property
    def bare_name(self) -> str:
        """The name without legal form and punctuation."""
        return bare(self.name or "")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step, in its place: what to do with which record, and which one stays."""

    step: RepairStep
    record: IdentityRecord
    keep: IdentityRecord | None = None


@dataclass(frozen=True, slots=True)
class IdentityFinding:
    """A link that needs somebody's attention: its records, the first of which was looked at, and how it is repaired."""

    problem: LinkProblem
    causes: tuple[LinkCause, ...]
    records: tuple[IdentityRecord, ...]
    missing: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def repair(self) -> tuple[PlannedStep, ...]:
        """The safe order: nothing is lost by a step that is not followed by the next."""
        first, *others = self.records
        if self.problem is LinkProblem.BROKEN:
            # It is linked anew before anything else: a disconnected record is imported again, and is double then.
            steps = [PlannedStep(RepairStep.CHECK, first), PlannedStep(RepairStep.RELINK, first)]
        elif self.problem is LinkProblem.DOUBLE:
            # What has money and documents stays, and the others are merged into it one at a time.
            kept = max(self.records, key=_weight)
            merged = [each for each in self.records if each is not kept]
            steps = [PlannedStep(RepairStep.CHECK, kept)]
            steps += [PlannedStep(RepairStep.MERGE, each, kept) for each in sorted(merged, key=_weight)]
        else:
            steps = [PlannedStep(RepairStep.CHECK, each) for each in self.records]
            steps.append(
                PlannedStep(RepairStep.MERGE, first, others[0])
                if others[0].module == first.module
                else PlannedStep(RepairStep.LINK, first, others[0])
            )
        return tuple(steps)


def bare(name: str) -> str:
    """A name without legal form, punctuation, accents and case: `Müller & Söhne GmbH` is `muller sohne`."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    # `S.p.A.` and `B.V.` are one word each.
    words = _SEPARATORS.sub(" ", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def first_word(name: str) -> str | None:
    """The first word of a name that is no legal form, as it is written; None where there is none of two letters."""
    words = [word for word in _SEPARATORS.split(name) if len(word) > 1]
    return next((word for word in words if word.casefold() not in LEGAL_FORMS), None)


def alike(one: IdentityRecord, other: IdentityRecord) -> tuple[LinkCause, ...]:
    """Why two records may be one, by what is known of both; nothing where they differ."""
    causes: list[LinkCause] = []
    if one.tax_number and one.tax_number == other.tax_number:
        causes.append(LinkCause.SAME_TAX_NUMBER)
    if one.email and other.email and one.email.casefold() == other.email.casefold():
        causes.append(LinkCause.SAME_EMAIL)
    names = one.bare_name, other.bare_name
    # `Nordwind 1` and `Nordwind 2` are two, however alike.
    numbers = [re.findall(r"\d+", name) for name in names]
    if min(map(len, names)) >= SHORTEST_NAME and numbers[0] == numbers[1] and _likeness(*names) >= ALIKE:
        causes.append(LinkCause.SAME_NAME)
    return tuple(causes)


def _likeness(one: str, other: str) -> float:
    # Few processes are ever asked for duplicates.
    from rapidfuzz import fuzz  # noqa: PLC0415  # it takes memory

    return fuzz.token_sort_ratio(one, other)


def tax_number_of(row: Row) -> str | None:
    """The tax number of a record of Books or Billing without blanks and punctuation, None for none."""
    for key in TAX_KEYS:
        number = _SEPARATORS.sub("", str(row.get(key) or "")).upper()
        if number:
            return number
    return None


def doubts_about(record: IdentityRecord, others: Sequence[IdentityRecord]) -> list[IdentityFinding]:
    """A finding for each of the others that may be the same, the most alike first, and at most MOST_DOUBTS."""
    alike_ones = [(causes, other) for other in others if other != record and (causes := alike(record, other))]
    alike_ones.sort(key=lambda pair: (-len(pair[0]), pair[1].bare_name, pair[1].id))
    return [
        IdentityFinding(LinkProblem.DOUBTFUL, causes, (record, other)) for causes, other in alike_ones[:MOST_DOUBTS]
    ]


def _weight(record: IdentityRecord) -> tuple[int, bool, str]:
    owes = bool(record.owed) and set(record.owed or "") & set("123456789") != set()
    return record.documents or 0, owes, record.id
