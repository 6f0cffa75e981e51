"""Links between customers and vendors of the three products that need attention, within the caller's own rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from domain.duplicates import (
    IdentityFinding,
    IdentityRecord,
    LinkCause,
    LinkProblem,
    doubts_about,
    first_word,
    tax_number_of,
)
from domain.errors import BadUserInput, Forbidden
from domain.modules import billing, books, crm
from domain.modules.module import Module
from domain.queries import LARGEST_PAGE, Condition, ListQuery, Operator, Row, Within
from domain.sources import Needs
from resolvers.catalogue import key_of
from resolvers.reading.billing_customers import billing_customers_of_account
from resolvers.reading.customers import customers_of_account, customers_of_contact, vendors_of_vendor
from resolvers.reading.loader import WHOLE_RECORD, RecordLoader

MOST_PARTIES = 25
# Records that are looked for by one word of a name.
MOST_ALIKE = 20
LISTED = Needs(every=True)
DOCUMENTS: Mapping[Module, tuple[tuple[Module, str], ...]] = {
    books.CUSTOMERS: tuple((each, "customer_id") for each in (books.ESTIMATES, books.SALES_ORDERS, books.INVOICES)),
    books.VENDORS: ((books.PURCHASE_ORDERS, "vendor_id"), (books.BILLS, "vendor_id")),
    billing.CUSTOMERS: ((billing.SUBSCRIPTIONS, "customer_id"), (billing.INVOICES, "customer_id")),
}


@dataclass(frozen=True, slots=True)
class IdentitySide:
    """How one finance module names a record, what is owed, and where its links lead in CRM."""

    module: Module
    name: str
    owed: str
    links: Mapping[str, Module]


@dataclass(frozen=True, slots=True)
class CrmSide:
    """How a module of CRM names a record."""

    name: str
    email: str | None = None

    @property
    def needs(self) -> Needs:
        """The columns by which a record is known."""
        return Needs(columns=frozenset(column for column in (self.name, self.email) if column))


SIDES = (
    IdentitySide(
        books.CUSTOMERS,
        "contact_name",
        "outstanding_receivable_amount",
        {"zcrm_account_id": crm.ACCOUNTS, "zcrm_contact_id": crm.CONTACTS},
    ),
    IdentitySide(books.VENDORS, "contact_name", "outstanding_payable_amount", {"zcrm_vendor_id": crm.VENDORS}),
    IdentitySide(
        billing.CUSTOMERS,
        "display_name",
        "outstanding",
        {"zcrm_account_id": crm.ACCOUNTS, "zcrm_contact_id": crm.CONTACTS},
    ),
)
CRM_SIDES: Mapping[Module, CrmSide] = {
    crm.ACCOUNTS: CrmSide("Account_Name"),
    crm.CONTACTS: CrmSide("Full_Name", "Email"),
    crm.VENDORS: CrmSide("Vendor_Name", "Email"),
}


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    """What was matches at the next parties. `place` is where to go on, None at the end; `unseen` was not looked at."""

    findings: Sequence[IdentityFinding]
    examined: int
    place: tuple[int, int] | None
    unseen: Sequence[Module] = field(default_factory=tuple)


async def duplicates_page(
    loader: RecordLoader, first: int, place: tuple[int, int], *, with_documents: bool
) -> DuplicatesPage:
    """The findings at the next `first` customers of Books, vendors of Books or customers of Billing, in this order.

    A page of the list and a call for each party, one for those of CRM that they lead to, one for each linked record
    (who else leads there?), and five for each that is not linked (who is alike?); with documents, up to three for each
    record of a finding. What the caller may not view is not looked at. Raises Forbidden where that is everything.
    """
    seen = [side for side in SIDES if (await loader.permissions.of(side.module)).is_viewable()]
    unseen = [side.module for side in SIDES if side not in seen]
    unseen += [module for module in CRM_SIDES if not (await loader.permissions.of(module)).is_viewable()]
    if not seen:
        raise Forbidden("The caller may view neither customers nor vendors of Books and Billing.")
    stage, offset = place
    if not 0 <= stage < len(SIDES) or offset < 0:
        raise BadUserInput("This is no cursor of this list.")
    while stage < len(SIDES) and SIDES[stage] not in seen:
        stage, offset = stage + 1, 0
    if stage == len(SIDES):
        return DuplicatesPage((), 0, None, unseen)
    side = SIDES[stage]
    query = ListQuery(first, None if offset == 0 else (offset - 1,))
    page = await loader.page(side.module, query, LISTED)
    ids = [str(row[key_of(side.module)]) for row in page.rows if isinstance(row, dict)]
    hidden = (await loader.permissions.of(side.module)).columns
    search = _Search(loader, side, frozenset(CRM_SIDES) - {*unseen}, hidden)
    findings = await search.findings(ids)
    if with_documents:
        counted: dict[IdentityRecord, int | None] = {}
        findings = [await _with_documents(loader, finding, counted) for finding in findings]
    following = (stage, offset + first) if page.more else (stage + 1, 0)
    return DuplicatesPage(findings, len(ids), following if following[0] < len(SIDES) else None, unseen)


@dataclass(frozen=True, slots=True)
class _Search:
    """The search at records of one side.

    `in_crm` are the modules of CRM that the caller may view, `hidden` the columns of the side that they may not see.
    """

    loader: RecordLoader
    side: IdentitySide
    in_crm: frozenset[Module]
    hidden: frozenset[str]

    async def findings(self, ids: Sequence[str]) -> list[IdentityFinding]:
        """What is wrong with the links of these records, in their order."""
        rows = await self.loader.many(self.side.module, ids, WHOLE_RECORD)
        whole = {id_: row for id_, row in rows.items() if isinstance(row, dict)}
        there = await self._in_crm([*whole.values()])
        findings: list[IdentityFinding] = []
        for id_, row in whole.items():
            record, links = self._record(id_, row), self._links(row)
            missing = {link: crm_id for link, crm_id in links.items() if not there[link, crm_id]}
            if missing:
                causes = (LinkCause.CRM_RECORD_MISSING,)
                findings.append(IdentityFinding(LinkProblem.BROKEN, causes, (record,), missing))
            findings += await self._double(record, links)
            if self._is_unlinked(row):
                findings += doubts_about(record, await self._candidates(record))
        return _once(findings)

    def _links(self, row: Row) -> dict[str, str]:
        """Where the record leads in CRM, as far as the caller may see both the link and what it leads to."""
        shown = {link: str(row.get(link) or "") for link, module in self.side.links.items() if module in self.in_crm}
        return {link: crm_id for link, crm_id in shown.items() if crm_id}

    def _is_unlinked(self, row: Row) -> bool:
        """Whether the record is known to lead nowhere: a link that is hidden from the caller may be there."""
        return not ({*self.side.links} & self.hidden or any(row.get(link) for link in self.side.links))

    async def _in_crm(self, rows: Sequence[Row]) -> dict[tuple[str, str], bool]:
        there: dict[tuple[str, str], bool] = {}
        for link, module in self.side.links.items():
            ids = sorted({crm_id for row in rows if (crm_id := self._links(row).get(link))})
            if ids:
                # One that failed is not known to be missing.
                shown = await self.loader.many(module, ids, CRM_SIDES[module].needs)
                there |= {(link, crm_id): shown[crm_id] is not None for crm_id in ids}
        return there

    async def _double(self, record: IdentityRecord, links: Mapping[str, str]) -> list[IdentityFinding]:
        """Others that lead to the same account or vendor. People of one account may well share their customer."""
        if self.side.module == books.CUSTOMERS and "zcrm_account_id" in links:
            others = await customers_of_account(self.loader, links["zcrm_account_id"])
        elif self.side.module == books.VENDORS and "zcrm_vendor_id" in links:
            others = await vendors_of_vendor(self.loader, links["zcrm_vendor_id"])
        else:
            # Billing answers one customer for each record of CRM.
            return []
        if len(others) < 2:  # a pair
            return []
        rows = await self.loader.many(self.side.module, others, WHOLE_RECORD)
        matches = [self._record(id_, row) for id_, row in rows.items() if isinstance(row, dict) and id_ != record.id]
        if not matches:
            return []
        return [IdentityFinding(LinkProblem.DOUBLE, (LinkCause.LINKED_TWICE,), (record, *matches))]

    async def _candidates(self, record: IdentityRecord) -> list[IdentityRecord]:
        """Records whose name begins with the same word, or that have the same address, in CRM and beside it."""
        alike_ones: dict[tuple[Module, str], IdentityRecord] = {}
        searches = ((self.side.name, first_word(record.name or "")), ("email", record.email))
        for column, text in searches:
            for id_, row in await self._with(self.side.module, column, text):
                alike_ones[self.side.module, id_] = self._record(id_, row)
        for module in {*self.side.links.values()} & self.in_crm:
            crm_side = CRM_SIDES[module]
            for column, text in ((crm_side.name, searches[0][1]), (crm_side.email, record.email)):
                for id_, row in await self._with(module, column, text):
                    email = None if crm_side.email is None else cast("str | None", row.get(crm_side.email))
                    alike_ones[module, id_] = IdentityRecord(module, id_, row.get(crm_side.name), email)
        return [each for each in alike_ones.values() if each.id != record.id]

    async def _with(self, module: Module, column: str | None, text: str | None) -> list[tuple[str, Row]]:
        # Whoever may not see a value may not find by it.
        if not text or column is None or column in (await self.loader.permissions.of(module)).columns:
            return []
        needs = CRM_SIDES[module].needs if module in CRM_SIDES else LISTED
        operator = Operator.CONTAINS if module == billing.CUSTOMERS else Operator.STARTS_WITH
        query = ListQuery(MOST_ALIKE, conditions=(Condition(column, operator, text),))
        page = await self.loader.page(module, query, needs)
        return [(str(row[key_of(module)]), row) for row in page.rows if isinstance(row, dict)]

    def _record(self, id_: str, row: Row) -> IdentityRecord:
        owed = row.get(self.side.owed)
        return IdentityRecord(
            self.side.module,
            id_,
            row.get(self.side.name) or None,
            row.get("email") or None,
            tax_number_of(row),
            None if owed is None else str(owed),
            row.get("currency_code") or None,
        )


def _once(findings: Sequence[IdentityFinding]) -> list[IdentityFinding]:
    """Each pair or group once, at the record that comes first."""
    kept: dict[tuple[LinkProblem, frozenset[tuple[Module, str]]], IdentityFinding] = {}
    for finding in findings:
        key = (finding.problem, frozenset((record.module, record.id) for record in finding.records))
        kept.setdefault(key, finding)
    return [*kept.values()]


async def _with_documents(
    loader: RecordLoader, finding: IdentityFinding, counted: dict[IdentityRecord, int | None]
) -> IdentityFinding:
    for record in finding.records:
        if record not in counted:
            counted[record] = await _documents_of(loader, record)
    return replace(finding, records=tuple(replace(each, documents=counted[each]) for each in finding.records))


async def _documents_of(loader: RecordLoader, record: IdentityRecord) -> int | None:
    """How many documents the caller sees of a record, up to 200 of each kind; None where they may view no kind."""
    counts: list[int] = []
    for module, column in DOCUMENTS.get(record.module, ()):
        if (await loader.permissions.of(module)).is_viewable():
            query = ListQuery(LARGEST_PAGE, within=Within(column, (record.id,)))
            counts.append(len((await loader.page(module, query, LISTED)).rows))
    return sum(counts) if counts else None


async def links_at_risk(
    loader: RecordLoader, module: Module, ids: Sequence[str]
) -> Mapping[str, Sequence[tuple[Module, str]]]:
    """Records of Books and Billing that lead to these of CRM, by id: disconnecting or merging those breaks the links.

    For accounts two calls each, for contacts and vendors one. What the caller may not view is left out. A plan of
    such a change warns with it.
    """
    lookups = {
        crm.ACCOUNTS: ((books.CUSTOMERS, customers_of_account), (billing.CUSTOMERS, billing_customers_of_account)),
        crm.CONTACTS: ((books.CUSTOMERS, customers_of_contact),),
        crm.VENDORS: ((books.VENDORS, vendors_of_vendor),),
    }.get(module, ())
    seen = [(side, lookup) for side, lookup in lookups if (await loader.permissions.of(side)).is_viewable()]
    at_risk: dict[str, list[tuple[Module, str]]] = {}
    for crm_id in ids:
        matches = [(side, id_) for side, lookup in seen for id_ in await lookup(loader, crm_id)]
        if matches:
            at_risk[crm_id] = matches
    return at_risk
