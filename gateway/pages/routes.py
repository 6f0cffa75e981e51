"""Where the pages are."""

from starlette.routing import Route

from gateway.files.report_files import serve_report
from gateway.files.transfers import FileEndpoint
from gateway.pages.comparisons import comparison_page
from gateway.pages.dashboards import (
    arrange,
    arrange_page,
    copy_dashboard,
    dashboard_page,
    delete_dashboard,
    tile_chart_file,
)
from gateway.pages.door import PageDoor, PageHandler
from gateway.pages.entrance import sign_in_page, sign_out
from gateway.pages.folders import create_folder, delete_folder, rename_folder
from gateway.pages.index import index_page
from gateway.pages.integration_routes import integration_routes
from gateway.pages.nowhere import no_page
from gateway.pages.own_reports import copy_report, delete_report, save_report
from gateway.pages.proofs import proof_page
from gateway.pages.rendering import asset
from gateway.pages.reports import chart_file, report_page
from gateway.pages.runs import cancel_run, resume_run, run_events, run_page, start_run
from gateway.pages.visits import HOME, INTEGRATION_HOME
from gateway.service import GatewayService


def page_routes(service: GatewayService) -> list[Route]:
    """The routes of one service."""

    def door(
        path: str, get: PageHandler | None = None, post: PageHandler | None = None, *, is_open: bool = False
    ) -> Route:
        return Route(HOME + path, PageDoor(service, get, post, is_open))

    return [
        Route(f"{HOME}/assets/{{name}}", asset),
        door("", index_page),
        door("/dashboards/{id}", dashboard_page),
        door("/dashboards/{id}/arrange", arrange_page, arrange),
        door("/dashboards/{id}/tiles/{number}/chart.{format}", tile_chart_file),
        door("/dashboards/{id}/copy", post=copy_dashboard),
        door("/dashboards/{id}/delete", post=delete_dashboard),
        door("/reports/{id}", report_page),
        door("/reports/{id}/copy", post=copy_report),
        door("/reports/{id}/save", post=save_report),
        door("/reports/{id}/delete", post=delete_report),
        door("/reports/{id}/proof", proof_page),
        door("/reports/{id}/definitions", comparison_page),
        door("/reports/{id}/run", post=start_run),
        door("/runs/{id}", run_page),
        door("/runs/{id}/events", run_events),
        door("/runs/{id}/cancel", post=cancel_run),
        door("/runs/{id}/resume", post=resume_run),
        door("/folders", post=create_folder),
        door("/folders/rename", post=rename_folder),
        door("/folders/delete", post=delete_folder),
        door("/reports/{id}/chart.{format}", chart_file),
        Route(f"{HOME}/files/reports/{{name}}", FileEndpoint(service, GET=serve_report)),
        door("/sign-in", sign_in_page, is_open=True),
        door("/sign-out", post=sign_out, is_open=True),
        *integration_routes(service),
        *(
            Route(f"{home}/{{rest:path}}", PageDoor(service, no_page, is_open=True))
            for home in (HOME, INTEGRATION_HOME)
        ),
    ]
