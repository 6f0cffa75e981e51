"""Queries that GraphiQL offers: one to begin with, and some for each persona of the demo."""

from typing import TypedDict


class Example(TypedDict):
    """A query of the menu. `persona` is the one to whom its answer shows most, and `title` what it shows."""

    title: str
    persona: str
    query: str


FIRST_QUERY = """# One question, three products, your own rights.
# Choose a persona above and run it.
{
  viewer { user { name email } }
  accounts(first: 1, search: "Aurora Optics") {
    nodes {
      name
      contacts(first: 3) { nodes { name email } }
      deals(
        first: 3
        filter: { stage: { notIn: ["Closed Won", "Closed Lost"] } }
      ) {
        nodes { name stage amount { amount currency } }
      }
      invoices(first: 3, orderBy: { field: ISSUED_ON }) {
        nodes {
          number
          total { amount currency }
          balance { amount }
          dueOn
          account { name }
        }
      }
      estimates(first: 3) { nodes { number status } }
      salesOrders(first: 3) { nodes { number status } }
      subscriptions(first: 3) {
        nodes {
          planName
          status
          amount { amount currency }
          nextBillingOn
        }
      }
    }
  }
}
"""
EXAMPLES: list[Example] = [
    {"title": "Everything about an account", "persona": "admin", "query": FIRST_QUERY},
    {
        "title": "Who changed what",
        "persona": "admin",
        "query": """# Administrators read the audit log. Change something first, then run it again.
{
  auditLog(first: 10) {
    nodes { at act module recordId result author { name } }
  }
}
""",
    },
    {
        "title": "Open deals and what was offered for them",
        "persona": "sales",
        "query": """{
  deals(first: 5, filter: { stage: { notIn: ["Closed Won", "Closed Lost"] } }) {
    nodes {
      name
      stage
      amount { amount currency }
      estimates(first: 3) { nodes { number status total { amount currency } } }
    }
  }
}
""",
    },
    {
        "title": "What may I do with a document?",
        "persona": "legacy",
        "query": """# An integration user with the earlier grants changes estimates, and views the rest.
{
  explainPermission(coordinate: "Invoice") {
    visible
    sources { source product allows }
  }
  estimates(first: 1) { nodes { number allowedActions } }
  invoices(first: 1) { nodes { number allowedActions } }
}
""",
    },
    {
        "title": "Overdue invoices and who owes them",
        "persona": "accountant",
        "query": """{
  invoices(first: 10, filter: { status: { is: OVERDUE } }) {
    nodes {
      number
      dueOn
      balance { amount currency }
      customer { name }
    }
  }
}
""",
    },
    {
        "title": "Subscriptions and their next bill",
        "persona": "billing",
        "query": """{
  subscriptions(first: 10) {
    nodes {
      name
      planName
      status
      amount { amount currency }
      nextBillingOn
    }
  }
}
""",
    },
    {
        "title": "My customers",
        "persona": "assigned",
        "query": """# Books shows this member of staff only the customers that are assigned to them.
{
  customers(first: 20) {
    nodes { name invoices(first: 3) { nodes { number status } } }
  }
}
""",
    },
    {
        "title": "Invoices without their amounts",
        "persona": "restricted",
        "query": """# CRM hides amounts from this profile: they are null, and extensions.hiddenFields says why.
{
  invoices(first: 5) {
    nodes { number status issuedOn total { amount currency } }
  }
}
""",
    },
    {
        "title": "Nothing of the finance products",
        "persona": "outsider",
        "query": """# The profile has no finance module: Books and Billing are not even asked (extensions.cost).
{
  viewer { user { name } permissions { modules { module allowedActions } } }
  accounts(first: 3) { nodes { name invoices(first: 1) { nodes { number } } } }
}
""",
    },
    {
        "title": "What a query would cost",
        "persona": "sales",
        "query": """# Calls that a query may take, place by place; nothing is read.
{
  explainQuery(document: "{ accounts { nodes { invoices { nodes { number lineItems { name } } } } } }") {
    calls { product least most }
    places { place product least most }
  }
}
""",
    },
    {
        "title": "The views of subscriptions, and what a page of each costs",
        "persona": "billing",
        "query": """# Views of Billing, exact ones of the gateway, and those that users have saved.
{
  views(of: BILLING_SUBSCRIPTION) {
    viewId
    name
    description
    upstreamCalls { request least most }
  }
  renewals: subscriptions(first: 5, view: "RENEWALS_IN_30_DAYS") {
    nodes { name customerName status nextBillingOn }
  }
}
""",
    },
    {
        "title": "Save a view of your own",
        "persona": "billing",
        "query": """# Afterwards `views` lists it, and `subscriptions(view:)` takes its `viewId`.
mutation {
  createView(
    input: {
      of: BILLING_SUBSCRIPTION
      name: "On trial"
      filter: { status: { is: "TRIAL" } }
      columns: ["name", "customerName", "nextBillingOn"]
    }
  ) {
    view { viewId name }
    userErrors { code message field }
  }
}
""",
    },
    {
        "title": "Recurring revenue by plan, and what a figure rests on",
        "persona": "billing",
        "query": """# The pages at /analytics show the same.
{
  reportResult(
    report: "mrr"
    adjust: { groupBy: [PLAN], measures: ["mrr_net"], isWhole: true }
  ) {
    currency
    rows(first: 3) {
      nodes {
        segment
        cells {
          value
          proof {
            formula
            rows(first: 3) { nodes { customerName amount why } }
          }
        }
      }
    }
    coverage { isComplete calls { path rows } }
  }
}
""",
    },
]
