"""What Books is asked about bills, payments to vendors, expenses and the chart of accounts."""

from tests.sandbox.openapi.steps import Step

UNKNOWN = "460000000099999999"
BILLS = [
    Step("GET /bills?per_page=3", keep="bill=bills[0].bill_id"),
    Step("GET /bills?filter_by=Status.PartiallyPaid"),
    Step("GET /bills?filter_by=Status.Draft", status=400),
    Step("GET /bills?sort_column=due_date&sort_order=A&vendor_name_startswith=S"),
    Step("GET /bills?search_text=BILL-00001&status=paid&date_after=2025-01-01"),
    Step("GET /bills?per_page=2", status=401, persona="restricted"),
    Step("GET /bills/{bill}"),
    Step(f"GET /bills/{UNKNOWN}", status=404),
    Step("GET /bills/{bill}/payments"),
    Step("POST /bills/{bill}/comments", {"description": "Seen."}, 201),
    Step("POST /bills/{bill}/comments", {}, 400),
    Step("GET /bills/{bill}/comments", keep="remark=comments[-1].comment_id"),
    Step("DELETE /bills/{bill}/comments/{remark}"),
    Step(
        "GET /purchaseorders?status=billed&per_page=1&sort_column=created_time&sort_order=A",
        keep="billed=purchaseorders[0].purchaseorder_id",
    ),
    Step("GET /purchaseorders/{billed}"),
    Step("GET /bills?purchaseorder_id={billed}", keep="ordered=bills[0].bill_id"),
    Step("GET /bills/{ordered}"),
]
VENDOR_PAYMENTS = [
    Step("GET /vendorpayments?per_page=3", keep="made=vendorpayments[0].payment_id"),
    Step("GET /vendorpayments?bill_id={ordered}&filter_by=PaymentMode.BankTransfer"),
    Step("GET /vendorpayments?sort_column=amount&amount_greater_than=100"),
    Step("GET /vendorpayments?filter_by=Status.All", status=400),
    Step("GET /vendorpayments/{made}"),
    Step(f"GET /vendorpayments/{UNKNOWN}", status=404),
]
EXPENSES = [
    Step("GET /expenses?per_page=3", keep="expense=expenses[0].expense_id"),
    Step("GET /expenses?filter_by=Status.Billable&sort_column=total"),
    Step("GET /expenses?status=non-billable&account_name_contains=Travel"),
    Step("GET /expenses?status=lost", status=400),
    Step("GET /expenses/{expense}"),
    Step(f"GET /expenses/{UNKNOWN}", status=404),
    Step("GET /expenses/{expense}/comments"),
]
ACCOUNTS = [
    Step("GET /chartofaccounts?per_page=3", keep="account=chartofaccounts[0].account_id"),
    Step("GET /chartofaccounts?filter_by=AccountType.Expense&sort_column=account_code&showbalance=true"),
    Step("GET /chartofaccounts?account_name_starts_with=Office"),
    Step("GET /chartofaccounts/{account}"),
    Step("GET /chartofaccounts", status=401, persona="sales"),
]
PURCHASES = (*BILLS, *VENDOR_PAYMENTS, *EXPENSES, *ACCOUNTS)
