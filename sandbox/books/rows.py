"""List rows as JSON text, kept from call to call: a row is rendered once for each version of its record."""

from collections.abc import Callable, Mapping, Sequence

KEPT = 50_000


class Rows:
    """The rendered rows of one sandbox."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str, int], str] = {}

    def texts(
        self, shelf: str, versions: Sequence[tuple[str, int]], render: Callable[[list[str]], Mapping[str, str]]
    ) -> list[str]:
        """The rows of these (id, version) in their order; `render` makes the ones that are not there yet, by id."""
        if len(self._texts) > KEPT:
            self._texts.clear()
        missing = [id_ for id_, version in versions if (shelf, id_, version) not in self._texts]
        fresh: Mapping[str, str] = render(missing) if missing else {}
        for id_, version in versions:
            if id_ in fresh:
                self._texts[shelf, id_, version] = fresh[id_]
        return [self._texts[shelf, id_, version] for id_, version in versions]
