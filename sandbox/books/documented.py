"""Operations that Zoho Books' pages (API v3) document and the sandbox does not have: answered as not built.

Under the methods stand the paths below `/books/v3`; `{id}` is any segment.
"""

from sandbox.unbuilt import Unbuilt

UNBUILT = Unbuilt(
    "Zoho Books",
    "/books/v3",
    """
    DELETE:
        /bankaccounts/{id}/statement/{id} /bills/{id}/payments/{id} /chartofaccounts/bulkdelete
        /chartofaccounts/transactions/{id} /contacts/{id}/comments/{id} /contacts/{id}/tags/{id}
        /creditnotes/{id}/einvoice/status /creditnotes/{id}/invoices/{id} /customerpayments /employee/{id}
        /invoices /invoices/expenses/{id}/receipt /invoices/{id}/creditsapplied/{id}
        /invoices/{id}/einvoice/status /invoices/{id}/lineitems/{id} /invoices/{id}/payments/{id}
        /journals/bulkdelete /journals/{id}/comments/{id} /journals/{id}/credits/{id}/payables
        /journals/{id}/credits/{id}/receivables /projects/{id}/comments/{id} /recurringinvoices/{id}/bankaccount
        /recurringinvoices/{id}/card /retainerinvoices/{id}/documents/{id} /retainerinvoices/{id}/invoices/{id}
        /tasks/{id}/comments/{id} /vendorcredits/{id}/bills/{id} /vendorcredits/{id}/comments/{id}
    DELETE GET:
        /bankaccounts/{id}/reconciliations/{id}/documents/{id} /recurring_bills/{id} /tasks/{id}/documents/{id}
    DELETE GET POST:
        /bills/{id}/attachment /expenses/{id}/receipt /projects/timeentries
    DELETE GET POST PUT:
        /tasks
    DELETE GET PUT:
        /bankaccounts/{id} /bankaccounts/{id}/reconciliations/{id} /contacts/{id}/bankaccount/{id}
        /contacts/{id}/card/{id} /contacts/{id}/documents/{id} /creditnotes/{id}/documents/{id}
        /creditnotes/{id}/refunds/{id} /customerpayments/{id}/refunds/{id} /journals/{id}
        /projects/timeentries/{id} /projects/{id} /projects/{id}/tasks/{id} /projects/{id}/users/{id}
        /recurringexpenses/{id} /recurringinvoices/{id} /recurringjournals/{id} /retainerinvoices/{id}
        /salesreceipts/{id} /settings/currencies/{id}/exchangerates/{id} /settings/taxauthorities/{id}
        /settings/taxexemptions/{id} /settings/taxgroups/{id} /tasks/{id} /vendorcredits/{id}
        /vendorcredits/{id}/refunds/{id} /vendorpayments/{id}/refunds/{id}
    DELETE POST:
        /creditnotes/{id}/substatus/{id} /invoices/{id}/email/schedule /invoices/{id}/substatus/{id}
    DELETE POST PUT:
        /vendorpayments
    DELETE PUT:
        /bills/{id} /chartofaccounts/{id} /contacts /contacts/{id}/address/{id} /contacts/{id}/taxinfo/{id}
        /expenses/{id} /organizations/address/{id} /pricebooks/{id} /retainerinvoices/{id}/comments/{id}
        /settings/currencies/{id} /settings/taxes/{id} /vendorpayments/{id}
    GET:
        /accountingperiods/transactionlock /bankaccounts/balances /bankaccounts/import/encryptionkey
        /bankaccounts/overview /bankaccounts/{id}/balance /bankaccounts/{id}/balances /bankaccounts/{id}/insights
        /bankaccounts/{id}/overview /bankaccounts/{id}/statement/lastimported /bankaccounts/{id}/statements
        /bankaccounts/{id}/statements/unreviewed /bankaccounts/{id}/statementsummary
        /bankaccounts/{id}/subaccounts /bankaccounts/{id}/transactions /bills/editpage/frompurchaseorders
        /chartofaccounts/accounttransactions /contacts/address /contacts/address/verify /contacts/bankaccounts
        /contacts/cardcount /contacts/contactpersons /contacts/contactpersons/{id} /contacts/reference/{id}
        /contacts/{id}/bankaccounts /contacts/{id}/card/{id}/recurringinvoices /contacts/{id}/cards
        /contacts/{id}/incomeandexpense /contacts/{id}/inventorysummary /contacts/{id}/openingbalances
        /contacts/{id}/paymentrefunds /contacts/{id}/profitandloss /contacts/{id}/receivables/unusedcredits
        /contacts/{id}/receivables/unusedretainerpayments /contacts/{id}/refunds /contacts/{id}/statements
        /contacts/{id}/unpaidinvoices /creditnotes/einvoice /creditnotes/print /creditnotes/refunds
        /creditnotes/refunds/{id} /creditnotes/templates /creditnotes/{id}/dsign/template
        /creditnotes/{id}/einvoice /creditnotes/{id}/emailhistory /creditnotes/{id}/mailcontent /employees/{id}
        /estimates/pdf /estimates/print /estimates/templates /invoices/dashboard /invoices/deliverynotes
        /invoices/einvoice /invoices/packingslips /invoices/pdf /invoices/print /invoices/reference/{id}
        /invoices/templates /invoices/{id}/creditsapplied /invoices/{id}/customfields
        /invoices/{id}/deliverynote/print /invoices/{id}/dsign/template /invoices/{id}/einvoice
        /invoices/{id}/onlinepayments/qr /invoices/{id}/onlinepayments/qr/status /invoices/{id}/packingslip/print
        /invoices/{id}/payments /invoices/{id}/qrcode /journals/{id}/credits /organizations/user
        /pricebooks/bulkfetch /pricebooks/items /projects/timeentries/runningtimer/me /projects/{id}/invoices
        /purchaseorders/templates /recurringbills/{id}/comments /recurringexpenses/{id}/comments
        /recurringexpenses/{id}/expenses /recurringinvoices/dashboard /recurringinvoices/{id}/comments
        /recurringinvoices/{id}/invoices /recurringjournals/{id}/journals /retainerinvoices/templates
        /salesorders/pdf /salesorders/print /salesorders/templates /share/paymentlink /transactions/{id}/journals
        /vendorcredits/refunds
    GET POST:
        /bankaccounts /bankaccounts/{id}/reconciliations /contacts/sms /contacts/{id}/address
        /contacts/{id}/clientreviews/email /contacts/{id}/email /contacts/{id}/paymentmethod/email
        /contacts/{id}/sms /contacts/{id}/statements/email /contacts/{id}/taxinfo
        /contacts/{id}/vendorstatements/email /creditnotes/{id}/customfields /creditnotes/{id}/email
        /creditnotes/{id}/invoices /creditnotes/{id}/refunds /customerpayments/{id}/refunds /employees
        /invoices/{id}/paymentreminder /invoices/{id}/sms /journals /organizations/address /pricebooks
        /projects/{id}/comments /projects/{id}/tasks /projects/{id}/users /recurringjournals /retainerinvoices
        /retainerinvoices/{id}/attachment /retainerinvoices/{id}/comments /retainerinvoices/{id}/email
        /salesreceipts /settings/taxauthorities /settings/taxexemptions /tasks/{id}/comments /vendorcredits
        /vendorcredits/{id}/bills /vendorcredits/{id}/comments /vendorcredits/{id}/refunds
        /vendorpayments/{id}/email /vendorpayments/{id}/refunds
    GET POST PUT:
        /projects /recurringbills /recurringexpenses /recurringinvoices
    GET PUT:
        /bankaccounts/{id}/preferences /invoices/{id}/advancedtrackingdetails /invoices/{id}/metadata/{id}
    POST:
        /bankaccounts/{id}/active /bankaccounts/{id}/inactive /bankaccounts/{id}/reconciliations/{id}/attachment
        /bankstatements /bills/{id}/approve /bills/{id}/credits /bills/{id}/status/open /bills/{id}/status/void
        /bills/{id}/submit /chartofaccounts /chartofaccounts/active /chartofaccounts/inactive
        /chartofaccounts/{id}/active /chartofaccounts/{id}/inactive /contacts/contactpersons/{id}/portal/invite
        /contacts/contactpersons/{id}/portal/invite/resend /contacts/contactpersons/{id}/sms/disable
        /contacts/contactpersons/{id}/sms/enable /contacts/documents/restore /contacts/owner /contacts/track1099
        /contacts/{id}/address/{id}/markasbilling /contacts/{id}/address/{id}/markasshipping
        /contacts/{id}/address/{id}/verify /contacts/{id}/attachment /contacts/{id}/bankaccount
        /contacts/{id}/bankaccount/{id}/approve /contacts/{id}/bankaccount/{id}/decline
        /contacts/{id}/bankaccount/{id}/verify /contacts/{id}/card /contacts/{id}/einvoice/verify
        /contacts/{id}/merge /contacts/{id}/owner /contacts/{id}/paymentreminder/disable
        /contacts/{id}/paymentreminder/enable /contacts/{id}/portal/disable /contacts/{id}/portal/enable
        /contacts/{id}/track1099 /contacts/{id}/trnstatus /contacts/{id}/untrack1099 /creditnotes/approve
        /creditnotes/einvoice/cancel /creditnotes/einvoice/push /creditnotes/submit /creditnotes/{id}/attachment
        /creditnotes/{id}/cfdi/status /creditnotes/{id}/dsign /creditnotes/{id}/dsign/upload
        /creditnotes/{id}/einvoice/cancel /creditnotes/{id}/einvoice/fetch /creditnotes/{id}/einvoice/push
        /creditnotes/{id}/einvoice/status/cancel /creditnotes/{id}/einvoice/status/push
        /creditnotes/{id}/einvoice/status/recall /creditnotes/{id}/refunds/einvoice/push
        /creditnotes/{id}/status/readytopush /einvoices/creditnotes/{id}/cancel /einvoices/invoices/{id}/cancel
        /estimates/email /expenses/{id}/attachment /invoices/coupons/preview /invoices/einvoice/cancel
        /invoices/einvoice/push /invoices/email /invoices/fromprojects /invoices/mapwithorder
        /invoices/markasshipped /invoices/paymentreminder /invoices/status/sent /invoices/status/void
        /invoices/unship /invoices/writeoff /invoices/{id}/cfdi/status /invoices/{id}/credits
        /invoices/{id}/documents/{id} /invoices/{id}/documents/{id}/upload /invoices/{id}/dsign
        /invoices/{id}/dsign/upload /invoices/{id}/einvoice/cancel /invoices/{id}/einvoice/fetch
        /invoices/{id}/einvoice/push /invoices/{id}/einvoice/status/cancel /invoices/{id}/einvoice/status/push
        /invoices/{id}/einvoice/status/recall /invoices/{id}/forcepay /invoices/{id}/mailpdf
        /invoices/{id}/onlinepayments/asynchronous /invoices/{id}/onlinepayments/bankaccount
        /invoices/{id}/onlinepayments/synchronous /invoices/{id}/paymentreminder/disable
        /invoices/{id}/paymentreminder/enable /invoices/{id}/senddunningnotifications /invoices/{id}/sendretrysms
        /invoices/{id}/snailmail /invoices/{id}/status/readytopush /invoices/{id}/writeoff
        /invoices/{id}/writeoff/cancel /items/addtoportal /items/{id}/addtoportal /items/{id}/removefromportal
        /journals/approve /journals/status/publish /journals/submit /journals/{id}/approve
        /journals/{id}/attachment /journals/{id}/comments /journals/{id}/credits/{id}/bills
        /journals/{id}/credits/{id}/invoices /journals/{id}/reject /journals/{id}/reverse
        /journals/{id}/status/publish /journals/{id}/submit /organizations /organizations/{id}/copysettings
        /organizations/{id}/downgradetoinvoice /organizations/{id}/inactive /organizations/{id}/upgradetobooks
        /pricebooks/{id}/active /pricebooks/{id}/inactive /projects/timeentries/timer/stop
        /projects/timeentries/{id}/timer/start /projects/{id}/active /projects/{id}/clone /projects/{id}/inactive
        /projects/{id}/users/invite /recurringbills/{id}/status/resume /recurringbills/{id}/status/stop
        /recurringexpenses/{id}/status/resume /recurringexpenses/{id}/status/stop /recurringinvoices/status/resume
        /recurringinvoices/status/stop /recurringinvoices/{id}/autobill/disable
        /recurringinvoices/{id}/autobill/enable /recurringinvoices/{id}/bankaccount/{id}
        /recurringinvoices/{id}/card/{id} /recurringinvoices/{id}/status/resume
        /recurringinvoices/{id}/status/stop /recurringjournals/{id}/status/resume
        /recurringjournals/{id}/status/stop /retainerinvoices/{id}/approve /retainerinvoices/{id}/invoices
        /retainerinvoices/{id}/onlinepayments/asynchronous /retainerinvoices/{id}/status/draft
        /retainerinvoices/{id}/status/sent /retainerinvoices/{id}/status/void /retainerinvoices/{id}/submit
        /salesorders/{id}/substatus/{id} /salesreceipts/{id}/email /settings/currencies
        /settings/currencies/{id}/exchangerates /settings/taxes /settings/taxgroups /tasks/{id}/attachment
        /tasks/{id}/markascompleted /tasks/{id}/markasongoing /tasks/{id}/markasopen /tasks/{id}/percentage
        /users/{id}/invite /vendorcredits/{id}/approve
        /vendorcredits/{id}/status/open /vendorcredits/{id}/status/void /vendorcredits/{id}/submit
    POST PUT:
        /bills /expenses
    PUT:
        /users/{id}
        /bankaccounts/{id}/reconciliations/{id}/draft /bill/{id}/customfields /bills/{id}/address/billing
        /contacts/{id}/tags /creditnotes /creditnotes/{id}/address/billing /creditnotes/{id}/address/shipping
        /creditnotes/{id}/templates/{id} /estimates/{id}/templates/{id} /invoices/unmap/salesorders
        /invoices/{id}/einvoice/paymentstatus /invoices/{id}/pricebooks/{id} /invoices/{id}/templates/{id}
        /item/{id}/customfields /items /organizations/{id} /purchaseorders/{id}/templates/{id}
        /recurringbills/{id} /recurringinvoices/{id}/templates/{id} /retainerinvoices/{id}/address/billing
        /retainerinvoices/{id}/templates/{id} /salesorders/{id}/templates/{id}
""",
)
