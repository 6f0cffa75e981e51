"""Formulas as data: sums, differences and quotients of operands, and how they are written with their values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.kpis.definitions import Definition
from domain.kpis.results import FigureLabel, FigureUnit

_NOTHING = Fraction(0)
LESS, TIMES, DIVIDED_BY = " \N{MINUS SIGN} ", " \N{MULTIPLICATION SIGN} ", " \N{DIVISION SIGN} "


@dataclass(frozen=True, slots=True)
class Formula:
    """`times` x (the sum of `plus` less the sum of `minus`) / the sum of `over`, of operands or further formulas."""

    plus: "tuple[str | Formula, ...]"
    minus: "tuple[str | Formula, ...]" = ()
    over: "tuple[str | Formula, ...]" = ()
    times: int = 1
    no_base: str = "There is nothing to divide by."

    def operands(self) -> Iterator[str]:
        """The operands in the order in which the formula has them."""
        for part in (*self.plus, *self.minus, *self.over):
            if isinstance(part, Formula):
                yield from part.operands()
            else:
                yield part

    def value(self, operands: Mapping[str, Fraction]) -> Fraction | str:
        """The value, or the reason why there is none. An operand that is not there is nothing."""
        if not self.minus and not self.over and len(self.plus) == 1 and isinstance(self.plus[0], str):
            value = operands.get(self.plus[0], _NOTHING)
            return value if self.times == 1 else self.times * value
        sums: list[Fraction] = []
        for parts in (self.plus, self.minus, self.over):
            total = _NOTHING
            for part in parts:
                value = part.value(operands) if isinstance(part, Formula) else operands.get(part, _NOTHING)
                if isinstance(value, str):
                    return value
                if value:
                    total = total + value if total else value
            sums.append(total)
        plus, minus, over = sums
        difference = plus - minus if minus else plus
        if self.over:
            # One fraction in place of a product and a quotient: each is reduced, which takes time.
            return (
                Fraction(self.times * difference.numerator * over.denominator, difference.denominator * over.numerator)
                if over
                else self.no_base
            )
        return difference if self.times == 1 else self.times * difference

    def text(self, written: Callable[[str], str]) -> str:
        """The formula with each operand as `written` has it."""

        def joined(parts: "tuple[str | Formula, ...]", sign: str) -> str:
            return sign.join(f"({p.text(written)})" if isinstance(p, Formula) else written(p) for p in parts)

        text = joined(self.plus, " + ")
        if self.minus:
            text += f"{LESS}{joined(self.minus, LESS)}"
        if self.over:
            sides = [text, joined(self.over, " + ")]
            several = [len(self.plus) + len(self.minus) > 1, len(self.over) > 1]
            text = DIVIDED_BY.join(f"({side})" if many else side for side, many in zip(sides, several, strict=True))
        elif self.times != 1 and len(self.plus) + len(self.minus) > 1:
            text = f"({text})"
        return text if self.times == 1 else f"{text}{TIMES}{self.times}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of reports: a formula over operands of ledgers, a unit and a label."""

    id: str
    title: str
    formula: Formula
    unit: FigureUnit = FigureUnit.MONEY
    label: FigureLabel = FigureLabel.ACTIVITY
    # Another formula where a term of the definition, named first, is true.
    instead: tuple[str, Formula] | None = None

    def under(self, definition: Definition) -> "Measure":
        """The measure with the formula that a definition asks for."""
        if self.instead and getattr(definition, self.instead[0]):
            return replace(self, formula=self.instead[1])
        return self
