"""The state machine of Billing's subscriptions: what the public documents say of each step, and what is assumed."""

from domain.lifecycles import STAYS, Lifecycle, StepRule

# Zoho Billing v1, "Subscriptions": the status of a subscription; the help page "Paused subscriptions" for the last one.
STATUSES = frozenset(
    {
        "live", "trial", "dunning", "unpaid", "non_renewing", "cancelled", "creation_failed", "cancelled_from_dunning",
        "expired", "trial_expired", "future", "paused",
    }
)  # fmt: skip
_CANCELLED = frozenset({"cancelled", "cancelled_from_dunning"})
_OVER = _CANCELLED | {"expired", "trial_expired", "creation_failed"}
_LIVE, _PAUSED, _NON_RENEWING = frozenset({"live"}), frozenset({"paused"}), frozenset({"non_renewing"})
_CANCEL = "Zoho Billing v1, Cancel a subscription"
_REACTIVATE = "Zoho Billing v1, Reactivate a subscription"
_UPDATE = "Zoho Billing v1, Update a subscription"
_POSTPONE = "Zoho Billing v1, Postpone renewal"
_ONE_TIME = "Zoho Billing v1, Add charge and Buy one-time addon"
_PAUSED_PAGE = "Zoho Billing help, Paused subscriptions"
_MEANING = "the meaning of the status"
_EVENTS = "Zoho Billing v1, the names of statuses and events"

SUBSCRIPTION_LIFECYCLE = Lifecycle(
    "status",
    STATUSES,
    (
        StepRule("edit", _LIVE, STAYS, _UPDATE),
        StepRule("edit", frozenset({"trial", "future", "dunning", "unpaid", "non_renewing"}), STAYS, _EVENTS, False),
        StepRule("edit", _PAUSED, None, _PAUSED_PAGE),
        StepRule("cancel", _LIVE, frozenset({"cancelled"}), _CANCEL),
        StepRule(
            "cancel",
            frozenset({"future", "trial", "unpaid", "non_renewing", "paused"}),
            frozenset({"cancelled"}),
            _EVENTS,
            False,
        ),
        StepRule("cancel", frozenset({"dunning"}), _CANCELLED, _EVENTS, False),
        StepRule("cancel", _CANCELLED, None, _MEANING),
        StepRule("cancel_at_term_end", _LIVE, _NON_RENEWING, _CANCEL),
        StepRule("cancel_at_term_end", frozenset({"trial"}), _NON_RENEWING, _EVENTS, False),
        StepRule("cancel_at_term_end", _CANCELLED | _NON_RENEWING, None, _MEANING),
        StepRule("reactivate", _NON_RENEWING, frozenset({"live", "trial"}), _REACTIVATE),
        # The page allows it from `non_renewing` alone, the text of the event `subscription_reactivated` speaks of
        # cancelled ones: these are left to the product.
        StepRule("reactivate", _CANCELLED, frozenset({"live", "trial"}), _EVENTS, False),
        StepRule("reactivate", STATUSES - _CANCELLED - _NON_RENEWING, None, _REACTIVATE),
        StepRule("pause", _LIVE, _PAUSED, _PAUSED_PAGE, False),
        StepRule("pause", _PAUSED | _OVER, None, _MEANING),
        StepRule("resume", _PAUSED, _LIVE, _PAUSED_PAGE, False),
        StepRule("resume", STATUSES - _PAUSED, None, _MEANING),
        StepRule("postpone", _LIVE, STAYS, _POSTPONE),
        StepRule("postpone", frozenset({"trial"}), STAYS, _EVENTS, False),
        StepRule("postpone", _PAUSED, None, _PAUSED_PAGE),
        StepRule("postpone", _OVER | _NON_RENEWING, None, _MEANING),
        StepRule("charge", _LIVE, STAYS, _ONE_TIME),
        StepRule("charge", _PAUSED, None, _PAUSED_PAGE),
        StepRule("buy_addon", _LIVE, STAYS, _ONE_TIME),
        StepRule("buy_addon", _PAUSED, None, _PAUSED_PAGE),
    ),
)
