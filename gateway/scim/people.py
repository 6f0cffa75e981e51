"""`/Users` of SCIM: people come, change and leave."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scim2_models import (
    Context,
    InvalidValueException,
    NotFoundException,
    PatchOp,
    UniquenessException,
)

from domain.directories import DirectoryPerson, NameTaken, NotInDirectory
from gateway.scim.door import ScimRequest
from gateway.scim.listing import Columns, listed, shown
from gateway.scim.resources import ScimPerson, person_resource

LONGEST_NAME = 255
# Emails and names of one person: more than any directory has.
LARGEST_PERSON = 20_000
COLUMNS: Columns = {"username": ("user_name", True), "externalid": ("external_id", False)}
ScimAnswer = tuple[int, Mapping[str, Any] | None]


async def list_people(asked: ScimRequest) -> ScimAnswer:
    """People whom the query asks for."""
    return await listed(asked, ScimPerson, asked.sync.people.people, person_resource, COLUMNS)


async def read_person(asked: ScimRequest) -> ScimAnswer:
    """One person."""
    return 200, shown(asked, person_resource(await _existing(asked)), Context.RESOURCE_QUERY_RESPONSE)


async def add_person(asked: ScimRequest) -> ScimAnswer:
    """A new person, who is active unless the directory says otherwise."""
    resource = ScimPerson.model_validate(await asked.body(), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    now = datetime.now(UTC)
    person = _person(resource, secrets.token_hex(16), now, now)
    await _keep(asked, None, person)
    return 201, shown(asked, person_resource(person), Context.RESOURCE_CREATION_RESPONSE)


async def replace_person(asked: ScimRequest) -> ScimAnswer:
    """The person as the directory now has them."""
    before = await _existing(asked)
    resource = ScimPerson.model_validate(await asked.body(), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    resource.replace(person_resource(before))
    person = _person(resource, before.id, before.created_at, datetime.now(UTC), was_active=before.is_active)
    await _keep(asked, before, person)
    return 200, shown(asked, person_resource(person), Context.RESOURCE_REPLACEMENT_RESPONSE)


async def patch_person(asked: ScimRequest) -> ScimAnswer:
    """The person after single changes. Taking `active` away lets nobody in again."""
    before = await _existing(asked)
    resource = person_resource(before)
    operations = PatchOp[ScimPerson].model_validate(await asked.body(), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    operations.patch(resource)
    person = _person(resource, before.id, before.created_at, datetime.now(UTC), was_active=before.is_active)
    await _keep(asked, before, person)
    return 200, shown(asked, person_resource(person), Context.RESOURCE_PATCH_RESPONSE)


async def remove_person(asked: ScimRequest) -> ScimAnswer:
    """A person whom the directory has no more has left."""
    before = await _existing(asked)
    # First the end of the rights: what fails after it can be asked again.
    await asked.sync.person_changed(asked.directory, before, None)
    await asked.sync.people.remove_person(asked.directory.id, before.id)
    return 204, None


async def _keep(asked: ScimRequest, before: DirectoryPerson | None, person: DirectoryPerson) -> None:
    if not person.is_active and before is not None:
        # Rights end even where what else has changed cannot be kept.
        await asked.sync.person_changed(asked.directory, before, person)
    try:
        await asked.sync.people.put_person(asked.directory.id, person)
    except NameTaken:
        raise UniquenessException(detail="Another person of this directory has this userName.") from None
    await asked.sync.person_changed(asked.directory, before, person)


async def _existing(asked: ScimRequest) -> DirectoryPerson:
    try:
        return await asked.sync.people.person(asked.directory.id, str(asked.request.path_params["id"]))
    except NotInDirectory:
        raise NotFoundException(detail="This directory has reported no such person.") from None


def _person(
    resource: ScimPerson, id_: str, created_at: datetime, changed_at: datetime, *, was_active: bool = True
) -> DirectoryPerson:
    name = (resource.user_name or "").strip()
    if not 1 <= len(name) <= LONGEST_NAME or len(resource.external_id or "") > LONGEST_NAME:
        raise InvalidValueException(detail=f"userName and externalId have 1 to {LONGEST_NAME} characters.")
    values = resource.model_dump()
    for key in ("id", "meta", "schemas"):
        values.pop(key, None)
    if len(str(values)) > LARGEST_PERSON:
        raise InvalidValueException(detail="This is more than is kept of a person.")
    # Who is not said to be active or inactive stays what they were.
    active = was_active if resource.active is None else resource.active
    return DirectoryPerson(
        id=id_, user_name=name, is_active=active, values=values, created_at=created_at, changed_at=changed_at
    )
