"""Operations that Zoho Billing's pages (API v1) document and the sandbox does not have: answered as not built.

Under the methods stand the paths below `/billing/v1`; `{id}` is any segment.
"""

from sandbox.unbuilt import Unbuilt

UNBUILT = Unbuilt(
    "Zoho Billing",
    "/billing/v1",
    """
    DELETE:
        /invoices/{id}/lineitems/{id} /projects/{id}/comments/{id} /subscriptions/{id}
    DELETE GET:
        /creditnotes/{id} /customers/{id}/cards/{id}
    DELETE GET POST:
        /projects/timeentries /recurringexpenses/{id}
    DELETE GET PUT:
        /expenses/{id} /items/{id} /projects/timeentries/{id} /projects/{id} /projects/{id}/tasks/{id}
        /projects/{id}/users/{id}
    DELETE PUT:
        /addons/{id} /coupons/{id} /customers/{id}/contactpersons/{id} /estimates/{id}
        /estimates/{id}/comments/{id} /invoices/{id} /payments/{id} /plans/{id} /products/{id}
    GET:
        /creditnotes/refunds/{id} /customers/{id}/bankaccounts/{id} /customers/{id}/cards /estimates/pdf
        /estimates/print /estimates/templates /projects/timeentries/runningtimer/me /projects/{id}/invoices
        /recurringexpenses/{id}/comments /recurringexpenses/{id}/expenses /settings/preferences/churnmessages
        /settings/taxauthorities /settings/taxexemptions
    GET POST:
        /estimates/{id}/comments /estimates/{id}/email /expenses /items /projects /projects/{id}/comments
        /projects/{id}/tasks /projects/{id}/users /recurringexpenses
    POST:
        /addons /addons/{id}/markasactive /addons/{id}/markasinactive /coupons /coupons/{id}/markasactive
        /coupons/{id}/markasinactive /creditnotes /creditnotes/{id}/converttoopen /creditnotes/{id}/email
        /creditnotes/{id}/invoices /creditnotes/{id}/refunds /creditnotes/{id}/void /customers/{id}/contactpersons
        /estimates /estimates/email /hostedpages/addpaymentmethod /hostedpages/invoicepayment
        /hostedpages/updatepaymentmethod /invoices /invoices/{id}/attachment /invoices/{id}/cancelwriteoff
        /invoices/{id}/collect /invoices/{id}/converttoopen /invoices/{id}/credits /invoices/{id}/customfields
        /invoices/{id}/email /invoices/{id}/lineitems /invoices/{id}/void /invoices/{id}/writeoff
        /items/{id}/active /items/{id}/inactive /payments /payments/{id}/refunds /plans /plans/{id}/markasactive
        /plans/{id}/markasinactive /products /products/{id}/markasactive /products/{id}/markasinactive
        /projects/timeentries/timer/stop /projects/timeentries/{id}/timer/start /projects/{id}/active
        /projects/{id}/clone /projects/{id}/inactive /projects/{id}/users/invite
        /recurringexpenses/{id}/status/resume /recurringexpenses/{id}/status/stop
        /subscriptions/{id}/lineitems/{id}
    PUT:
        /estimates/{id}/templates/{id} /invoice/{id}/customfields /invoices/{id}/address
""",
)
