"""What the gateway assumes of Zoho that no document confirms: the table of `docs/unverified.md`."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import ServiceName


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption: what it says, what rests on it, and what happens where it is false.

    `endpoint` is where an answer confirms or refutes it; `switch` are the settings that change what is assumed, by
    their names in the settings object, empty where nothing has to be set. `test` is what asks with it false.
    """

    id: str
    product: ServiceName
    endpoint: str
    text: str
    rests: str
    otherwise: str
    switch: tuple[str, ...] = ()
    test: str = "unverified/test_altered_answers.py"


_ALL = (
    Assumption(
        "accounts.user-keys",
        "accounts",
        "GET /oauth/user/info",
        "The user has `Email`, `ZUID`, `Display_Name`, `First_Name` and `Last_Name`.",
        "Who the caller is: grants and rules of the policy are looked up by the address.",
        "Without an address CRM is asked who the caller is, then Books; without one there, the operation fails.",
    ),
    Assumption(
        "crm.finance-modules",
        "crm",
        "GET /settings/modules",
        "Invoices, estimates, purchase orders and sales orders are `CustomModule5001` to `CustomModule5004`.",
        "The CRM profile's rights and field permissions hold for the documents of Books.",
        "Where CRM lists none of them, CRM has no say about the documents. Where it lists others of them, or the "
        "caller is an integration user, what a mirror could hide of the missing one stays hidden, with an error.",
        ("unread_twins",),
    ),
    Assumption(
        "crm.subscriptions-module",
        "crm",
        "GET /settings/modules",
        "There may be a module that mirrors subscriptions; nobody has seen its name.",
        "The CRM profile's rights and field permissions hold for subscriptions.",
        "Without the setting subscriptions have no mirror. Where CRM does not list the name that it gives, what the "
        "mirror could hide stays hidden, with an error.",
        ("subscriptions_module", "unread_twins"),
    ),
    Assumption(
        "crm.mirror-fields",
        "crm",
        "GET /settings/fields",
        "Fields of the mirrors have the names that public client code uses: `Grand_Total`, `Sub_Total`, `Balance`.",
        "What the CRM profile hides of a mirror is hidden of the document.",
        "A field of the graph whose twin CRM does not describe stays hidden, with an error.",
        ("unread_twins",),
        test="unverified/test_unread_twins.py",
    ),
    Assumption(
        "crm.hidden-fields",
        "crm",
        "GET /settings/fields",
        "A field that the profile hides is described with `visible: false`, and left out of records or blank.",
        "Hidden fields, of CRM's modules and by their twins of documents.",
        "Without a word on whether it is visible, CRM's own field is asked for and shown as the record has it; of a "
        "document it stays hidden, with an error.",
        ("unread_twins",),
    ),
    Assumption(
        "crm.related-lists",
        "crm",
        "GET /{module}/{id}/{relation}",
        "Related lists have the API names `Contacts` and `Deals`.",
        "Lists of an account's contacts and deals without a filter.",
        "CRM refuses the address: an error.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "crm.ids-at-once",
        "crm",
        "GET /{module}?ids=",
        "A list takes a hundred ids.",
        "Linked records are read together.",
        "CRM refuses the call: an error.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "crm.coql-limit",
        "crm",
        "POST /coql",
        "COQL takes `limit a, b`.",
        "Nothing: the gateway asks no COQL.",
        "Nothing changes.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "books.user-role-tree",
        "books",
        "GET /users/me",
        "The caller's user has a tree of rights under `role.role.permissions`, which no document shows.",
        "The rights of the role in Books.",
        "The rights are unknown, and Books decides.",
    ),
    Assumption(
        "books.entity-words",
        "books",
        "GET /users/me",
        "Rights name what they are about as `invoice`, `salesorder`, `customerpayment` and the like.",
        "The rights of the role in Books, by module.",
        "The rights of the module are unknown, and Books decides.",
        ("books_entity_words",),
    ),
    Assumption(
        "books.right-flags",
        "books",
        "GET /users/me",
        "Where `full_access` is false, `can_view`, `can_create`, `can_edit`, `can_delete` and `can_approve` are true "
        "or false.",
        "The rights of the role in Books, by action.",
        "An action without its flag is unknown, and Books decides.",
    ),
    Assumption(
        "books.role-denial",
        "books",
        "any",
        "What the role lacks is refused with HTTP 401 or 403, with code 57, or with HTTP 400 and code 1002.",
        "A refused list is hidden until the permissions are asked anew; a refused write says so.",
        "A refusal in other words is an error each time, and is not learnt.",
        test="unverified/test_unknown_rights.py",
    ),
    Assumption(
        "books.foreign-records",
        "books",
        "GET /{module}/{id}",
        "A record of a customer who is not assigned to the caller is code 1002.",
        "Such a record is null, like one that does not exist.",
        "Another refusal of the record is an error.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "books.hidden-fields",
        "books",
        "GET /{module}",
        "A field that the role may not see is left out of the row or blank.",
        "It is null.",
        "What Books sends is shown, unless the policy or CRM hides it.",
        ("policy",),
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "books.approval-status",
        "books",
        "GET /{document}",
        "A document that waits for approval has the status `pending_approval`, for which lists can be filtered.",
        "`pendingApprovals`; a document that waits is not mailed or converted.",
        "A row with a status that is not known counts as waiting; a filter that Books does not take is an error, and "
        "nothing waits where it finds none.",
        ("books_pending_status",),
        test="unverified/test_approvals.py",
    ),
    Assumption(
        "books.approvers",
        "books",
        "GET /{document}/{id}",
        "`approvers_list` names the approvers, with `is_next_approver` and `approver_user_id` or `approver_id`.",
        "`pendingApprovals` shows what waits for the caller.",
        "A document whose next approvers are unknown is shown to everybody who may approve.",
        test="unverified/test_approvals.py",
    ),
    Assumption(
        "books.estimate-rejection",
        "books",
        "POST /estimates/{id}/reject",
        "Estimates are rejected and finally approved like invoices.",
        "`rejectDocument` and `approveDocument(isFinal: true)`.",
        "Books refuses the address: an error.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "books.sender-address",
        "books",
        "GET /{document}/{id}/email",
        "`from_address_id` is the `organization_contact_id` of a row of `from_emails`.",
        "Mail leaves with the caller's own address.",
        "Books refuses the mail: an error of the mutation.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "books.mail-sends",
        "books",
        "POST /{document}/{id}/email",
        "Mailing a draft makes its status `sent` or `open`.",
        "What a repeated request learns of a mail whose answer was lost.",
        "The outcome is reported as unknown, and nothing is mailed again.",
        test="writes/test_every_fault.py",
    ),
    Assumption(
        "books.deal-of-document",
        "books",
        "POST /estimates",
        "`zcrm_potential_id` is taken for estimates and invoices as for sales orders.",
        "A document that is made of a deal is linked to it.",
        "The document is made without the link, as the answered record shows.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "books.second-import",
        "books",
        "POST /crm/{type}/{id}/import",
        "A second import of a CRM record answers the contact of the first.",
        "Writing a document for an account that Books has never seen.",
        "Books refuses: an error of the mutation.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "billing.organizations",
        "billing",
        "GET /organizations",
        "Billing lists the caller's organisations as Books does.",
        "Which organisation is asked where none is named, who is a member, and the organisation's currency.",
        "The organisation of the request or of the setting is used, membership is unknown, and Billing decides; "
        "without either, the operation's part of Billing fails with an error that says what to set.",
        ("billing_organization",),
        test="unverified/test_organizations.py",
    ),
    Assumption(
        "billing.membership",
        "billing",
        "any",
        "Whoever is no user of the organisation is refused with code 6041 or 9017.",
        "Billing's part of the graph is hidden from them.",
        "Another refusal is an error first, and hidden afterwards.",
        test="unverified/test_organizations.py",
    ),
    Assumption(
        "billing.error-codes",
        "billing",
        "any",
        "Billing's codes are those of Books.",
        "The code of an error, and what is learnt of a refusal.",
        "An unknown code is `UPSTREAM_REJECTED`, unless the status says more.",
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "billing.payments-list",
        "billing",
        "GET /payments",
        "Payments can be listed, in the shape of other lists.",
        "`billingPayments`.",
        "Billing refuses the address: an error.",
        ("policy",),
        test="unverified/test_refused_addresses.py",
    ),
    Assumption(
        "billing.page-size",
        "billing",
        "GET /{module}",
        "A page has at most 200 rows.",
        "How many calls a long list costs.",
        "Shorter pages are taken as they come, as long as the page says whether more follow.",
        test="adapters/finance_platform/test_paging.py",
    ),
)
ASSUMPTIONS: Mapping[str, Assumption] = {each.id: each for each in _ALL}
