"""The profiles of CRM as an administrator reads them: what their users may do, and which fields they hide."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.crm.client import Crm
from domain.actions import ActionName
from domain.errors import SuitegraphError
from domain.json_values import mapping, mappings
from domain.permission_sources import CrmModules, Rights
from domain.permissions import CrmField
from domain.queries import RECORD_ID, Row
from resolvers.caller.crm_fields import crm_field
from resolvers.gathering import Once

UNREAD = "unread"
NOT_READ = "A profile could not be read: what it forbids is not known."
_ACTIONS: Mapping[str, ActionName] = {"View": "view", "Create": "create", "Edit": "edit", "Delete": "delete"}
_VISIBLE: Mapping[str, bool] = {"read_write": True, "read_only": True, "hidden": False}


@dataclass(slots=True)
class Profiles:
    """What profiles allow: each profile and each module's fields take one call of the administrator's."""

    crm: Crm
    _once: Once = field(default_factory=Once)
    read: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def warnings(self) -> list[str]:
        """What is not known, in a sentence."""
        return [NOT_READ] if UNREAD in self.read.values() else []

    async def rights(self, id_: str) -> CrmModules | None:
        """What the users of a profile may do by module; what cannot be read is unknown, and None names no profile."""
        if RECORD_ID.fullmatch(id_) is None:
            return None
        return await self._once(f"profile {id_}", lambda: self._rights(id_))

    async def fields(self, id_: str, api_name: str) -> Mapping[str, CrmField]:
        """The fields of a module as a profile has them. Raises the error of CRM."""
        rows: list[Row] = await self._once(f"fields {api_name}", lambda: self.crm.fields(api_name))
        known = {str(row["api_name"]): _field(row, id_) for row in rows}
        self.read[f"fields {api_name} {id_}"] = sorted(
            (name, str(each.visible), each.read_only) for name, each in known.items()
        )
        return known

    async def _rights(self, id_: str) -> CrmModules:
        try:
            profile = await self.crm.profile(id_)
        except SuitegraphError:
            # Unknown is not denied: the plan says so.
            self.read[f"profile {id_}"] = UNREAD
            return {}
        enabled: dict[str, dict[ActionName, bool]] = {}
        details = mappings(profile.get("permissions_details"))
        # What is said in other words is not known.
        is_read = bool(details)
        for each in details:
            is_read &= isinstance(each.get("enabled"), bool) and isinstance(each.get("name"), str)
            module = each.get("module")
            api_name = str(mapping(module).get("api_name") or "") or (module if isinstance(module, str) else "")
            action = _ACTIONS.get(str(each.get("name") or "").removeprefix("Crm_Implied_").partition("_")[0])
            if api_name and action is not None and isinstance(each.get("enabled"), bool):
                enabled.setdefault(api_name, {})[action] = each["enabled"] is True
        by_name = sorted((name, sorted(actions.items())) for name, actions in enabled.items())
        self.read[f"profile {id_}"] = by_name if is_read else UNREAD
        return {
            name: Rights(
                frozenset(action for action, on in actions.items() if on),
                frozenset(action for action, on in actions.items() if not on),
            )
            for name, actions in enabled.items()
        }


def _field(row: Row, profile_id: str) -> CrmField:
    kind = next(
        (
            str(each.get("permission_type"))
            for each in mappings(row.get("profiles"))
            if str(each.get("id")) == profile_id
        ),
        "",
    )
    return replace(crm_field(row), visible=_VISIBLE.get(kind), read_only=kind == "read_only")
