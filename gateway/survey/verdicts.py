"""What a survey says of each assumption about Zoho: confirmed, refuted, or not seen."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain.assumptions import ASSUMPTIONS
from domain.entity_words import normalized
from domain.json_values import mapping, mappings
from domain.modules import books, crm
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.queries import Row
from gateway.survey.evidence import NO_SUCH_ADDRESS, Evidence, Verdict, either
from gateway.survey.expected import columns_of, twins_of
from gateway.survey.observations import Observation
from gateway.survey.reads import PENDING, RELATED, fields_endpoint
from gateway.survey.verdicts_of_records import CHECKS_OF_RECORDS
from resolvers.catalogue import CRM, CRM_IDS_AT_ONCE, FINANCE

# Codes of the finance products that are documented or recorded (Zoho Books API v3, page "Errors").
KNOWN_CODES = frozenset(
    {"0", "2", "4", "5", "6", "11", "14", "36", "43", "44", "45", "57", "1000", "1001", "1002", "1004", "1009", "1038"}
    | {"1070", "4016", "6041", "9017"}
)
NOT_MEMBER = frozenset({"6041", "9017"})
FLAGS = ("can_view", "can_create", "can_edit", "can_delete", "can_approve")
# Only writes, other people's records, very long lists or what happens meanwhile would show them, or it takes reads that
# the survey does not make.
NOT_READ = frozenset(
    {
        "books.foreign-records", "books.hidden-fields", "books.estimate-rejection", "books.mail-sends",
        "books.deal-of-document", "books.second-import", "billing.page-size", "crm.page-tokens",
        "books.ties", "books.account-lines", "books.equal-amounts", "billing.end-of-a-trial", "books.lasting-parties",
        "books.names-of-parties", "books.payment-modes", "books.units", "billing.pause",
        "crm.profile-details", "books.comment-subjects", "books.currency-codes", "billing.amount-of-terms",
        "billing.document-statuses",
        "billing.steps", "billing.events-of-creation", "billing.lines-of-quotes",
        "billing.payments-of-customers", "billing.names-of-parties", "books.rate-of-a-currency",
        "billing.lists-by-change", "books.inactive-user", "books.role-of-user", "books.user-status",
        "crm.composite-requests", "crm.order-of-composites", "accounts.refresh-tokens", "crm.view-criteria",
    }
)  # fmt: skip


def verdicts(evidence: Evidence) -> dict[str, Verdict]:
    """The verdict on each assumption of the table, in its order."""
    return {id_: _CHECKS[id_](evidence) if id_ in _CHECKS else "not seen" for id_ in ASSUMPTIONS}


def _user_keys(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("accounts", "GET /oauth/user/info")
    expected = {"Email", "ZUID", "Display_Name", "First_Name", "Last_Name"}
    return either(confirmed=expected <= mapping(answer.body).keys()) if answer.succeeded else "not seen"


def _module_names(evidence: Evidence) -> set[Any]:
    answer = evidence.seen.at("crm", "GET /settings/modules")
    return {row.get("api_name") for row in mappings(mapping(answer.body).get("modules"))} if answer.succeeded else set()


def _finance_modules(evidence: Evidence) -> Verdict:
    names = _module_names(evidence)
    expected = {module.mirror for module in modules() if module.mirror is not None}
    return either(confirmed=expected <= names) if names else "not seen"


def _subscriptions_module(evidence: Evidence) -> Verdict:
    names = _module_names(evidence)
    named = [name for module, name in evidence.mirrors.items() if module.names_mirror_in_settings]
    return either(confirmed=named[0] in names) if names and named else "not seen"


def _described(evidence: Evidence, module: Module) -> list[Row]:
    name = evidence.mirrors.get(module)
    first = next((each for each, mirror in evidence.mirrors.items() if mirror == name), module)
    answer = evidence.seen.at("crm", fields_endpoint(first))
    return mappings(mapping(answer.body).get("fields")) if answer.succeeded else []


def _mirror_fields(evidence: Evidence) -> Verdict:
    complete = [
        twins_of(module) <= {row.get("api_name") for row in rows}
        for module in evidence.mirrors
        if (rows := _described(evidence, module))
    ]
    return either(confirmed=all(complete)) if complete else "not seen"


def _hidden_fields(evidence: Evidence) -> Verdict:
    shown: list[bool] = []
    for module, known in CRM.items():
        fields = _described(evidence, module)
        if any(not isinstance(row.get("visible"), bool) for row in fields):
            return "refuted"
        listed = evidence.seen.at("crm", f"GET /{known.api_name}").rows
        hidden = {str(row.get("api_name")) for row in fields if row.get("visible") is False} & columns_of(module)
        shown += [row.get(name) not in {None, ""} for row in listed for name in hidden if _is_plain(row.get(name))]
    return either(confirmed=not any(shown)) if shown else "not seen"


def _is_plain(value: object) -> bool:
    return not isinstance(value, dict | list)


def _taken(answers: Iterable[Observation]) -> Verdict:
    """Whether CRM took what was asked, which a missing right does not decide."""
    answered = [each for each in answers if each.succeeded or each.status == 400 or each.status == 404]
    return either(confirmed=all(each.succeeded for each in answered)) if answered else "not seen"


def _related_lists(evidence: Evidence) -> Verdict:
    name = CRM[crm.ACCOUNTS].api_name
    return _taken(evidence.seen.at("crm", f"GET /{name}/{{id}}/{relation}") for relation in RELATED)


def _ids_at_once(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("crm", f"GET /{CRM[crm.DEALS].api_name}?ids=")
    verdict = _taken([answer])
    rows = mappings(mapping(answer.body).get("data"))
    return either(confirmed=len(rows) == CRM_IDS_AT_ONCE) if verdict == "confirmed" else verdict


def _coql_limit(evidence: Evidence) -> Verdict:
    return _taken([evidence.seen.at("crm", "POST /coql")])


def _tree(evidence: Evidence) -> list[Row] | None:
    """The rights of the role, empty where they are not where they are looked for, None where nobody answered."""
    answer = evidence.seen.at("books", "GET /users/me")
    if not answer.succeeded:
        return None
    role = mapping(mapping(mapping(answer.body).get("user")).get("role"))
    return [each for each in mappings(mapping(role.get("role")).get("permissions")) if each]


def _role_tree(evidence: Evidence) -> Verdict:
    tree = _tree(evidence)
    return "not seen" if tree is None else either(confirmed=bool(tree))


def entities_of(evidence: Evidence) -> set[str]:
    """The words of the caller's role in Books for what its rights are about."""
    return {entity for each in _tree(evidence) or () if isinstance(entity := each.get("entity"), str)}


