"""What SCIM says of a person and a group: the attributes that are kept, and no others."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Filter,
    Meta,
    Mutability,
    Pagination,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Schema,
    ScimPolicy,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
    User,
)

from domain.directories import DirectoryGroup, DirectoryPerson

BASE = "/scim/v2"
MOST_RESULTS = 200
# Okta and Entra report more of a person than is kept, and write some operations in their own way.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


class PersonName(ComplexAttribute):
    """The parts of a name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class PersonMail(ComplexAttribute):
    """An e-mail address."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class ScimPerson(Resource[Any]):
    """A person of the directory, who may sign in to Zoho with the user name or one of the addresses."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Required.true, Uniqueness.server, CaseExact.false] = Field(
        default=None, description="The address with which the person signs in."
    )
    name: PersonName | None = Field(default=None, description="The parts of the name.")
    display_name: str | None = Field(default=None, description="The name as it is shown.")
    active: bool | None = Field(default=None, description="Whether the person may do anything in the gateway.")
    emails: list[PersonMail] | None = Field(default=None, description="E-mail addresses.")


class MemberReference(ComplexAttribute):
    """A person in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference[User[Any]] | None, Mutability.immutable] = Field(
        default=None, serialization_alias="$ref", validation_alias="$ref"
    )


class ScimGroup(Resource[Any]):
    """A group of the directory, of people alone: what it grants is an administrator's to say."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true, Uniqueness.server, CaseExact.false] = Field(
        default=None, description="The name of the group."
    )
    members: list[MemberReference] | None = Field(default=None, description="People whom the directory has reported.")


def person_resource(person: DirectoryPerson) -> ScimPerson:
    """A person as the directory sees them."""
    resource = ScimPerson.model_validate({**person.values, "schemas": [str(ScimPerson.__schema__)]}, scim_policy=POLICY)
    resource.id = person.id
    resource.meta = _meta("User", f"{BASE}/Users/{person.id}", person.created_at, person.changed_at)
    return resource


def group_resource(group: DirectoryGroup) -> ScimGroup:
    """A group as the directory sees it."""
    members = [MemberReference.model_validate({"value": id_, "$ref": f"{BASE}/Users/{id_}"}) for id_ in group.members]
    return ScimGroup(
        id=group.id,
        external_id=group.external_id,
        display_name=group.name,
        members=members or None,
        meta=_meta("Group", f"{BASE}/Groups/{group.id}", group.created_at, group.changed_at),
    )


def _meta(kind: str, location: str, created_at: datetime, changed_at: datetime) -> Meta:
    return Meta(resource_type=kind, created=created_at, last_modified=changed_at, location=location)


def resource_types() -> list[ResourceType]:
    """What there is."""
    kinds = [ResourceType.from_resource(model) for model in (ScimPerson, ScimGroup)]
    for kind in kinds:
        kind.meta = Meta(resource_type="ResourceType", location=f"{BASE}/ResourceTypes/{kind.id}")
    return kinds


def schemas() -> list[Schema]:
    """The attributes of what there is."""
    described = [ScimPerson.to_schema(), ScimGroup.to_schema()]
    described[0].name, described[1].name = "User", "Group"
    for schema in described:
        schema.meta = Meta(resource_type="Schema", location=f"{BASE}/Schemas/{schema.id}")
    return described


def provider_config() -> ServiceProviderConfig:
    """What of SCIM is served."""
    bearer = AuthenticationScheme.model_validate(
        {
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "The token of a directory, which an administrator makes with `createDirectory`.",
            "primary": True,
        }
    )
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=False),
        pagination=Pagination(cursor=False, index=True),
        authentication_schemes=[bearer],
        meta=Meta(resource_type="ServiceProviderConfig", location=f"{BASE}/ServiceProviderConfig"),
    )
