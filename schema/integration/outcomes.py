"""What becomes of users of a change, as an enum of the graph."""

import strawberry

from domain.roster import RosterOutcome
from schema.engine.declare.enums import describe_values

__all__ = ["RosterOutcome"]

_OUTCOMES = {
    "ADDED": "The user is an integration user now.",
    "CHANGED": "The user was changed.",
    "UNCHANGED": "The user was so already.",
    "ALREADY_BOOKS_USER": "The user is in Books, and keeps the rights of the role there.",
    "INACTIVE": "The user is not active in CRM.",
    "UNKNOWN": "No user of CRM has this address.",
    "DUPLICATE": "The address was named before in the same list.",
    "DOUBTFUL": "A user of Books has the same name and another address.",
    "ABOVE_LIMIT": "The organisation has as many integration users as it may have.",
    "NOT_IN_ROSTER": "The user is no integration user.",
    "INVALID": "The row of the file cannot be read.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(RosterOutcome, name="IntegrationUserOutcome", description="What became of one user.")
describe_values(RosterOutcome, lambda each: _OUTCOMES.get(each.name))
