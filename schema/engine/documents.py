"""Documents: parsed and validated once, then kept. Nothing here depends on a caller."""

import hashlib
from dataclasses import dataclass, field

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions.max_aliases import create_validator as most_aliases
from strawberry.extensions.query_depth_limiter import create_validator as greatest_depth

from domain.errors import BadUserInput, ParseFailed
from schema.engine.plan import Plan, Variables, branch_variables, plan_of, truth_of_branches
from schema.engine.roots import most_root_fields

MOST_ERRORS = 5


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """How large a document may be."""

    depth: int = 12
    aliases: int = 30
    tokens: int = 5000
    root_fields: int = 20


@dataclass(slots=True)
class Document:
    """A parsed document with the errors of its validation and the plans made for it."""

    ast: DocumentNode
    errors: list[GraphQLError]
    fragments: dict[str, FragmentDefinitionNode]
    plans: dict[tuple[str | None, frozenset[str]], Plan] = field(
        default_factory=dict[tuple[str | None, frozenset[str]], Plan]
    )

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises BadUserInput where the name does not choose exactly one."""
        found = get_operation_ast(self.ast, name)
        if found is None:
            raise BadUserInput(
                "There is no operation of this name." if name else "Name the operation to run with `operationName`."
            )
        return found

    def plan(self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables) -> Plan:
        """The plan of an operation with the branches that the variables include, made once."""
        names = branch_variables(operation, self.fragments)
        truths = truth_of_branches(operation, names, variables)
        key = (operation.name.value if operation.name else None, truths)
        if key not in self.plans:
            self.plans[key] = plan_of(schema, operation, self.fragments, dict.fromkeys(truths, True))
        return self.plans[key]


class Documents:
    """The documents seen last, by the hash of their text."""

    def __init__(self, schema: GraphQLSchema, limits: DocumentLimits, most: int = 1000) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: LRUCache[bytes, Document] = LRUCache(maxsize=most)
        self._rules = (
            *specified_rules,
            greatest_depth(limits.depth, None, None),
            most_aliases(limits.aliases),
            most_root_fields(limits.root_fields),
        )

    def document(self, text: str) -> Document:
        """The document behind a text. Raises ParseFailed; errors of validation are in the document."""
        key = hashlib.sha256(text.encode()).digest()
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._made(text)
        return kept

    def _made(self, text: str) -> Document:
        try:
            ast = parse(text, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            raise ParseFailed(error.message) from error
        except RecursionError as error:
            raise ParseFailed("The document is nested too deeply.") from error
        fragments = {part.name.value: part for part in ast.definitions if isinstance(part, FragmentDefinitionNode)}
        try:
            errors = validate(self._schema, ast, self._rules, max_errors=MOST_ERRORS)
        except RecursionError:
            errors = [GraphQLError("The document is nested too deeply.")]
        return Document(ast, errors, fragments)
