"""Entries of a configuration document, read so that everything that is wrong with it is told at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard, cast

from domain.actions import ACTIONS, ActionName
from domain.modules.module import Module


@dataclass(frozen=True, slots=True)
class ConfigTable:
    """One table of an array of tables. `name` is its position, `problems` are those of the whole document."""

    name: str
    table: Mapping[str, object]
    problems: list[str]

    def complain(self, text: str) -> None:
        """Note that something is wrong with it."""
        self.problems.append(f"{self.name}: {text}")

    def text(self, key: str) -> str:
        """The text under `key`, empty where there is none."""
        value = self.table.get(key, "")
        if isinstance(value, str) and (value.strip() or key not in self.table):
            return value.strip()
        self.complain(f"{key} is a text that is not empty")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts under `key`; a list that is there names at least one, since an empty one could mean all or none."""
        value = self.table.get(key, ())
        if key not in self.table or _is_texts(value):
            return tuple(text.strip() for text in cast("Collection[str]", value))
        self.complain(f"{key} is a list of texts, at least one, none of them empty")
        return ()

    def actions(self, key: str, known: Collection[Module]) -> dict[Module, frozenset[ActionName]]:
        """Actions by module, of the table under `key`."""
        value = self.table.get(key, {})
        if not _is_table(value):
            self.complain(f"{key} is a table of lists of actions by module")
            return {}
        by_name = {str(module): module for module in known}
        found: dict[Module, frozenset[ActionName]] = {}
        for name, listed in value.items():
            module, chosen = by_name.get(name), self._actions(f"{key}: {name}", listed)
            if module is None:
                self.complain(f"{key}: there is no module {name!r}; there are {', '.join(sorted(by_name))}")
            elif chosen:
                found[module] = chosen
        return found

    def _actions(self, where: str, value: object) -> frozenset[ActionName]:
        if not _is_texts(value):
            self.complain(f"{where} is a list of actions, at least one")
            return frozenset()
        for unknown in sorted({*value} - {*ACTIONS}):
            self.complain(f"{where}: there is no action {unknown!r}; there are {', '.join(ACTIONS)}")
        return frozenset(action for action in ACTIONS if action in value)


def config_tables_of(
    document: Mapping[str, object], key: str, columns: Collection[str], problems: list[str]
) -> Iterator[ConfigTable]:
    """The tables `[[key]]` of a document that has nothing else, each with these keys alone."""
    problems += [f"{name}: there are only tables [[{key}]]" for name in document if name != key]
    listed = document.get(key, [])
    if not isinstance(listed, list):
        problems.append(f"{key}: it is written [[{key}]], once each")
        return
    for position, table in enumerate(cast("list[object]", listed), start=1):
        entry = ConfigTable(f"{key} {position}", table if _is_table(table) else {}, problems)
        if not _is_table(table):
            entry.complain("this is no table")
            continue
        for unknown in table.keys() - {*columns}:
            entry.complain(f"there is no {unknown!r}; there are {', '.join(columns)}")
        yield entry


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in cast("Mapping[object, object]", value))


def _is_texts(value: object) -> TypeGuard[list[str]]:
    if not isinstance(value, list):
        return False
    listed = cast("list[object]", value)
    return bool(listed) and all(isinstance(each, str) and each.strip() for each in listed)
