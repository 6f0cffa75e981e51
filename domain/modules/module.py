"""What a module of a product is: everything about it that is not the product's wire."""

from dataclasses import dataclass, field
from typing import Literal

from domain.actions import ActionName
from domain.lifecycles import Lifecycle
from domain.products import TRAITS, ProductTraits, ZohoProduct

VIEW: frozenset[ActionName] = frozenset({"view"})
READ_ONLY: frozenset[ActionName] = frozenset({"view", "export"})
NO_GRANT: frozenset[ActionName] = frozenset()
# Each file of a record can be reached, or only the one that was attached last.
ReachableFiles = Literal["each", "last"]


@dataclass(frozen=True, slots=True)
class CacheTtl:
    """Seconds for which a list, and records read by id, may be cached."""

    listed: float
    single: float


# Records that people work on change while they look; a new one shows in a list, which is kept for less.
RECORDS = CacheTtl(listed=5.0, single=10.0)
# A catalogue changes by the week.
CATALOGUE = CacheTtl(listed=30.0, single=60.0)
# What an organisation has set up changes by the month.
SETTINGS = CacheTtl(listed=60.0, single=60.0)


@dataclass(frozen=True, slots=True, order=True)
class Module:
    """A module of a product, `books.invoices`: what permissions, cursors and ids speak of. Equal by these two names.

    `actions` are those that the graph has for its records, beside viewing: no source allows others.
    `entity` is the word of Books' roles, `mirror` the CRM module whose rights and field permissions hold for it too;
    `names_mirror_in_settings` says that its name there is the operator's to give.
    `amounts_of` names modules whose amounts its own repeat, in a module without a mirror: the mirror of each hides
    these too. Twins are those of the first; beside another stands the one field of its mirror that hides every amount.
    `comment_words` are further words for it in `transaction_type`, by which Books says what a comment is about.
    `is_grantable`: integration users may be granted it; `default_grant` and `earlier_grant` are what the two sets
    grant. `ttl` says how long answers are kept.
    `comment_calls` are the most calls for the comments of one record, 0 where it has none. `has_timeline` and
    `has_activities` name the product's own history of a record; `has_notes`, `sends_mail` and `has_pdf` what can be
    asked for or done beside it. `lifecycle` says which steps its records take from which status. `files` are the
    attachments that can be reached, None where it takes none. `chosen_in` are the modules in whose forms its records
    are chosen, as a tax is in an estimate's: it is a look-up, and cannot be granted by itself.
    """

    product: ZohoProduct
    name: str
    actions: frozenset[ActionName] = field(default=READ_ONLY, compare=False, repr=False)
    entity: str | None = field(default=None, compare=False, repr=False)
    comment_words: tuple[str, ...] = field(default=(), compare=False, repr=False)
    mirror: str | None = field(default=None, compare=False, repr=False)
    names_mirror_in_settings: bool = field(default=False, compare=False, repr=False)
    amounts_of: tuple[tuple[str, str | None], ...] = field(default=(), compare=False, repr=False)
    is_grantable: bool = field(default=False, compare=False, repr=False)
    default_grant: frozenset[ActionName] = field(default=NO_GRANT, compare=False, repr=False)
    earlier_grant: frozenset[ActionName] = field(default=NO_GRANT, compare=False, repr=False)
    ttl: CacheTtl = field(default=RECORDS, compare=False, repr=False)
    comment_calls: int = field(default=0, compare=False, repr=False)
    has_timeline: bool = field(default=False, compare=False, repr=False)
    has_activities: bool = field(default=False, compare=False, repr=False)
    has_notes: bool = field(default=False, compare=False, repr=False)
    sends_mail: bool = field(default=False, compare=False, repr=False)
    has_pdf: bool = field(default=False, compare=False, repr=False)
    files: ReachableFiles | None = field(default=None, compare=False, repr=False)
    lifecycle: Lifecycle | None = field(default=None, compare=False, repr=False)
    chosen_in: tuple["Module", ...] = field(default=(), compare=False, repr=False)

    def __hash__(self) -> int:
        # Of the name alone, whose hash Python keeps: rows, views and needs are looked up by module all the time.
        return hash(self.name)

    def __str__(self) -> str:
        return f"{self.product}.{self.name}"

    @property
    def is_mirrored(self) -> bool:
        """Whether a module of CRM can hide values of its records."""
        return self.mirror is not None or self.names_mirror_in_settings or bool(self.amounts_of)

    @property
    def traits(self) -> ProductTraits:
        """What it shares with all modules of its product."""
        return TRAITS[self.product]

    @property
    def mirrors_self(self) -> bool:
        """Whether CRM's field permissions name its own columns."""
        return TRAITS[self.product].mirrors_self

    @property
    def batched_by_id(self) -> bool:
        """Whether its records are read by many ids in one call."""
        return TRAITS[self.product].batched_by_id

    @property
    def lists_carry_all(self) -> bool:
        """Whether its list rows are whole, whatever fields are requested."""
        return TRAITS[self.product].lists_carry_all

    @property
    def currency_column(self) -> str:
        """The key of a row's currency."""
        return TRAITS[self.product].currency_column

    @property
    def counts_credits(self) -> bool:
        """Whether its product counts credits for calls."""
        return TRAITS[self.product].counts_credits

    @property
    def history_calls(self) -> int:
        """The most calls for the product's own history of one record, 0 where the product keeps none."""
        return self.comment_calls or int(self.has_timeline or self.has_activities)
