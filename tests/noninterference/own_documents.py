"""Documents about what is no record: reports with their proofs, look-ups of forms, views and permissions."""

import json
from collections.abc import Callable, Mapping

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.modules.module import Module
from schema.engine.declare import registry
from schema.engine.declare.ids import global_id
from schema.engine.declare.selections import named_type
from schema.shared.record_types import RecordType
from tests.noninterference.beside import PARTS
from tests.noninterference.callers import coordinates
from tests.noninterference.cells import ROWS, id_of
from tests.noninterference.dice import Dice
from tests.noninterference.documents import ROOTS

# Rows of reports and proofs without instants, which are those of the reading.
PROOF = """proof { formula hash value reason definition reconciles sumsUp operands { name value }
    reconciliation { title amount } coverage { isComplete knownFrom gaps { source reason text missing } }
    rows(first: 50) { nodes { operand amount why recordId sources
        subscription { number planName customerName } customer { name } invoice { number } payment { paidOn }
        booksInvoice { number customerName } estimate { number } } } }"""
RESULT = f"""currency asOf notes csvUrl svgUrl definition {{ id terms {{ name value }} }} columns {{ measure title }}
    rows(first: 40) {{ nodes {{ startsOn endsOn segment record partial texts {{ name value }}
        cells {{ measure value reason }} compared {{ measure value reason }} }} }}
    totals {{ cells {{ measure value reason {PROOF} }} }}
    coverage {{ isComplete knownFrom gaps {{ source reason text missing }} calls {{ product path rows }} }}"""
GRAINS = ("QUARTER", "YEAR", "YEAR")
DEFINITION = "name label kind dataType isCustom isRequired isReadOnly longest choices { value position colour }"
# All canaries of days lie before.
AS_OF = "1999-12-31"


def report_document(dice: Dice) -> tuple[str, list[str]]:
    """A report of any kind over all days of the world, and the types that it rests on."""
    known = SYSTEM_REPORTS[dice.pick([*SYSTEM_REPORTS])]
    groups = [dice.pick(known.dimensions).name] if dice.chance(50) else []
    adjusted = ['startsOn: "1900-01-01"', f"grain: {dice.pick(GRAINS)}" if known.has_grain() else "isWhole: true"]
    adjusted.append(f"groupBy: [{', '.join(groups)}]")
    if dice.chance(30):
        adjusted.append(
            f"filters: [{{ dimension: {dice.pick(known.dimensions).name}, values: [null], excludes: true }}]"
        )
    if dice.chance(20):
        adjusted.append("definition: CHARTMOGUL")
    if dice.chance(20):
        adjusted.append("comparison: YEAR_AGO")
    given = f'report: "{known.id}", asOf: "{AS_OF}", adjust: {{ {" ".join(adjusted)} }}'
    types = [coordinate.partition(".")[0] for coordinate in known.coordinates]
    # Rules about the very types of a report refuse it in nearly every case.
    return f"{{ reportResult({given}) {{ {RESULT} }} }}", types if dice.chance(20) else []


def own_document(dice: Dice) -> tuple[str, list[str]]:
    """One or two questions of a caller about what they may ask for, and the types that these are about."""
    kind = dice.pick([*RecordType])
    asked = [f"a{number}: {dice.pick([*_OWN])}" for number in range(1 + dice.below(2))]
    fields = [_OWN[name.partition(": ")[2]](dice, kind) for name in asked]
    written = " ".join(f"{alias}{rest}" for alias, rest in zip(asked, fields, strict=True))
    return f"{{ {written} }}", [kind.value]


def past_document(dice: Dice) -> tuple[str, list[str]]:
    """What became of a record, by every field that shows some of it, and the types of that."""
    # Those with a history of their own in the product; of the others only the audit log speaks.
    told = [each for each in registry.modules() if not registry.fields_of(each).isdisjoint(("timeline", "comments"))]
    name = dice.pick(("BillingSubscription", *told))
    shown = [f"{field} {{ nodes {{ {_PAST[field]} }} }}" for field in _PAST if field in registry.fields_of(name)]
    id_ = json.dumps(global_id(name, id_of(registry.module_of(name), dice.below(ROWS))))
    types = [coordinate.partition(".")[0] for parts in PARTS.values() for coordinate in parts]
    return f"{{ node(id: {id_}) {{ id ... on {name} {{ id {' '.join(shown)} }} }} }}", [name, *types]


_PAST = {
    "history": "at source act author { name } changes { field before after } requestId",
    "timeline": "at action through author { name } changes { field before after }",
    "comments": "text author operation kind",
    "notes": "title text",
    "activities": "at text author { name }",
    "exchangeRates": "rateToBase effectiveOn",
}


def _of(selection: str) -> Callable[[Dice, RecordType], str]:
    return lambda dice, kind: f"(of: {kind.name}) {{ {selection} }}"


def _printed(dice: Dice, kind: RecordType) -> str:
    printed = ("ESTIMATE", "SALES_ORDER", "INVOICE", "PURCHASE_ORDER")
    return f"(of: {dice.pick(printed)}) {{ recordId name kind }}"


def _explained(dice: Dice, kind: RecordType) -> str:
    coordinate = json.dumps(dice.pick(coordinates()))
    return f"(coordinate: {coordinate}) {{ visible text decidedBy hiddenWithin {{ coordinate }} }}"


def _priced(dice: Dice, kind: RecordType) -> str:
    field = _listed(kind.module)
    document = json.dumps(f"{{ {field}(first: 2) {{ nodes {{ id }} }} }}")
    return f"(document: {document}) {{ __typename }}"


def _listed(module: Module) -> str:
    wanted = f"{registry.type_of(module)}Connection"
    return next(name for name, field in ROOTS if named_type(field).name == wanted)


_OWN: Mapping[str, Callable[[Dice, RecordType], str]] = {
    "fieldDefinitions": _of(DEFINITION),
    "documentTemplates": _printed,
    "dealStages": lambda dice, kind: " { name position colour probability forecastType }",
    "views": _of("viewId name description kind exact"),
    "explainPermission": _explained,
    "explainQuery": _priced,
    "reportFolders": lambda dice, kind: " { name reports { id title needs refusal } }",
    "viewer": lambda dice, kind: " { permissions { modules { module allowedActions hiddenFields { coordinate } } } }",
}
