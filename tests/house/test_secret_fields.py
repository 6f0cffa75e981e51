"""A dataclass that holds a secret does not show it when it is put into words, in a log or a traceback."""

import ast
from collections.abc import Iterator

from tests.house.test_names import product_modules

# What a name says of its value, as one of its words.
SUSPECT = {"secret", "secrets", "token", "tokens", "password", "cookie", "verifier", "access", "refresh", "key", "keys"}
# Names that say so of something that is none, and why.
OPEN = {
    "adapters/crm/client.py CrmPage.next_token": "CRM's place in a list, which opens nothing without a caller's token",
    "adapters/finance_platform/modules.py Party.key": "the name of a key",
    "domain/browser_sessions.py BrowserSession.key": "a keyed hash of the session's id",
    "domain/browser_sessions.py SealedTokens.access": "sealed",
    "domain/browser_sessions.py SealedTokens.refresh": "sealed",
    "domain/journal.py Intent.key": "the client's idempotency key",
    "domain/kept_results.py KeptResult.key": "a hash of the request",
    "domain/products.py ProductTraits.changed_at_key": "the name of a key",
    "domain/products.py ProductTraits.custom_fields_key": "the name of a key",
    "gateway/survey/observations.py Observation.rows_key": "the name of a key",
    "resolvers/journal.py JournalWriter.key_fields": "the API name of a field",
    "resolvers/writing/mutation_command.py MutationCommand.key": "the client's idempotency key",
    "resolvers/writing/mutation_command.py MutationCommand.key_paths": "names of inputs",
    "resolvers/writing/mutation_command.py MutationRequest.key": "the client's idempotency key",
    "resolvers/writing/mutation_command.py MutationRequest.key_paths": "names of inputs",
    "schema/engine/declare/inputs.py ParsedInput.key_paths": "names of inputs",
    "schema/engine/declare/selections.py SelectedField.key": "the response key of a field",
}
IDEMPOTENCY = "idempotency_key"


def shown_fields(module: ast.Module) -> Iterator[str]:
    """The texts that the dataclasses of a module show, as `Class.field`."""
    for node in ast.walk(module):
        if not isinstance(node, ast.ClassDef):
            continue
        decorators = " ".join(map(ast.unparse, node.decorator_list))
        says_itself = any(isinstance(each, ast.FunctionDef) and each.name == "__repr__" for each in node.body)
        if says_itself or "repr=False" in decorators or not ("dataclass" in decorators or "strawberry." in decorators):
            continue
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                shows = field.value is None or "repr=False" not in ast.unparse(field.value)
                annotation = ast.unparse(field.annotation).split("Annotated", 1)[0]
                if shows and ("str" in annotation or "bytes" in annotation):
                    yield f"{node.name}.{field.target.id}"


def test_no_dataclass_shows_a_secret() -> None:
    shown = {f"{path} {name}" for path, module in product_modules().items() for name in shown_fields(module)}
    names = {each for each in shown if SUSPECT & set(each.rpartition(".")[2].split("_"))}
    assert {each for each in names if not each.endswith(f".{IDEMPOTENCY}")} == OPEN.keys()


def test_a_field_is_found_in_every_spelling() -> None:
    text = """
@dataclass(frozen=True)
class One:
    token: str
    secret: bytes | None = None
    key: str = field(repr=False)
    number_key: int = 0
@strawberry.type
class Two:
    token: str = strawberry.field(description="x")
@dataclass(repr=False)
class Three:
    token: str
@strawberry.type
class Four:
    token: str
    def __repr__(self): ...
"""
    assert [*shown_fields(ast.parse(text))] == ["One.token", "One.secret", "Two.token"]
