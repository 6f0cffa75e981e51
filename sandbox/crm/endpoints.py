"""CRM's endpoints: which path and verb answers what, behind which scopes and which right in the module."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import BaseRoute

from sandbox.context import Sandbox
from sandbox.crm import (
    attachments,
    field_settings,
    files,
    from_addresses,
    listing,
    mail,
    module_settings,
    notes,
    organization,
    profile_settings,
    reading,
    searching,
    timeline,
    users,
    writing,
)
from sandbox.crm.caller import Call
from sandbox.crm.composites import IN_SCOPE, composite_answer
from sandbox.crm.composites import PATH as COMPOSITES
from sandbox.crm.composites import SCOPE as OF_COMPOSITES
from sandbox.crm.coql.execution import coql_result
from sandbox.crm.deleting import delete_record, delete_records
from sandbox.crm.serving import CrmEndpoint, routes_of


def _settings(item: str, answered: Callable[[Call], Response]) -> Mapping[str, CrmEndpoint]:
    return {"GET": CrmEndpoint(answered, (f"ZohoCRM.settings.{item}.READ",))}


async def _composite(call: Call) -> Response:
    return await composite_answer(call.request, call.body, call.request.scope[IN_SCOPE])


def _within(endpoints: Mapping[str, CrmEndpoint]) -> Mapping[str, CrmEndpoint]:
    """The same operations on what belongs to one record, which must be one that the user may view."""
    return {method: replace(each, action="View", own=True) for method, each in endpoints.items()}


_NOTES = {
    "GET": CrmEndpoint(notes.list_of_notes, ("ZohoCRM.modules.notes.READ",)),
    "POST": CrmEndpoint(notes.create_notes, ("ZohoCRM.modules.notes.CREATE",)),
    "PUT": CrmEndpoint(notes.update_notes, ("ZohoCRM.modules.notes.UPDATE",)),
    "DELETE": CrmEndpoint(notes.delete_notes, ("ZohoCRM.modules.notes.DELETE",)),
}
_NOTE = {
    "GET": CrmEndpoint(notes.single_note, ("ZohoCRM.modules.notes.READ",)),
    "PUT": CrmEndpoint(notes.update_note, ("ZohoCRM.modules.notes.UPDATE",)),
    "DELETE": CrmEndpoint(notes.delete_note, ("ZohoCRM.modules.notes.DELETE",)),
}
_ATTACHMENTS = {
    "GET": CrmEndpoint(attachments.list_of_attachments, ("ZohoCRM.modules.attachments.READ",)),
    "POST": CrmEndpoint(attachments.upload, ("ZohoCRM.modules.attachments.CREATE",), uploads=attachments.LIMIT),
    "DELETE": CrmEndpoint(attachments.delete_attachments, ("ZohoCRM.modules.attachments.DELETE",)),
}
_ATTACHMENT = {
    "GET": CrmEndpoint(attachments.download, ("ZohoCRM.modules.attachments.READ",)),
    "DELETE": CrmEndpoint(attachments.delete_attachment, ("ZohoCRM.modules.attachments.DELETE",)),
}
_MAIL = CrmEndpoint(mail.send_mail, action="View", opened_by=mail.scopes, own=True)
_SEARCH = ("ZohoSearch.securesearch.READ",)
_USERS = ("ZohoCRM.users.READ",)
PATHS: Mapping[str, Mapping[str, CrmEndpoint]] = {
    "/users": {"GET": CrmEndpoint(users.list_of_users, _USERS)},
    "/users/actions/count": {"GET": CrmEndpoint(users.user_count, _USERS)},
    "/users/{id}": {"GET": CrmEndpoint(users.single_user, _USERS)},
    "/org": {"GET": CrmEndpoint(organization.organization, ("ZohoCRM.org.READ",))},
    "/settings/roles": _settings("roles", organization.list_of_roles),
    "/settings/roles/{id}": _settings("roles", organization.single_role),
    "/settings/profiles": _settings("profiles", profile_settings.list_of_profiles),
    "/settings/profiles/{id}": _settings("profiles", profile_settings.single_profile),
    "/settings/modules": _settings("modules", module_settings.list_of_modules),
    "/settings/modules/{name}": _settings("modules", module_settings.single_module),
    "/settings/fields": _settings("fields", field_settings.list_of_fields),
    "/settings/fields/{id}": _settings("fields", field_settings.single_field),
    "/settings/related_lists": _settings("related_lists", module_settings.list_of_related_lists),
    "/settings/custom_views": _settings("custom_views", module_settings.list_of_views),
    "/settings/custom_views/{id}": _settings("custom_views", module_settings.single_view),
    "/settings/emails/actions/from_addresses": _settings("emails", from_addresses.list_of_addresses),
    COMPOSITES: {"POST": CrmEndpoint(_composite, (OF_COMPOSITES,))},
    "/coql": {"POST": CrmEndpoint(coql_result, ("ZohoCRM.coql.READ",))},
    "/files": {
        "GET": CrmEndpoint(files.single_file, ("ZohoCRM.files.READ",)),
        "POST": CrmEndpoint(files.upload, ("ZohoCRM.files.CREATE",), uploads=files.LIMIT),
    },
    "/Notes": _NOTES,
    "/{module}": {
        "GET": CrmEndpoint(listing.list_of_records, action="View"),
        "POST": CrmEndpoint(writing.create_records, action="Create"),
        "PUT": CrmEndpoint(writing.update_records, action="Edit"),
        "DELETE": CrmEndpoint(delete_records, action="Delete"),
    },
    "/{module}/search": {"GET": CrmEndpoint(searching.search_result, _SEARCH, "View")},
    "/{module}/actions/count": {"GET": CrmEndpoint(searching.record_count, _SEARCH, "View")},
    "/{module}/upsert": {"POST": CrmEndpoint(writing.upsert_records, action="Create")},
    "/{module}/deleted": {"GET": CrmEndpoint(listing.list_of_deleted, action="View")},
    "/Notes/{note}": _NOTE,
    "/{module}/{id}": {
        "GET": CrmEndpoint(reading.single_record, action="View"),
        "PUT": CrmEndpoint(writing.update_record, action="Edit"),
        "DELETE": CrmEndpoint(delete_record, action="Delete"),
    },
    "/{module}/{id}/actions/send_mail": {
        "POST": CrmEndpoint(mail.send_mail, action="View", opened_by=mail.scopes, own=True)
    },
    "/{module}/{id}/Notes": _within(_NOTES),
    "/{module}/{id}/Notes/{note}": _within(_NOTE),
    "/{module}/{id}/Attachments": _within(_ATTACHMENTS),
    "/{module}/{id}/Attachments/{attachment}": _within(_ATTACHMENT),
    "/{module}/{id}/__timeline": {"GET": CrmEndpoint(timeline.timeline_of_record, action="View", own=True)},
    "/{module}/{id}/{relation}": {"GET": CrmEndpoint(listing.list_of_related, action="View")},
}


def crm_routes(sandbox: Sandbox) -> list[BaseRoute]:
    """Every path, and behind them the answer for any other."""
    return routes_of(sandbox, PATHS)
