"""The roster of integration users: who is in it, who could be, and changes that are rehearsed before they are made."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from domain.errors import BadUserInput
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, changed, cursor_in, next_page, read, word_in
from gateway.pages.integration_documents import (
    ADD_USERS,
    CANDIDATES,
    CHANGE_GRANTS,
    REMOVE_USERS,
    RESUME_USERS,
    ROSTER,
    SUSPEND_USERS,
)
from gateway.pages.integration_plans import planned
from gateway.pages.visits import Visit

STATES = {"ACTIVE": "Active", "SUSPENDED": "Suspended", "REMOVED": "Removed"}


@dataclass(frozen=True, slots=True)
class RosterChangeForm:
    """What a form does to users: its mutation, and its words before and after."""

    document: str
    verb: str
    done: str
    takes_template: bool = False


CHANGES = {
    "add": RosterChangeForm(ADD_USERS, "Add", "added", takes_template=True),
    "grant": RosterChangeForm(CHANGE_GRANTS, "Change the template of", "changed", takes_template=True),
    "suspend": RosterChangeForm(SUSPEND_USERS, "Suspend", "suspended"),
    "resume": RosterChangeForm(RESUME_USERS, "Resume", "resumed"),
    "remove": RosterChangeForm(REMOVE_USERS, "Remove", "removed"),
}


async def roster_page(visit: Visit) -> Response:
    """The users, with what can be done to those who are chosen."""
    search, state, after = word_in(visit, "search"), word_in(visit, "state"), cursor_in(visit)
    state = state if state in STATES else ""
    data, problems = await read(visit, ROSTER, {"after": after, "search": search or None, "state": state or None})
    users = value_at(data, "integrationUsers")
    return visit.page(
        "integration_users.html",
        **_shared(data),
        users=value_at(users, "nodes") or [],
        states=STATES,
        search=search,
        state=state,
        is_first=after is None,
        first_page=address_of("/users", search=search, state=state),
        next_page=next_page("/users", users, search=search, state=state),
        problems=problems,
    )


async def candidates_page(visit: Visit) -> Response:
    """Users of CRM who could be added."""
    search, profile, after = word_in(visit, "search"), word_in(visit, "profile"), cursor_in(visit)
    variables = {"after": after, "search": search or None, "profile": profile or None}
    data, problems = await read(visit, CANDIDATES, variables)
    outside = value_at(data, "integrationCandidates")
    return visit.page(
        "integration_candidates.html",
        **_shared(data),
        candidates=value_at(outside, "nodes") or [],
        count=value_at(outside, "totalCount"),
        search=search,
        profile=profile,
        is_first=after is None,
        first_page=address_of("/users/add", search=search, profile=profile),
        next_page=next_page("/users/add", outside, search=search, profile=profile),
        problems=problems,
    )


async def change_users(visit: Visit) -> Response:
    """Plan, rehearse or make a change of the chosen users, and show what becomes of each. Raises BadUserInput."""
    form = await visit.form()
    name, template = str(form.get("act", "")), str(form.get("template", ""))
    emails = [str(email) for email in form.getlist("emails")]
    change = CHANGES.get(name)
    if change is None:
        raise BadUserInput("The form names no change of users.")
    if not emails:
        raise BadUserInput("Choose at least one user.")
    variables: dict[str, Any] = {"emails": emails}
    if change.takes_template:
        variables["template"] = template or None
    if form.get("step") == "plan":
        return await planned(visit, {"users": {"act": name.upper(), **variables}})
    variables["rehearsal"] = form.get("step") != "confirm"
    outcome = value_at(await changed(visit, change.document, variables), "change")
    return visit.page("integration_change.html", change=change, act=name, chosen=template, outcome=outcome)


def _shared(data: Any) -> dict[str, Any]:
    integration: dict[str, Any] = value_at(data, "integration") or {}
    return {
        "members": integration.get("members"),
        "limit": integration.get("limit"),
        "templates": integration.get("templates") or [],
        "default": value_at(integration, "settings", "defaultTemplate"),
        "is_set_up": integration.get("settings") is not None,
    }
