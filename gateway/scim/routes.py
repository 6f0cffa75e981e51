"""Where SCIM is."""

from typing import Any

from scim2_models import Context, ListResponse, NotFoundException, ResourceType, Schema
from starlette.routing import Route

from gateway.scim import groups, people
from gateway.scim.door import DirectoryKey, RequestWindows, ScimDoor, ScimHandler, ScimRequest
from gateway.scim.listing import searched
from gateway.scim.people import ScimAnswer
from gateway.scim.resources import (
    BASE,
    group_resource,
    person_resource,
    provider_config,
    resource_types,
    schemas,
)
from gateway.service import GatewayService
from resolvers.directory_sync import DirectorySync


def scim_routes(service: GatewayService, sync: DirectorySync) -> list[Route]:
    """The routes of one service."""
    key = DirectoryKey(sync, RequestWindows(service.settings.scim_requests))

    def door(path: str, **served: ScimHandler) -> Route:
        return Route(BASE + path, ScimDoor(service, key, served))

    return [
        door("/ServiceProviderConfig", GET=_config),
        door("/ResourceTypes", GET=_resource_types),
        door("/ResourceTypes/{id}", GET=_resource_type),
        door("/Schemas", GET=_schemas),
        door("/Schemas/{id}", GET=_schema),
        door("/.search", POST=_search),
        door("/Users", GET=people.list_people, POST=people.add_person),
        door("/Users/.search", POST=people.list_people),
        door(
            "/Users/{id}",
            GET=people.read_person,
            PUT=people.replace_person,
            PATCH=people.patch_person,
            DELETE=people.remove_person,
        ),
        door("/Groups", GET=groups.list_groups, POST=groups.add_group),
        door("/Groups/.search", POST=groups.list_groups),
        door(
            "/Groups/{id}",
            GET=groups.read_group,
            PUT=groups.replace_group,
            PATCH=groups.patch_group,
            DELETE=groups.remove_group,
        ),
        Route(
            BASE + "/{rest:path}",
            ScimDoor(service, key, dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), _nothing)),
        ),
    ]


async def _config(_asked: ScimRequest) -> ScimAnswer:
    return 200, provider_config().model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)


async def _resource_types(_asked: ScimRequest) -> ScimAnswer:
    return _page(ListResponse[ResourceType], resource_types())


async def _schemas(_asked: ScimRequest) -> ScimAnswer:
    return _page(ListResponse[Schema], schemas())


async def _resource_type(asked: ScimRequest) -> ScimAnswer:
    return _one(asked, resource_types())


async def _schema(asked: ScimRequest) -> ScimAnswer:
    return _one(asked, schemas())


async def _search(asked: ScimRequest) -> ScimAnswer:
    kept = asked.sync.people
    return await searched(asked, [(kept.people, person_resource), (kept.groups, group_resource)])


async def _nothing(_asked: ScimRequest) -> ScimAnswer:
    raise NotFoundException(detail="There is nothing here.")


def _page(model: Any, resources: list[Any]) -> ScimAnswer:
    page = model(total_results=len(resources), start_index=1, items_per_page=len(resources), resources=resources)
    return 200, page.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)


def _one(asked: ScimRequest, resources: list[Any]) -> ScimAnswer:
    wanted = str(asked.request.path_params["id"])
    for resource in resources:
        if str(resource.id) == wanted:
            return 200, resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    raise NotFoundException(detail="There is nothing of this name.")
