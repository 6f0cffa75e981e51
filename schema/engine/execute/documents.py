"""Documents: parsed and validated once, then kept. Nothing here depends on a caller."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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
    OverlappingFieldsCanBeMergedRule,
    SelectionSetNode,
    ValidationContext,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError

from domain.errors import BadUserInput, ParseFailed
from schema.engine.declare.plan import OperationPlan
from schema.engine.declare.selections import Variables
from schema.engine.execute.branches import branch_variables, truth_of_branches, values_of_parts
from schema.engine.execute.compiled import CompiledOperation, compiled_operation
from schema.engine.execute.deferral import DeliveryGroup, parts_of, without_deferral
from schema.engine.execute.estimate import KeptEstimates
from schema.engine.execute.limits import TOO_DEEP, DocumentLimits, excesses
from schema.engine.execute.planning import INCREMENTAL, plan_of
from schema.engine.execute.usage import coordinates_in

MOST_ERRORS = 5
MOST_BYTES = 64 * 1024 * 1024
# Measured with graphql-core 3.3: a syntax tree takes about 430 bytes a token, its plan and projections 1,500.
BYTES_OF_TOKEN = 2000
MOST_PLANS = 32
MOST_PARTED = 4
# What fragments and repeated fields cost to compare grows with their square. Documents of real clients spend less than
# 100 of this, graphql-core's own limit is 500,000 and lets a document of 5,000 tokens take seconds.
MOST_COMPARISONS = 20_000

PlanKey = tuple[str | None, frozenset[str]]


class FieldsCanBeMergedCheaply(OverlappingFieldsCanBeMergedRule):
    """The rule of the specification with a smaller budget."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MOST_COMPARISONS


RULES = tuple(
    FieldsCanBeMergedCheaply if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)


@dataclass(slots=True)
class CacheLookups:
    """How often an entry was cached, and how often it had to be built."""

    hits: int = 0
    misses: int = 0


class PlannedOperation(NamedTuple):
    """The plan of an operation with its estimates, and the operation compiled where that can be done.

    `ast` is the document to execute where it cannot.
    """

    plan: OperationPlan
    compiled: CompiledOperation | None
    estimates: KeptEstimates
    ast: DocumentNode


class PlannedPart(NamedTuple):
    """A part of an operation, planned: the group that it delivers, and the lists of which it holds the beginning."""

    planned: PlannedOperation
    group: DeliveryGroup
    streams: tuple[DeliveryGroup, ...]


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
        operation = self.operation(name)
        return operation.name.value if operation.name is not None else None

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
        name = operation.name.value if operation.name else None
        names = self.branches.get(name)
        if names is None:
            names = self.branches[name] = branch_variables(operation, self.fragments)
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
        if any(name in variables and not isinstance(variables[name], bool) for name in names):
            return planned._replace(compiled=None)
        return planned

    def planned_parts(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
    ) -> list[PlannedPart]:
        """The parts in which the answer to a query may be delivered, planned once; none where there is only one.

        A mutation is answered whole: it is executed once.
        """
        name = operation.name.value if operation.name else None
        written = None if self.deferring is None else get_operation_ast(self.deferring, name)
        if self.deferring is None or written is None or operation.operation is not OperationType.QUERY:
            return []
        fragments = _fragments_of(self.deferring)
        branching = branch_variables(written, fragments)
        if any(name in variables and not isinstance(variables[name], bool) for name in branching):
            return []
        values = values_of_parts(written, branching | branch_variables(written, fragments, INCREMENTAL), variables)
        key = (name, repr(values))
        parts = self.parts.get(key)
        if parts is None:
            whole = self.planned(schema, operation, variables).plan
            split = parts_of(written, fragments, values, whole.lists())
            parts = [
                PlannedPart(_planned_part(schema, each.operation, whole, values), each.group, each.streams)
                for each in split
            ]
            self.parts[key] = parts
        return parts if len(parts) > 1 else []


def _planned_part(
    schema: GraphQLSchema, operation: OperationDefinitionNode, whole: OperationPlan, variables: Variables
) -> PlannedOperation:
    plan = plan_of(schema, operation, {}, variables, whole)
    compiled = compiled_operation(schema, operation, plan)
    return PlannedOperation(plan, compiled, KeptEstimates(), DocumentNode(definitions=(operation,)))


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

    def warm(self, text: str) -> None:
        """Make the plans of every operation of a document before anybody asks; what is not valid has none."""
        try:
            document = self.document(text)
        except ParseFailed:
            return
        if not document.errors:
            for operation in document.ast.definitions:
                if isinstance(operation, OperationDefinitionNode):
                    document.planned(self._schema, operation, {})

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
        errors = excesses(ast, _fragments_of(ast), limits) or self._errors(ast)
        size = len(text) + BYTES_OF_TOKEN * ast.token_count
        plain = ast if errors else without_deferral(ast)
        document = Document(plain, errors[:MOST_ERRORS], _fragments_of(plain), size, self.plans_looked_up)
        if plain is not ast:
            # What is planned for its parts is planned once more.
            document.deferring, document.size = ast, 2 * size
        return document

    def _errors(self, ast: DocumentNode) -> list[GraphQLError]:
        errors = validate(self._schema, ast, RULES, max_errors=MOST_ERRORS)
        if len(errors) <= MOST_ERRORS and errors and isinstance(errors[-1], ValidationAbortedError):
            errors[-1] = GraphQLError("The document is too repetitive or too deeply nested to be validated.")
        return errors


def _fragments_of(ast: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {part.name.value: part for part in ast.definitions if isinstance(part, FragmentDefinitionNode)}


def documents_over(schema: GraphQLSchema, most_bytes: int | None, *, limits: DocumentLimits) -> DocumentCache:
    """The documents of a schema, none read yet; they keep up to `most_bytes`, or as many as the complete graph's."""
    return DocumentCache(schema, limits, MOST_BYTES if most_bytes is None else most_bytes)
