"""Where a field's value comes from, as its declaration hands it to the plan."""

from dataclasses import dataclass

# Keys that the resolvers add to a row, beside what the product sent. No product's key begins with two colons.
CUSTOM = "::custom"
CURRENCY = "::currency"
# The organisation's own currency, whatever the row's is.
HOME_CURRENCY = "::home_currency"
# What Books calls the worth of one unit of a record's currency in the organisation's, and the same for its parts.
EXCHANGE_RATE = "exchange_rate"
RATE_AROUND = "::exchange_rate"
TYPE = "::type"
# Which columns of an entry are withheld, each with the denial of what it shows or may speak of.
WITHHELD = "::withheld"
# Which product an object inside a row came from.
PRODUCT = "::product"


@dataclass(frozen=True, slots=True)
class Source:
    """One upstream value.

    `columns` are the upstream keys that it is read from; most fields have one. `detail` says that the single GET
    decides what it is, `listed` that the list does: the other one lacks it or says something else. Without either both
    say the same. `unless` is another key and the value there with which it is nothing. `currency` is the key of the
    row's currency; an empty one stands for the currency in force, the organisation's unless the row lies inside
    another. `parts` are the names and upstream keys of an object's values, of the object under the column or, without a
    column, of the row itself. `inside` is the path at which the single answer keeps the value of a list row's column.
    `crm` is the CRM mirror field that permissions look at beside the product's own; `public` is the reason why there is
    none to look at. `same_as` is the field of another record that shows the same value, with which it is hidden.
    `amount` says of a text that amounts can be read from it, `is_moment` of an instant that it is when the record was
    created or changed, which is no change of it; `is_local` that the product may report it as a day of the
    organisation. `custom` marks custom fields. `base` is the key of the amount's worth in the organisation's currency,
    of a field that shows that. `is_currency` says of a text that it is the code of a currency.
    """

    columns: tuple[str, ...] = ()
    detail: bool = False
    listed: bool = False
    currency: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    inside: tuple[str, ...] = ()
    crm: str | None = None
    custom: bool = False
    is_local: bool = False
    public: str | None = None
    same_as: str | None = None
    amount: bool = False
    is_moment: bool = False
    unless: tuple[str, str] | None = None
    base: str | None = None
    is_currency: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What one place of a document needs of a module's rows.

    `listed` are the columns whose value is the list's, whatever a single record has there. `custom` are the custom
    fields by name, None for none and an empty set for all. `home_currency` asks for the organisation's currency beside
    each row as that of its amounts, `base_currency` for it beside amounts of any; `every` for all columns that the
    product sends. `local` are the columns whose days stand for their beginning in the organisation's time zone.
    """

    columns: frozenset[str] = frozenset()
    detail: bool = False
    listed: frozenset[str] = frozenset()
    custom: frozenset[str] | None = None
    home_currency: bool = False
    base_currency: bool = False
    every: bool = False
    local: frozenset[str] = frozenset()

    def __or__(self, other: "Needs") -> "Needs":
        """Everything that either needs."""
        return Needs(
            self.columns | other.columns,
            self.detail or other.detail,
            self.listed | other.listed,
            _custom(self.custom, other.custom),
            self.home_currency or other.home_currency,
            self.base_currency or other.base_currency,
            self.every or other.every,
            self.local | other.local,
        )

    def covers(self, other: "Needs") -> bool:
        """Whether rows fetched for these needs answer the other ones too."""
        return (self | other) == self


def _custom(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one | other if one and other else frozenset()


NO_NEEDS = Needs()


def needs_of(source: Source) -> Needs:
    """What reading one source needs of a row."""
    beside = (source.currency, source.base, *(source.unless or ())[:1])
    return Needs(
        columns=frozenset((*source.columns, *source.inside[:1], *(key for key in beside if key))),
        detail=source.detail,
        listed=frozenset((*source.columns, *(source.unless or ())[:1])) if source.listed else frozenset(),
        custom=frozenset() if source.custom else None,
        home_currency=source.currency == "",
        base_currency=source.base is not None,
        local=frozenset(source.columns) if source.is_local else frozenset(),
    )
