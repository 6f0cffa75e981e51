"""Documents: parsed and validated once, then kept. Nothing here depends on a caller."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_operation_ast,
    parse,
)

from domain.errors import BadUserInput, ParseFailed
from schema.engine.declare.selections import Variables
from schema.engine.execute.branches import branch_variables, truth_of_branches, values_of_parts
from schema.engine.execute.compiled import compiled_operation
from schema.engine.execute.deferral import parts_of, without_deferral
from schema.engine.execute.estimate import KeptEstimates
from schema.engine.execute.limits import TOO_DEEP, DocumentLimits, excesses
from schema.engine.execute.planned import PlannedOperation, PlannedPart, planned_part
from schema.engine.execute.planning import BRANCHING, INCREMENTAL, plan_of
from schema.engine.execute.usage import coordinates_in
from schema.engine.execute.validation import MOST_ERRORS, validation_errors

MOST_BYTES = 64 * 1024 * 1024
# Measured with graphql-core 3.3: a syntax tree takes about 430 bytes a token, its plan and projections 1,500.
BYTES_OF_TOKEN = 2000
MOST_PLANS = 32
MOST_PARTED = 4

PlanKey = tuple[str | None, frozenset[str]]


@dataclass(slots=True)
class CacheLookups:
    """How often an entry was cached, and how often it had to be built."""

    hits: int = 0
    misses: int = 0


@dataclass(slots=True)
class Document:
    """A parsed document with the errors of its validation and the plans made for it. `size` is in bytes, about.

    `ast` has neither @defer nor @stream; `deferring` is the document with them, None where it has none.
    """

    ast: DocumentNode
    errors: list[GraphQLError]
    fragments: dict[str, FragmentDefinitionNode]
    size: int
    looked_up: CacheLookups
    operations: dict[str | None, OperationDefinitionNode] = field(
        default_factory=dict["str | None", OperationDefinitionNode]
    )
    introspecting: dict[str | None, bool] = field(default_factory=dict["str | None", bool])
    named_fields: dict[str | None, frozenset[str]] = field(default_factory=dict[str | None, frozenset[str]])
    branches: dict[str | None, frozenset[str]] = field(default_factory=dict[str | None, frozenset[str]])
    plans: LRUCache[PlanKey, PlannedOperation] = field(
        default_factory=lambda: LRUCache[PlanKey, PlannedOperation](maxsize=MOST_PLANS)
    )
    deferring: DocumentNode | None = None
    choosing_parts: dict[str | None, frozenset[str]] = field(default_factory=dict[str | None, frozenset[str]])
    parts: LRUCache[object, list[PlannedPart]] = field(
        default_factory=lambda: LRUCache[object, list[PlannedPart]](maxsize=MOST_PARTED)
    )

    def coordinates(self, schema: GraphQLSchema, name: str | None) -> frozenset[str]:
        """The coordinates of the operation's fields, found once. Raises BadUserInput."""
        if name not in self.named_fields:
            self.named_fields[name] = coordinates_in(schema, self.operation(name), self.fragments)
        return self.named_fields[name]

    def mutates(self, name: str | None) -> bool:
        """Whether the operation to run is a mutation; the document need not be valid for that."""
        operation = self._operation_or_none(name)
        return operation is not None and operation.operation is OperationType.MUTATION

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises BadUserInput where the name does not choose exactly one."""
        operation = self._operation_or_none(name)
        if operation is None:
            raise BadUserInput(
                "The document has no operation of this name."
                if name
                else "Name the operation to run with `operationName`."
            )
        return operation

    def _operation_or_none(self, name: str | None) -> OperationDefinitionNode | None:
        operation = self.operations.get(name)
        if operation is None:
            operation = get_operation_ast(self.ast, name)
            if operation is not None:
                self.operations[name] = operation
        return operation

    def operation_name(self, name: str | None) -> str | None:
        """The name of the operation to run, None where it has none. Raises BadUserInput."""
        return _name_of(self.operation(name))

    def introspects(self, name: str | None) -> bool:
        """Whether the operation asks for the schema itself."""
        if name not in self.introspecting:
            fields = self._root_fields(self.operation(name).selection_set)
            self.introspecting[name] = not {"__schema", "__type"}.isdisjoint(fields)
        return self.introspecting[name]

    def _root_fields(self, selections: SelectionSetNode) -> Iterator[str]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, InlineFragmentNode):
                yield from self._root_fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._root_fields(self.fragments[node.name.value].selection_set)

    def planned(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
    ) -> PlannedOperation:
        """The plan of an operation with the branches that the variables include, made once.

        What a null would choose is left to the standard executor, which may never come to it.
        """
        name, names = _name_of(operation), self._branches_of(operation)
        truths = truth_of_branches(operation, names, variables)
        key = (name, truths)
        planned = self.plans.get(key)
        if planned is not None:
            self.looked_up.hits += 1
        else:
            self.looked_up.misses += 1
            plan = plan_of(schema, operation, self.fragments, dict.fromkeys(truths, True))
            planned = self.plans[key] = PlannedOperation(
                plan, compiled_operation(schema, operation, plan), KeptEstimates(), self.ast
            )
        return planned._replace(compiled=None) if _are_odd(names, variables) else planned

    def _branches_of(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """The variables that choose branches of an operation, found once."""
        name = _name_of(operation)
        names = self.branches.get(name)
        if names is None:
            names = self.branches[name] = branch_variables(operation, self.fragments)
        return names

    def planned_parts(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
    ) -> list[PlannedPart]:
        """The parts in which the answer to a query may be delivered, planned once; none where there is only one.

        A mutation is answered whole: it is executed once.
        """
        name = _name_of(operation)
        written = None if self.deferring is None else get_operation_ast(self.deferring, name)
        if self.deferring is None or written is None or operation.operation is not OperationType.QUERY:
            return []
        if _are_odd(self._branches_of(operation), variables):
            return []
        names = self.choosing_parts.get(name)
        if names is None:
            fragments = _fragments_of(self.deferring)
            names = self.choosing_parts[name] = branch_variables(written, fragments, BRANCHING | INCREMENTAL)
        values = values_of_parts(written, names, variables)
        key = (name, repr(values))
        parts = self.parts.get(key)
        if parts is None:
            fragments = _fragments_of(self.deferring)
            whole = self.planned(schema, operation, variables).plan
            split = parts_of(written, fragments, values, whole.lists())
            parts = [
                PlannedPart(planned_part(schema, each.operation, whole, values), each.group, each.streams)
                for each in split
            ]
            self.parts[key] = parts
        return parts if len(parts) > 1 else []


def _name_of(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


def _are_odd(names: frozenset[str], variables: Variables) -> bool:
    """Whether one of the variables that choose branches was given something else than true or false."""
    return any(name in variables and not isinstance(variables[name], bool) for name in names)


class DocumentCache:
    """The documents seen last, up to `most_bytes` of them, by the hash of their text."""

    def __init__(self, schema: GraphQLSchema, limits: DocumentLimits, most_bytes: int = MOST_BYTES) -> None:
        self._schema = schema
        self._limits = limits
        self.looked_up = CacheLookups()
        self.plans_looked_up = CacheLookups()
        self._kept: LRUCache[bytes, Document] = LRUCache(maxsize=most_bytes, getsizeof=lambda kept: kept.size)

    def __len__(self) -> int:
        return len(self._kept)

    def document(self, text: str) -> Document:
        """The document behind a text. Raises ParseFailed; errors of validation are in the document."""
        key = hashlib.sha256(text.encode()).digest()
        kept = self._kept.get(key)
        if kept is not None:
            self.looked_up.hits += 1
        else:
            self.looked_up.misses += 1
            kept = self._parsed(text)
            if kept.size <= self._kept.maxsize:
                self._kept[key] = kept
        return kept

    def _parsed(self, text: str) -> Document:
        limits = self._limits
        try:
            ast = parse(
                text,
                max_lexical_tokens=limits.tokens,
                max_comments=limits.tokens,
                max_source_length=limits.characters,
            )
        except GraphQLSyntaxError as error:
            raise ParseFailed(error.message) from error
        except RecursionError as error:
            raise ParseFailed(TOO_DEEP) from error
        errors = excesses(ast, _fragments_of(ast), limits) or validation_errors(self._schema, ast)
        size = len(text) + BYTES_OF_TOKEN * ast.token_count
        plain = ast if errors else without_deferral(ast)
        document = Document(plain, errors[:MOST_ERRORS], _fragments_of(plain), size, self.plans_looked_up)
        if plain is not ast:
            # What is planned for its parts is planned once more.
            document.deferring, document.size = ast, 2 * size
        return document


def _fragments_of(ast: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {part.name.value: part for part in ast.definitions if isinstance(part, FragmentDefinitionNode)}


def documents_over(schema: GraphQLSchema, most_bytes: int | None, *, limits: DocumentLimits) -> DocumentCache:
    """The documents of a schema, none read yet; they keep up to `most_bytes`, or as many as the complete graph's."""
    return DocumentCache(schema, limits, MOST_BYTES if most_bytes is None else most_bytes)
