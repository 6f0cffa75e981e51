"""Where files are: a document's PDF, a record's attachments, reports and their charts, the schema."""

from starlette.routing import Route

from gateway.files.chart_files import serve_chart
from gateway.files.downloads import serve_attachment, serve_pdf
from gateway.files.migration_files import serve_migration
from gateway.files.report_files import serve_proof, serve_report
from gateway.files.schema_file import serve_schema
from gateway.files.transfers import FileEndpoint
from gateway.files.uploads import serve_upload
from gateway.http.compression import compressed
from gateway.service import GatewayService


def file_routes(service: GatewayService) -> list[Route]:
    """The routes of one service."""
    return [
        Route("/schema.graphql", compressed(FileEndpoint(service, GET=serve_schema), service.settings.compress_bytes)),
        Route("/files/reports/{name}", FileEndpoint(service, GET=serve_report)),
        Route("/files/charts/{name}", FileEndpoint(service, GET=serve_chart)),
        Route("/files/proofs/{name}", FileEndpoint(service, GET=serve_proof)),
        Route("/files/migrations/{name}", FileEndpoint(service, GET=serve_migration)),
        Route("/files/{id}/pdf", FileEndpoint(service, GET=serve_pdf)),
        Route("/files/{id}/attachments", FileEndpoint(service, POST=serve_upload)),
        Route("/files/{id}/attachments/{attachment}", FileEndpoint(service, GET=serve_attachment)),
    ]
