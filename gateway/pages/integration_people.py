"""Who is in both products, what a migration changes for somebody, and links between the products in danger."""

from typing import Any

from starlette.responses import Response

from domain.errors import NotFound
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import address_of, cursor_in, next_page, read, word_in
from gateway.pages.integration_documents import ADMINISTRATION, COMMON_USERS, IMPACT, LINKS
from gateway.pages.visits import Visit

PROBLEMS = {"BROKEN": "Broken link", "DOUBLE": "Linked twice", "DOUBTFUL": "May be the same"}
CAUSES = {
    "CRM_RECORD_MISSING": "CRM shows no record of the kept id: it was deleted or merged, or you may not see it.",
    "LINKED_TWICE": "All of them keep the same id of CRM.",
    "SAME_NAME": "Their names are alike without legal form and punctuation.",
    "SAME_EMAIL": "They have the same e-mail address.",
    "SAME_TAX_NUMBER": "They have the same tax number.",
}
STEPS = {
    "CHECK": "Look at",
    "RELINK": "Link anew in CRM:",
    "MERGE": "Merge, in the product,",
    "LINK": "Link, in the product,",
}


async def common_page(visit: Visit) -> Response:
    """Users whom CRM and Books have in common."""
    after = cursor_in(visit)
    data, problems = await read(visit, COMMON_USERS, {"after": after})
    users = value_at(data, "integrationCommonUsers")
    return visit.page(
        "integration_common.html",
        users=value_at(users, "nodes") or [],
        count=value_at(users, "totalCount"),
        is_first=after is None,
        first_page=address_of("/users/common"),
        next_page=next_page("/users/common", users),
        problems=problems,
    )


async def impact_page(visit: Visit) -> Response:
    """What somebody gains and loses against the old world, in words and as a difference."""
    await read(visit, ADMINISTRATION)
    user = word_in(visit, "user")
    impact: dict[str, Any] | None = None
    problems: list[str] = []
    if user:
        try:
            data, problems = await read(visit, IMPACT, {"user": user})
            impact = value_at(data, "migrationImpact")
        except NotFound as refusal:
            problems = [refusal.message]
    return visit.page("integration_impact.html", user=user, impact=impact, problems=problems)


async def links_page(visit: Visit) -> Response:
    """Links between the products that need attention, with the safe order of repair."""
    # Links are everybody's within their rights; this page is for administrators.
    await read(visit, ADMINISTRATION)
    after = cursor_in(visit)
    data, problems = await read(visit, LINKS, {"after": after})
    page = value_at(data, "duplicates")
    return visit.page(
        "integration_links.html",
        looked_at=page,
        titles=PROBLEMS,
        causes=CAUSES,
        steps=STEPS,
        is_first=after is None,
        first_page=address_of("/links"),
        next_page=next_page("/links", page),
        problems=problems,
    )
