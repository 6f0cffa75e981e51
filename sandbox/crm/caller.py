"""One call to CRM: its user, what it asks for and what the user may see."""

from dataclasses import dataclass, field
from typing import Any, cast

from starlette.requests import Request

from sandbox.context import Sandbox
from sandbox.crm.catalogue import Catalogue, catalogue
from sandbox.crm.metadata import CrmModule, Field
from sandbox.crm.profiles import BY_NAME, CrmAction, Profile
from sandbox.crm.responses import CrmRefusal, invalid_module, missing_param, no_permission
from sandbox.people import Persona
from sandbox.store import Body
from sandbox.tokens import Grant


@dataclass(frozen=True, slots=True)
class Call:
    """One request by a known user. `body` is its decoded JSON, None where it carried none."""

    sandbox: Sandbox
    request: Request
    grant: Grant
    body: Any = None
    modules: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "modules", catalogue(self.sandbox.options.subscriptions_module))

    @property
    def persona(self) -> Persona:
        """The owner of the token."""
        return self.grant.persona

    @property
    def profile(self) -> Profile:
        """The profile of the token's owner."""
        return BY_NAME[self.persona.profile]

    @property
    def module(self) -> CrmModule:
        """The module that the path names."""
        return self.modules.named[self.path("module")]

    def path(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def param(self, name: str) -> str | None:
        """A query parameter, None where it is absent or empty."""
        return self.request.query_params.get(name) or None

    def required_param(self, name: str) -> str:
        """A query parameter that must be there."""
        value = self.param(name)
        if value is None:
            raise missing_param(name)
        return value

    def json_object(self) -> Body:
        """The body, which must be a JSON object."""
        if not isinstance(self.body, dict):
            raise CrmRefusal("INVALID_DATA", "body", expected_data_type="jsonobject")
        return cast("Body", self.body)

    def module_param(self) -> CrmModule:
        """The module that the parameter `module` names, if the user may see it."""
        module = self.modules.named.get(self.required_param("module"))
        if module is None:
            raise invalid_module(param_name="module")
        self.require("View", module)
        return module

    def require(self, action: CrmAction, module: CrmModule) -> None:
        """Refuse what the profile does not allow."""
        if not self.profile.may(action, module):
            raise no_permission(f"Crm_Implied_{action}_{module.api_name}")

    def hides(self, module: CrmModule, name: str) -> bool:
        """Whether the profile hides the field."""
        return self.profile.permission(module, name) == "hidden"

    def field_at(self, module: CrmModule, path: tuple[str, ...]) -> Field | None:
        """The field that the path ends at, None where no criteria of this user can name it."""
        field = module.fields.get(path[0])
        if field is None or field.nested or self.hides(module, field.name):
            return None
        if len(path) == 1:
            return field
        target = self.modules.keyed.get(field.target)
        if target is None or not self.profile.may("View", target):
            return None
        return self.field_at(target, path[1:])


def module_scopes(module: str, operation: str, *, custom: bool) -> tuple[str, ...]:
    """The scopes of which one opens the module (public page "Scopes": custom modules share the name `custom`)."""
    name = "custom" if custom else module.lower()
    return f"ZohoCRM.modules.{name}.{operation}", f"ZohoCRM.modules.{module.lower()}.{operation}"


def require_scopes(grant: Grant, *scopes: str) -> None:
    """Refuse a token that carries none of these scopes."""
    if not any(grant.allows(scope) for scope in scopes):
        raise CrmRefusal("OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL", 401)
