"""Links between the products that need attention: broken, double and doubtful ones, and how they are repaired."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.duplicates import IdentityFinding, IdentityRecord, LinkCause, LinkProblem, RepairStep
from domain.errors import BadUserInput
from domain.modules.module import Module
from resolvers.integration import duplicates
from schema.engine.declare import registry
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.enums import describe_values
from schema.engine.declare.ids import global_id
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import own_field
from schema.shared.own_pages import page_info, page_size

MOST = duplicates.MOST_PARTIES
BINDING = b"duplicates"
# Of 25 parties: permissions, a page, each record, who else is linked or alike, and the documents of each finding.
DUPLICATES_CALLS: OwnCosts = {
    "crm": Calls(0, 20 + 4 * MOST),
    "books": Calls(0, 5 + 22 * MOST),
    "billing": Calls(0, 3 + 15 * MOST),
}

_PROBLEMS = {
    "BROKEN": "The record leads to one of CRM that is not there: deleted, merged, or not visible to the caller.",
    "DOUBLE": "Several records lead to one of CRM.",
    "DOUBTFUL": "The record is not linked, and another one is alike. Nothing is ever linked by likeness.",
}
_CAUSES = {
    "CRM_RECORD_MISSING": "CRM shows no record of the id that the record keeps.",
    "LINKED_TWICE": "They keep the same id of CRM.",
    "SAME_NAME": "Their names are alike without legal form and punctuation.",
    "SAME_EMAIL": "They have the same e-mail address.",
    "SAME_TAX_NUMBER": "They have the same tax number.",
}
_STEPS = {
    "CHECK": "Look at the record.",
    "RELINK": "Link it with the record of CRM that took the place of the missing one.",
    "MERGE": "Merge it into `keep`, in the product.",
    "LINK": "Link it with `keep`, in the product.",
}
strawberry.enum(LinkProblem, name="LinkProblem", description="What is wrong with a link.")
describe_values(LinkProblem, lambda each: _PROBLEMS.get(each.name))
strawberry.enum(LinkCause, name="LinkCause", description="Why a link needs attention.")
describe_values(LinkCause, lambda each: _CAUSES.get(each.name))
strawberry.enum(RepairStep, name="RepairStep", description="A step of a repair, which nobody but its reader takes.")
describe_values(RepairStep, lambda each: _STEPS.get(each.name))


@strawberry.type(description="A customer, vendor, account or contact in one product, as far as the caller sees it.")
class LinkedParty:
    """A record."""

    id: strawberry.ID = strawberry.field(description="The global id: `nodes(ids:)` shows the record with its money.")
    module: str = strawberry.field(description="The module, `books.customers`.")
    name: str | None = strawberry.field(description="The name.")
    email: str | None = strawberry.field(description="E-mail address.")
    documents: int | None = strawberry.field(
        description="How many documents and subscriptions the caller sees of it, up to 200 of each kind; null unless "
        "`documents` is asked for."
    )


@strawberry.type(description="One step of a repair.")
class RepairOfLink:
    """A step."""

    step: RepairStep = strawberry.field(description="What to do.")
    party: LinkedParty = strawberry.field(description="With which record.")
    keep: LinkedParty | None = strawberry.field(description="The record that stays.")


@strawberry.type(description="A link that needs attention.")
class LinkFinding:
    """A finding."""

    problem: LinkProblem = strawberry.field(description="What is wrong.")
    causes: list[LinkCause] = strawberry.field(description="Why.")
    parties: list[LinkedParty] = strawberry.field(description="The records, the first of which was looked at.")
    missing: list[strawberry.ID] = strawberry.field(description="Global ids in CRM that lead nowhere.")
    repair: list[RepairOfLink] = strawberry.field(
        description="The safe order of repair, as a dry run: the gateway takes none of these steps."
    )


@strawberry.type(description="What was found at the next customers and vendors.")
class DuplicatesResult:
    """A page."""

    findings: list[LinkFinding] = strawberry.field(description="Links that need attention; often none on a page.")
    examined: int = strawberry.field(description="How many customers and vendors were looked at.")
    unseen: list[str] = strawberry.field(description="Modules that were not looked at: the caller may not view them.")
    page_info: PageInfo = strawberry.field(description="Information about this page: the search goes on from its end.")


FirstParties = Annotated[
    int | None, strawberry.argument(description=f"Number of customers and vendors to look at, 1 to {MOST}.")
]
AfterParties = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]
WithDocuments = Annotated[
    bool, strawberry.argument(description="Count the documents of each side, for up to three calls for each record.")
]


@strawberry.type
class DuplicateQueries:
    """Queries of links."""

    @own_field(
        "Links between customers and vendors of Books and Billing and their records in CRM that need attention: "
        "broken, double and doubtful ones, as far as the caller may see both sides.",
        costs=DUPLICATES_CALLS,
    )
    async def duplicates(
        self,
        info: Info[OperationContext, None],
        first: FirstParties = 10,
        after: AfterParties = None,
        documents: WithDocuments = False,
    ) -> DuplicatesResult | None:
        """The findings at the next customers and vendors."""
        size, cursors = page_size(first, MOST), info.context.cursors
        place = _place(cursors.open(BINDING, after)) if after else (0, 0)
        page = await duplicates.duplicates_page(info.context.loader, size, place, with_documents=documents)
        sealed = [] if page.place is None else [cursors.seal(BINDING, page.place)]
        return DuplicatesResult(
            findings=[_finding(each) for each in page.findings],
            examined=page.examined,
            unseen=[str(module) for module in page.unseen],
            page_info=page_info(sealed, more=page.place is not None),
        )


def _place(position: tuple[int | str, ...]) -> tuple[int, int]:
    match position:
        case (int() as stage, int() as offset):
            return stage, offset
        case _:
            raise BadUserInput("This is no cursor of this list.")


def _finding(finding: IdentityFinding) -> LinkFinding:
    links = {link: module for side in duplicates.SIDES for link, module in side.links.items()}
    return LinkFinding(
        problem=finding.problem,
        causes=[*finding.causes],
        parties=[_party(each) for each in finding.records],
        missing=[_global_id(links[link], id_) for link, id_ in finding.missing.items()],
        repair=[
            RepairOfLink(
                step=each.step, party=_party(each.record), keep=None if each.keep is None else _party(each.keep)
            )
            for each in finding.repair
        ],
    )


def _party(record: IdentityRecord) -> LinkedParty:
    return LinkedParty(
        id=_global_id(record.module, record.id),
        module=str(record.module),
        name=record.name,
        email=record.email,
        documents=record.documents,
    )


def _global_id(module: Module, id_: str) -> strawberry.ID:
    return strawberry.ID(global_id(registry.type_of(module), id_))
