"""The reads of a survey: GET requests and one COQL query, at most so many, one after the other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.billing.client import ORGANIZATION
from adapters.billing.events import EVENTS
from adapters.exchange import Upstream
from adapters.messages import Request, Response
from domain.costs import CallParameters
from domain.errors import ServiceName, SuitegraphError
from domain.json_values import mapping, mappings
from domain.modules import crm
from domain.modules.billing import SUBSCRIPTIONS
from domain.modules.books import INVOICES
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import RECORD_CODE, Row
from gateway.survey.expected import columns_of
from gateway.survey.observations import Observation, Observations, bodies_of
from resolvers.catalogue import CRM, CRM_FIELDS_AT_ONCE, CRM_IDS_AT_ONCE, FINANCE, key_of

# How many rows of each list are looked at.
ROWS = "10"
COQL = "select id from Accounts where id is not null limit 0, 2"
RELATED = ("Contacts", "Deals")
COUNT = "GET /Accounts/actions/count"
DEFINITIONS = "GET /settings/preferences/customfields"
LIVE = "GET /subscriptions?filter_by=SubscriptionStatus.LIVE"
EVENT = "GET /events/{id}"
PENDING = "GET /invoices?status=pending_approval"
READ_SINGLY = [module for module in CRM if module != crm.USERS]


def most_calls(mirrors: Mapping[Module, str]) -> dict[ServiceName, int]:
    """The most calls of a survey by product."""
    described = len(set(mirrors.values())) + len(READ_SINGLY)
    # Users, the organisation, modules, COQL, a count and a list of ids; a list of each module, a record where one is
    # read by itself, and the fields.
    return {
        "accounts": 1,
        "crm": 6 + described + 2 * len(READ_SINGLY) + len(RELATED),
        # The organisation, rights, what waits for approval with one record of it, a mail's content, custom fields.
        "books": _finance_calls("books") + 6,
        # The organisation, a view of subscriptions, events and one of them.
        "billing": _finance_calls("billing") + 4,
    }


def fields_endpoint(module: Module) -> str:
    """The read of a module's fields in CRM; a mirror's own name there may be the operator's."""
    return f"GET /settings/fields of {module}"


