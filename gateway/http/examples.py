"""Queries that GraphiQL offers: one to begin with, and some for each persona of the demo."""

from typing import TypedDict


class Example(TypedDict):
    """A query of the menu. `persona` is the one whom its answer tells most, and `title` what it shows."""

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
EXAMPLES: list[Example] = []
