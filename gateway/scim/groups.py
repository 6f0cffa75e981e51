"""`/Groups` of SCIM: who is in a group gets the template that an administrator has given it."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from scim2_models import (
    Context,
    InvalidValueException,
    NotFoundException,
    PatchOp,
    UniquenessException,
)

from domain.directories import DirectoryGroup, NameTaken, NotInDirectory
from gateway.scim.door import ScimRequest
from gateway.scim.listing import Columns, listed, shown
from gateway.scim.people import LONGEST_NAME, ScimAnswer
from gateway.scim.resources import ScimGroup, group_resource

COLUMNS: Columns = {"displayname": ("name_key", True), "externalid": ("external_id", False)}


async def list_groups(asked: ScimRequest) -> ScimAnswer:
    """Groups that the query asks for."""
    return await listed(asked, ScimGroup, asked.sync.people.groups, group_resource, COLUMNS)


async def read_group(asked: ScimRequest) -> ScimAnswer:
    """One group."""
    return 200, shown(asked, group_resource(await _existing(asked)), Context.RESOURCE_QUERY_RESPONSE)


async def add_group(asked: ScimRequest) -> ScimAnswer:
    """A new group, which grants nothing until an administrator gives it a template."""
    resource = ScimGroup.model_validate(await asked.body(), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    now = datetime.now(UTC)
    blank = DirectoryGroup(
        id=secrets.token_hex(16), directory=asked.directory.id, name="", members=(), created_at=now, changed_at=now
    )
    group = _group(resource, blank)
    await _keep(asked, group)
    return 201, shown(asked, group_resource(group), Context.RESOURCE_CREATION_RESPONSE)


async def replace_group(asked: ScimRequest) -> ScimAnswer:
    """The group as the directory now has it."""
    before = await _existing(asked)
    resource = ScimGroup.model_validate(await asked.body(), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    group = _group(resource, before)
    await _keep(asked, group)
    return 200, shown(asked, group_resource(group), Context.RESOURCE_REPLACEMENT_RESPONSE)


async def patch_group(asked: ScimRequest) -> ScimAnswer:
    """The group after single changes."""
    before = await _existing(asked)
    resource = group_resource(before)
    PatchOp[ScimGroup].model_validate(await asked.body(), scim_ctx=Context.RESOURCE_PATCH_REQUEST).patch(resource)
    group = _group(resource, before)
    await _keep(asked, group)
    return 200, shown(asked, group_resource(group), Context.RESOURCE_PATCH_RESPONSE)


async def remove_group(asked: ScimRequest) -> ScimAnswer:
    """A group that the directory has no more grants nothing."""
    group = await _existing(asked)
    await asked.sync.people.remove_group(asked.directory.id, group.id)
    await asked.sync.grant(asked.directory, group.members)
    return 204, None


async def _keep(asked: ScimRequest, group: DirectoryGroup) -> None:
    try:
        changed = await asked.sync.people.put_group(group)
    except NameTaken:
        raise UniquenessException(detail="Another group of this directory has this displayName.") from None
    except NotInDirectory:
        raise InvalidValueException(detail="A member is no person whom this directory has reported.") from None
    await asked.sync.grant(asked.directory, changed)


async def _existing(asked: ScimRequest) -> DirectoryGroup:
    try:
        return await asked.sync.people.group(asked.directory.id, str(asked.request.path_params["id"]))
    except NotInDirectory:
        raise NotFoundException(detail="This directory has reported no such group.") from None


def _group(resource: ScimGroup, before: DirectoryGroup) -> DirectoryGroup:
    name = (resource.display_name or "").strip()
    if not 1 <= len(name) <= LONGEST_NAME or len(resource.external_id or "") > LONGEST_NAME:
        raise InvalidValueException(detail=f"displayName and externalId have 1 to {LONGEST_NAME} characters.")
    members = {member.value for member in resource.members or () if member.value}
    return replace(
        before,
        name=name,
        external_id=resource.external_id,
        members=tuple(sorted(members)),
        changed_at=datetime.now(UTC),
    )
