"""How amounts are written: with the decimals of their currency."""

import re
from collections.abc import Sequence

# ISO 4217's code for "no currency is involved".
NO_CURRENCY = "XXX"
# ISO 4217, list one of 2026-01-01: the currencies with other than two decimals, and the codes that it has none for.
_LISTED: dict[int | None, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
    None: "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX",
}
_DECIMALS = {code: decimals for decimals, codes in _LISTED.items() for code in codes.split()}
_USUAL = 2
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


def is_currency_code(value: object) -> bool:
    """Whether a value has the form of ISO 4217's codes."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def decimals_of(currency: str) -> int | None:
    """How many decimals a currency has, None where that is not defined, as for `XXX`."""
    return _DECIMALS.get(currency, _USUAL)


def amount_text(number: str, currency: str) -> str:
    """A number in plain notation with the decimals of its currency: `395.00`, for JPY `395`.

    No digit that counts is cut off: a price of 0.125 EUR keeps its three decimals.
    """
    decimals = decimals_of(currency)
    return number if decimals is None else _filled(number, decimals)


def amount_texts(numbers: Sequence[str | None], currencies: Sequence[str | None]) -> list[str | None]:
    """Numbers as `amount_text` writes them, each with its currency; None, which needs no currency, stays None."""
    decimals = {currency: decimals_of(currency) for currency in set(currencies) if currency is not None}
    one = set(decimals.values())
    if len(one) > 1 or not (places := one.pop() if one else None):
        return [
            n if n is None or currency is None or (places := decimals[currency]) is None else _filled(n, places)
            for n, currency in zip(numbers, currencies, strict=True)
        ]
    # In the usual list all currencies have the same decimals, and most amounts are written with as many or one less.
    point, next_to_it, zeros = slice(-places - 1, -places), slice(-places, 1 - places or None), "." + "0" * places
    return [
        n if n is None or n[point] == "." else f"{n}0" if n[next_to_it] == "." else f"{n}{zeros}" if "." not in n
        else _filled(n, places)
        for n in numbers
    ]  # fmt: skip


def _filled(number: str, decimals: int) -> str:
    whole, _, part = number.partition(".")
    part = part[:decimals].ljust(decimals, "0") + part[decimals:].rstrip("0")
    return f"{whole}.{part}" if part else whole