def _entity_words(evidence: Evidence) -> Verdict:
    named = {normalized(entity) for entity in entities_of(evidence)}
    if not _tree(evidence):
        return "not seen"
    ours = [set(evidence.words.of(module)) for module in modules() if module.entity is not None]
    return either(confirmed=all(words & named for words in ours))


def _look_up_rights(evidence: Evidence) -> Verdict:
    # Roles may name them: one that does not refutes nothing.
    named = {normalized(entity) for entity in entities_of(evidence)}
    return "confirmed" if {"tax", "currency"} <= named else "not seen"


def _look_up(module: Module, keys: frozenset[str]) -> Callable[[Evidence], Verdict]:
    """Whether a look-up is at its address, with these keys in each row."""
    known = FINANCE[module]

    def check(evidence: Evidence) -> Verdict:
        answer = evidence.seen.at("books", f"GET /{known.path}")
        if answer.succeeded:
            outer = mapping(answer.body) if known.inside is None else mapping(mapping(answer.body).get(known.inside))
            is_listed = isinstance(outer.get(known.rows), list)
            return either(confirmed=is_listed and all(keys <= row.keys() for row in answer.rows))
        return "refuted" if answer.status in NO_SUCH_ADDRESS else "not seen"

    return check


def _tax_groups(evidence: Evidence) -> Verdict:
    rows = evidence.seen.at("books", f"GET /{FINANCE[books.TAXES].path}").rows
    return "confirmed" if any(row.get("tax_type") == "tax_group" for row in rows) else "not seen"


def _stage_keys(evidence: Evidence) -> Verdict:
    stages = [
        choice
        for row in _described(evidence, crm.DEALS)
        if row.get("api_name") == "Stage"
        for choice in mappings(row.get("pick_list_values"))
    ]
    expected = {"probability", "forecast_type", "forecast_category"}
    return either(confirmed=all(expected <= stage.keys() for stage in stages)) if stages else "not seen"