@dataclass(slots=True)
class Survey:
    """The reads of one caller. `organizations` are the chosen ones, `mirrors` CRM's names of the finance modules."""

    upstream: Upstream
    organizations: Mapping[str, str]
    mirrors: Mapping[Module, str]
    observed: list[Observation] = field(default_factory=list[Observation])

    async def run(self) -> Observations:
        """Ask everything."""
        await self._ask(Observation("accounts", "GET /oauth/user/info"), ("user", "info"))
        await self._crm()
        await self._books()
        await self._billing()
        return Observations(tuple(self.observed))

    async def _crm(self) -> None:
        users = Observation("crm", "GET /users?type=CurrentUser", module=crm.USERS, side="list", rows_key="users")
        await self._ask(users, ("users",), (("type", "CurrentUser"),))
        await self._ask(Observation("crm", "GET /org"), ("org",))
        await self._ask(Observation("crm", "GET /settings/modules"), ("settings", "modules"))
        described = {**self.mirrors, **{module: CRM[module].api_name for module in READ_SINGLY}}
        # Modules that share a mirror share its fields: they are asked for once.
        for name, module in {name: module for module, name in reversed(described.items())}.items():
            await self._ask(Observation("crm", fields_endpoint(module)), ("settings", "fields"), (("module", name),))
        for module in READ_SINGLY:
            await self._crm_records(module)
        await self._ask(Observation("crm", COUNT), (CRM[crm.ACCOUNTS].api_name, "actions", "count"))
        body = json.dumps({"select_query": COQL}).encode()
        await self._ask(Observation("crm", "POST /coql"), ("coql",), method="POST", body=body)

    async def _crm_records(self, module: Module) -> None:
        name, columns = CRM[module].api_name, sorted(columns_of(module))[:CRM_FIELDS_AT_ONCE]
        fields = (("fields", ",".join(columns)), ("per_page", str(CRM_IDS_AT_ONCE)))
        listed = await self._ask(_of(module, f"GET /{name}", "data"), (name,), fields)
        ids = [str(row.get("id")) for row in listed.rows]
        if module == crm.DEALS and len(ids) == CRM_IDS_AT_ONCE:
            many = (("fields", "id"), ("ids", ",".join(ids)))
            await self._ask(Observation("crm", f"GET /{name}?ids="), (name,), many)
        if not ids:
            return
        single = replace(_of(module, f"GET /{name}/{{id}}", "data"), side="single")
        await self._ask(single, (name, ids[0]))
        for relation in RELATED if module == crm.ACCOUNTS else ():
            related = Observation("crm", f"GET /{name}/{{id}}/{relation}")
            await self._ask(related, (name, ids[0], relation), (("fields", "id"), ("per_page", ROWS)))

    async def _books(self) -> None:
        id_ = await self._organization("books")
        if id_ is None:
            return
        params = (("organization_id", id_),)
        await self._ask(Observation("books", "GET /users/me"), ("users", "me"), params)
        for module in _modules_of("books"):
            await self._finance_records(module, params, ())
        await self._pending(params)
        entity = ("entity", str(INVOICES.entity))
        await self._ask(Observation("books", DEFINITIONS), tuple(DEFINITIONS.split("/")[1:]), (*params, entity))

    async def _billing(self) -> None:
        id_ = await self._organization("billing")
        if id_ is None:
            return
        headers = ((ORGANIZATION, id_),)
        for module in _modules_of("billing"):
            await self._finance_records(module, (), headers)
        known, view = FINANCE[SUBSCRIPTIONS], LIVE.partition("=")[2]
        live = Observation("billing", LIVE, rows_key=known.rows)
        await self._ask(live, known.segments, (("filter_by", view), ("per_page", ROWS)), headers=headers)
        listed = Observation("billing", "GET /events", rows_key=EVENTS.rows)
        listed = await self._ask(listed, EVENTS.segments, (("per_page", "200"),), headers=headers)
        for row in [row for row in listed.rows if str(row.get("event_type")).startswith("subscription")][:1]:
            event = Observation("billing", EVENT, rows_key=EVENTS.row)
            await self._ask(event, (*EVENTS.segments, str(row.get(EVENTS.id, ""))), headers=headers)

    async def _organization(self, product: ZohoProduct) -> str | None:
        """The chosen organisation, else the caller's default one."""
        listed = await self._ask(Observation(product, "GET /organizations"), ("organizations",))
        return self.organizations.get(product) or _default_organization(listed.body)

    async def _finance_records(self, module: Module, params: CallParameters, headers: CallParameters) -> None:
        known = FINANCE[module]
        every = (("filter_by", known.every),) if known.every else ()
        # Contacts are customers or vendors: `fixed` says which.
        kind = "".join(f"?{name}={value}" for name, value in known.fixed)
        page = (*params, *known.fixed, *every, ("per_page", ROWS))
        listed = replace(_of(module, f"GET /{known.path}{kind}", known.rows), inside=known.inside)
        listed = await self._ask(listed, known.segments, page, headers=headers)
        ids = [str(row.get(known.id, "")) for row in listed.rows]
        if ids and known.is_read_singly:
            row = "" if known.is_flat else known.row
            single = replace(_of(module, f"GET /{known.path}/{{id}}{kind}", row), side="single")
            await self._ask(single, (*known.segments, ids[0]), params, headers=headers)
        if module == INVOICES and ids:
            content = Observation("books", "GET /invoices/{id}/email")
            await self._ask(content, (known.path, ids[0], "email"), params)

    async def _pending(self, params: CallParameters) -> None:
        known = FINANCE[INVOICES]
        waiting = Observation("books", PENDING, rows_key=known.rows)
        listed = await self._ask(waiting, (known.path,), (*params, ("status", "pending_approval"), ("per_page", ROWS)))
        for row in listed.rows[:1]:
            single = Observation("books", f"{PENDING} /{{id}}", rows_key=known.row)
            await self._ask(single, (known.path, str(row.get(key_of(INVOICES), ""))), params)

    async def _ask(
        self,
        observation: Observation,
        path: tuple[str, ...],
        params: CallParameters = (),
        *,
        headers: CallParameters = (),
        method: str = "GET",
        body: bytes | None = None,
    ) -> Observation:
        """The observation with its answer. An id that could leave its place in the address is not asked for."""
        request = Request(observation.service, path, params, method, headers, body)
        if all(RECORD_CODE.fullmatch(segment) for segment in path):
            try:
                status, *bodies = await self.upstream.ask(request, _read_by(observation.service))
                observation = replace(observation, status=status, body=bodies[0], plain=bodies[1])
            except SuitegraphError:
                # No answer came, which the report says.
                pass
            self.observed.append(observation)
        return observation


def _modules_of(product: ZohoProduct) -> list[Module]:
    return [module for module in FINANCE if module.product == product]


def _finance_calls(product: ZohoProduct) -> int:
    return sum(2 if FINANCE[module].is_read_singly else 1 for module in _modules_of(product))


def _read_by(service: ServiceName) -> Any:
    def read(response: Response) -> tuple[int, Any, Any]:
        return (response.status, *bodies_of(service, response))

    return read


def _of(module: Module, endpoint: str, rows_key: str) -> Observation:
    return Observation(module.product, endpoint, module=module, side="list", rows_key=rows_key)


def _default_organization(body: Any) -> str | None:
    rows: list[Row] = mappings(mapping(body).get("organizations"))
    ordered = sorted(rows, key=lambda row: row.get("is_default_org") is not True)
    return str(ordered[0].get("organization_id", "")) or None if ordered else None
