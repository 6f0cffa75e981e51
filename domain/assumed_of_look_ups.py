"""What is assumed of look-ups for forms, of which Zoho documents some and its own pages use others."""

from domain.assumption import Assumption

_REFUSED = "Books refuses the address: an error at each request."
_TEST = "unverified/test_look_ups.py"

ASSUMED_OF_LOOK_UPS = (
    Assumption(
        "books.look-up-rights",
        "books",
        "GET /users/me",
        "Roles may name the right to taxes and currencies as `tax` and `currency`; of other look-ups they say nothing.",
        "Who may use the look-ups of Books.",
        "The right is unknown, and Books decides.",
        test=_TEST,
    ),
    Assumption(
        "books.tax-groups",
        "books",
        "GET /settings/taxes",
        "Tax groups are among the taxes, with the type `tax_group`, as Billing documents it.",
        "`taxes`, and `kind` of a tax.",
        "Tax groups are not among the taxes.",
        test=_TEST,
    ),
    Assumption(
        "books.payment-terms",
        "books",
        "GET /settings/paymentterms",
        "Payment terms are listed as public client code reads them: `payment_terms` inside `data`, with `is_default`.",
        "`paymentTerms`.",
        _REFUSED,
        test=_TEST,
    ),
    Assumption(
        "books.salespersons",
        "books",
        "GET /salespersons",
        "Salespersons are listed as public client code reads them: `data`, with `salesperson_email` and `is_active`.",
        "`salespersons`.",
        _REFUSED,
        test=_TEST,
    ),
    Assumption(
        "books.field-definitions",
        "books",
        "GET /settings/preferences/customfields",
        "Custom fields of a module are listed as public client code reads them, by `entity`: `customfields`, each with "
        "`customfield_id`, `label` and `data_type`, and as records show them with `api_name`.",
        "`fieldDefinitions` of types of Books.",
        "Books refuses the address: an error. What a definition does not have is null.",
        test=_TEST,
    ),
    Assumption(
        "crm.stage-keys",
        "crm",
        "GET /settings/fields",
        "The choices of the field `Stage` have `probability`, `forecast_type` and `forecast_category`, which the "
        "document allows without saying of which field.",
        "`dealStages`.",
        "These are null; names, order and colours are there.",
        test=_TEST,
    ),
    Assumption(
        "books.units",
        "books",
        "POST /{document}",
        "The unit of a line is any text; no address that lists units is known.",
        "`unit` of lines, for which there is no look-up.",
        "Books refuses the line: an error of the mutation at `unit` where its words name it.",
        test=_TEST,
    ),
    Assumption(
        "books.payment-modes",
        "books",
        "POST /customerpayments",
        "A payment mode is a word of the organisation; no address that lists them is known, and the page names "
        "`check`, `cash`, `creditcard`, `banktransfer`, `bankremittance`, `autotransaction` and `others`.",
        "`mode` of payments, for which there is no look-up.",
        "Books refuses the payment: an error of the mutation at `mode` where its words name it.",
        test=_TEST,
    ),
)