def _right_flags(evidence: Evidence) -> Verdict:
    partial = [each for each in _tree(evidence) or () if each.get("full_access") is not True]
    flagged = all(isinstance(each.get(flag), bool) for each in partial for flag in FLAGS)
    return either(confirmed=flagged) if partial else "not seen"


def _role_denial(evidence: Evidence) -> Verdict:
    refused = [each for each in evidence.seen.of("books") if 400 <= each.status < 500 and each.status != 429]
    denied = [each for each in refused if each.status in {401, 403} or each.code in {"57", "1002"}]
    return "not seen" if not refused else either(confirmed=len(denied) == len(refused))


def _approval_status(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("books", PENDING)
    if answer.succeeded:
        statuses = {row.get("status") for row in answer.rows}
        return either(confirmed=statuses == {"pending_approval"}) if statuses else "not seen"
    return "refuted" if answer.status == 400 else "not seen"


def _approvers(evidence: Evidence) -> Verdict:
    approvers = [
        each
        for answer in evidence.seen.of("books")
        for row in answer.rows
        for each in mappings(row.get("approvers_list"))
    ]
    named = all("is_next_approver" in each and {"approver_user_id", "approver_id"} & each.keys() for each in approvers)
    return either(confirmed=named) if approvers else "not seen"


def _sender_address(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("books", "GET /invoices/{id}/email")
    senders = mappings(mapping(mapping(answer.body).get("data")).get("from_emails"))
    if not answer.succeeded:
        return "not seen"
    return either(confirmed=bool(senders) and all("organization_contact_id" in each for each in senders))


def _billing_organizations(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("billing", "GET /organizations")
    if answer.succeeded:
        rows = mapping(answer.body).get("organizations")
        if rows == []:
            return "not seen"
        return either(confirmed=isinstance(rows, list) and all("organization_id" in row for row in mappings(rows)))
    return "refuted" if answer.status in NO_SUCH_ADDRESS and answer.code not in NOT_MEMBER else "not seen"


def _billing_refusals(evidence: Evidence) -> list[str]:
    return [each.code for each in evidence.seen.of("billing") if 400 <= each.status < 500 and each.code]


def _membership(evidence: Evidence) -> Verdict:
    return "confirmed" if NOT_MEMBER & set(_billing_refusals(evidence)) else "not seen"


def _error_codes(evidence: Evidence) -> Verdict:
    codes = _billing_refusals(evidence)
    return either(confirmed=set(codes) <= KNOWN_CODES) if codes else "not seen"


def _payments_list(evidence: Evidence) -> Verdict:
    answer = evidence.seen.at("billing", "GET /payments")
    if answer.succeeded:
        return either(confirmed=isinstance(mapping(answer.body).get("payments"), list))
    return "refuted" if answer.status in NO_SUCH_ADDRESS and answer.code not in NOT_MEMBER else "not seen"


_CHECKS: Mapping[str, Callable[[Evidence], Verdict]] = {
    "accounts.user-keys": _user_keys,
    "crm.finance-modules": _finance_modules,
    "crm.subscriptions-module": _subscriptions_module,
    "crm.mirror-fields": _mirror_fields,
    "crm.hidden-fields": _hidden_fields,
    "crm.related-lists": _related_lists,
    "crm.ids-at-once": _ids_at_once,
    "crm.coql-limit": _coql_limit,
    "books.user-role-tree": _role_tree,
    "books.entity-words": _entity_words,
    "crm.stage-keys": _stage_keys,
    "books.look-up-rights": _look_up_rights,
    "books.payment-terms": _look_up(books.PAYMENT_TERMS, frozenset({"is_default"})),
    "books.salespersons": _look_up(books.SALESPERSONS, frozenset({"salesperson_email", "is_active"})),
    "books.tax-groups": _tax_groups,
    "books.right-flags": _right_flags,
    "books.role-denial": _role_denial,
    "books.approval-status": _approval_status,
    "books.approvers": _approvers,
    "books.sender-address": _sender_address,
    "billing.organizations": _billing_organizations,
    "billing.membership": _membership,
    "billing.error-codes": _error_codes,
    "billing.payments-list": _payments_list,
    **CHECKS_OF_RECORDS,
}
CHECKED = frozenset(_CHECKS)
