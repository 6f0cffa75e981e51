"""Amounts in the organisation's own currency, declared in one line beside the amounts that they are twins of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from strawberry.utils.str_converters import to_camel_case

from domain.currencies import NO_CURRENCY, amount_text, decimals_of
from domain.modules.module import Module
from domain.permissions import ColumnPath, GuardedField
from domain.queries import Row
from domain.sources import CURRENCY, EXCHANGE_RATE, HOME_CURRENCY, RATE_AROUND, Needs, Source, needs_of
from schema.engine.declare.columns import ColumnValues
from schema.engine.declare.fields import UpstreamField, amount_objects
from schema.engine.declare.projected import MemberProjection, Projector
from schema.engine.declare.scalars import decimal_of, text_of_decimal
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.declare.values import conversion_of, guarded, is_blank, is_part, shape_of

# The field of a record that says what one unit of its currency is worth in the organisation's.
RATE = "exchange_rate_to_base"


def in_base(amount: str, *, twin: str | None = None, detail: bool = False, init: Literal[False] = False) -> Any:
    """An amount of the same record or part in the organisation's own currency, with that amount's permission.

    `amount` is the attribute of that amount; `twin` is the key under which Books sends its worth in the organisation's
    currency. Where a row has none, it is the amount times the exchange rate of the record. `detail` says that only the
    single answer has the twin or the rate.
    """
    return BaseAmountField(amount, twin, detail=detail)


class BaseAmountField(UpstreamField):
    """The twin of another field's amount in the organisation's currency."""

    def __init__(self, amount: str, twin: str | None, *, detail: bool) -> None:
        super().__init__(Source(detail=detail), f"`{to_camel_case(amount)}` in the organisation's own currency.")
        self._amount = amount
        self._twin = twin
        self._rate: Source | None = None
        self._is_inside = False
        self._kind: Any = None

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Take from the owner's amount and rate where they come from and who may see them."""
        amount: UpstreamField = getattr(owner, self._amount)
        rate: UpstreamField | None = getattr(owner, RATE, None)
        self._is_inside = is_part(owner)
        if rate is None and self._is_inside:
            self._rate = Source((RATE_AROUND,))
        elif rate is None and self._twin is None:
            raise TypeError(f"{owner.__name__}.{name}: the record has no `{RATE}`, so name the `twin`.")
        elif rate is not None:
            self._rate = rate.source
        by_rate = self._rate is not None and self._twin is None and self._rate.detail
        is_detail = self.source.detail or amount.source.detail or by_rate
        self.source = replace(amount.source, base=self._twin, detail=is_detail)
        self.shape = shape_of(annotation)
        self._kind = self.shape.kind
        self.name_in_graph = to_camel_case(name)
        product = None if module is None else module.product
        self.read = guarded(self._read, product, f"{owner.__name__}.{self.name_in_graph}")

    def _read(self, row: Row) -> Any:
        value = row.get(self.source.columns[0])
        if is_blank(value):
            return None
        home = conversion_of(str)(row.get(HOME_CURRENCY) or NO_CURRENCY)
        number = self._worth(row, decimal_of(value), home)
        return None if number is None else self._kind(amount=amount_text(number, home), currency=home)

    def _worth(self, row: Row, amount: Decimal, home: str) -> str | None:
        """What an amount of a row is worth in the organisation's currency, None where Books does not say."""
        if self._twin is not None and not is_blank(sent := row.get(self._twin)):
            return text_of_decimal(decimal_of(sent))
        if row.get(CURRENCY if self._is_inside else self.source.currency or "") == home:
            return text_of_decimal(amount)
        if self._rate is None or is_blank(rate := row.get(self._rate.columns[0])):
            return None
        worth, decimals = amount * decimal_of(rate), decimals_of(home)
        # Books calls its own rounding `round_half_up`.
        cent = None if decimals is None else Decimal(1).scaleb(-decimals)
        return text_of_decimal(worth if cent is None else worth.quantize(cent, ROUND_HALF_UP))

    def needs(self, selected: SelectedField) -> Needs:
        """The amount, and what says its worth."""
        rate = () if self._rate is None else self._rate.columns
        return needs_of(self.source) | Needs(columns=frozenset(rate), base_currency=True)

    def needs_around(self, selected: SelectedField) -> Needs:
        """The rate of the record that it lies in, and the organisation's currency."""
        return Needs(columns=frozenset({EXCHANGE_RATE}), base_currency=True)

    def needs_by_coordinate(self, selected: SelectedField) -> Iterator[tuple[str, Needs]]:
        """Its own alone, as its guards."""
        yield selected.coordinate, self.needs(selected)

    def guards(self, coordinate: str, module: Module) -> Iterator[GuardedField]:
        """It goes with the amount. Its currency is the organisation's, which is no secret."""
        yield next(super().guards(coordinate, module))

    def rests_on(self) -> tuple[ColumnPath, ...]:
        """The rate, which would follow from both amounts."""
        columns = (EXCHANGE_RATE,) if self._is_inside else () if self._rate is None else self._rate.columns
        return tuple((column,) for column in columns)

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> MemberProjection:
        """Amounts as objects."""
        read, kind = self.read, self._kind

        def columns(rows: Sequence[Row]) -> tuple[ColumnValues, ColumnValues]:
            values = [read(row) for row in rows]
            return [value and value.amount for value in values], [value and value.currency for value in values]

        return amount_objects(selected, kind, columns)

    def is_recorded(self) -> bool:
        """History shows the amount itself."""
        return False
