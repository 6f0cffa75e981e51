"""Where the pages at `/integration` are."""

from starlette.routing import Route

from gateway.pages.door import PageDoor, PageHandler
from gateway.pages.integration_answers import for_administrators
from gateway.pages.integration_bulk import add_many, bulk_page
from gateway.pages.integration_events import progress_events
from gateway.pages.integration_leavers import change_leavers, leavers_page
from gateway.pages.integration_migrations import (
    create_migration,
    end_token,
    migration_page,
    migrations_page,
    take_step,
    take_step_of_users,
)
from gateway.pages.integration_overview import overview_page, set_up
from gateway.pages.integration_people import common_page, impact_page, links_page
from gateway.pages.integration_plans import apply_plan, plan_elsewhere, plan_page, plans_page
from gateway.pages.integration_schedules import schedule_migration
from gateway.pages.integration_settings import change_rollout, change_settings, set_limit, settings_page
from gateway.pages.integration_templates import change_template, template_page, templates_page
from gateway.pages.integration_users import candidates_page, change_users, roster_page
from gateway.pages.visits import INTEGRATION_HOME
from gateway.service import GatewayService


def integration_routes(service: GatewayService) -> list[Route]:
    """The routes of one service."""

    def door(path: str, get: PageHandler | None = None, post: PageHandler | None = None) -> Route:
        reads, writes = (page and for_administrators(page) for page in (get, post))
        return Route(INTEGRATION_HOME + path, PageDoor(service, reads, writes))

    # Where a form leads there is a page, too: who had to sign in again comes back to it.
    return [
        door("", overview_page, set_up),
        door("/users", roster_page),
        door("/users/add", candidates_page),
        door("/users/change", roster_page, change_users),
        door("/users/many", bulk_page, add_many),
        door("/users/common", common_page),
        door("/users/impact", impact_page),
        door("/leavers", leavers_page, change_leavers),
        door("/links", links_page),
        door("/templates", templates_page),
        door("/templates/edit", template_page, change_template),
        door("/plans", plans_page, plan_elsewhere),
        door("/plans/{id}", plan_page, apply_plan),
        door("/settings", settings_page, change_settings),
        door("/settings/limit", settings_page, set_limit),
        door("/settings/rollout", settings_page, change_rollout),
        door("/migrations", migrations_page, create_migration),
        door("/migrations/{id}", migration_page),
        door("/migrations/{id}/events", progress_events),
        door("/migrations/{id}/users", migration_page, take_step_of_users),
        door("/migrations/{id}/token", migration_page, end_token),
        door("/migrations/{id}/schedule", migration_page, schedule_migration),
        door("/migrations/{id}/step", migration_page, take_step),
    ]
