"""TOML documents read into models, with everything that is wrong in them reported at once and with its place."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

DocumentModel = TypeVar("DocumentModel", bound="ConfigurationTable")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# A list that is there names something, since an empty one could mean all or none.
Texts = Annotated[list[Text], Field(min_length=1)]
# The type of a problem that concerns a whole table, not the key where it was noticed.
OF_TABLE = "of_table"
_KEY = "[key]"


class ConfigurationTable(BaseModel):
    """A table of a document: each key is known and its value has exactly the type that is declared."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class ConfigurationError(ValueError):
    """A configuration file is not valid; the message names everything that is wrong, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))


def problem_of_table(text: str) -> PydanticCustomError:
    """The error to raise in a field's validator for what is wrong with its whole table."""
    return PydanticCustomError(OF_TABLE, "{text}", {"text": text})


def document_at(path: Path) -> dict[str, Any]:
    """The TOML document in a file. Raises ConfigurationError."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError([f"{path} cannot be read: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError([f"{path} is not TOML: {error}"]) from error


def validated(
    model: type[DocumentModel], document: object, context: object = None
) -> tuple[DocumentModel | None, list[str]]:
    """The document as the model has it, else None with the problems; `context` is what its validators know."""
    try:
        return model.model_validate(document, context=context), []
    except ValidationError as error:
        return None, [_line(problem, model) for problem in error.errors(include_url=False)]


def _line(problem: ErrorDetails, model: type[ConfigurationTable]) -> str:
    """A problem for whoever wrote the document: `user 2: modules: books.invoices: what is wrong`."""
    *above, last = problem["loc"]
    match problem["type"]:
        case "extra_forbidden" if above:
            (table,) = get_args(model.model_fields[str(above[0])].annotation)
            return _placed(above, f"there is no {last!r}; there are {', '.join(table.model_fields)}")
        case "extra_forbidden":
            return f"{last}: there are only tables {', '.join(f'[[{name}]]' for name in model.model_fields)}"
        case "missing":
            return _placed(above, f"{last} is missing")
        case "model_type":
            return _placed(problem["loc"], "this is not a table")
        case "list_type" if not above:
            return f"{last}: it is written [[{last}]], once each"
        case kind if kind == OF_TABLE:
            return _placed(above, problem["msg"])
        case _:
            return _placed(problem["loc"], problem["msg"].removeprefix("Value error, "))


def _placed(location: Sequence[int | str], text: str) -> str:
    """The text behind its place, in which positions count from 1."""
    steps: list[str] = []
    for step in location:
        if isinstance(step, int):
            steps[-1] += f" {step + 1}"
        elif step != _KEY:
            steps.append(step)
    return ": ".join([*steps, text])
