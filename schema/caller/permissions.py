"""The caller's permissions, so that front ends can show only the actions that are allowed."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from domain.actions import ACTIONS
from domain.errors import BadUserInput
from domain.permissions import Denial, ModuleView, Reason, coordinates_within, fingerprint
from schema.engine.declare import registry
from schema.engine.declare.allowed_actions import AllowedAction, ordered_actions
from schema.engine.declare.enums import describe_values
from schema.engine.declare.operation import OperationContext


@strawberry.enum(description="A Zoho product behind the graph.")
class ProductName(Enum):
    """Zoho's products."""

    CRM = strawberry.enum_value("crm", description="Zoho CRM.")
    BOOKS = strawberry.enum_value("books", description="Zoho Books.")
    BILLING = strawberry.enum_value("billing", description="Zoho Billing.")


# The domain's own enum, as a type of the graph.
REASONS = {
    "CRM_PROFILE": "The rights of the caller's profile in CRM.",
    "CRM_FIELD_PERMISSION": "CRM's permission of a field, also for its twin in Books or Billing.",
    "MIGRATION_REQUIRED": "The caller has not been migrated yet, and the caller's organisation is migrating its users.",
    "BOOKS_ROLE": "The caller's role in Books.",
    "BILLING_MEMBERSHIP": "Whether the caller is a member of the organisation in Billing.",
    "INTEGRATION_GRANT": "What the caller was granted as an integration user.",
    "GATEWAY_POLICY": "A rule of this gateway.",
    "UPSTREAM_REFUSAL": "The product refused it when it was last asked.",
    "UNKNOWN_TO_GATEWAY": "The product's word is not known here: the product decides when it is asked.",
    "SOURCE_UNAVAILABLE": "A source of permissions could not be asked.",
}
strawberry.enum(Reason, name="PermissionReason", description="A source of permissions.")
describe_values(Reason, lambda each: REASONS.get(each.name))


@strawberry.type(description="A field that is hidden from the caller or read-only.")
class FieldPermission:
    """A field and why."""

    coordinate: str = strawberry.field(description="The field, `Invoice.total`.")
    reason: Reason = strawberry.field(description="The source that decided.")
    product: ProductName | None = strawberry.field(description="The product that the source belongs to.")


@strawberry.type(description="An action that the caller may not perform.")
class DeniedAction:
    """An action and why."""

    action: AllowedAction = strawberry.field(description="The action.")
    reason: Reason = strawberry.field(description="The source that decided.")
    product: ProductName | None = strawberry.field(description="The product that the source belongs to.")
    text: str = strawberry.field(description="The reason in plain words.")


@strawberry.type(description="The caller's permissions in one module.")
class ModulePermissions:
    """One module."""

    module: str = strawberry.field(description="The module, `books.invoices`.")
    type: str = strawberry.field(description="The type of its records, `Invoice`.")
    allowed_actions: list[AllowedAction] = strawberry.field(description="Actions that the caller may perform.")
    unknown_actions: list[AllowedAction] = strawberry.field(
        description="Those among the allowed ones that the product decides on being asked, because the gateway cannot "
        "read what a source of permissions says of them."
    )
    denied_actions: list[DeniedAction] = strawberry.field(
        description="Actions that the caller may not perform, with reasons."
    )
    assigned_only: bool = strawberry.field(
        description="Whether Books shows only records that are assigned to the caller."
    )
    hidden_fields: list[FieldPermission] = strawberry.field(description="Fields that are hidden and stay null.")
    read_only_fields: list[FieldPermission] = strawberry.field(description="Fields that cannot be changed.")


@strawberry.type(description="The caller's permissions, as the products last reported them.")
class ViewerPermissions:
    """Every module."""

    as_of: datetime = strawberry.field(description="When the oldest of the underlying permissions was fetched.")
    administrator: bool = strawberry.field(description="Whether the caller has CRM's administrator profile.")
    fingerprint: str = strawberry.field(description="Hash of the permissions, equal for users with equal permissions.")
    modules: list[ModulePermissions] = strawberry.field(description="Every module of the graph.")


@strawberry.type(description="The decision of one source of permissions.")
class SourceVerdict:
    """A source and its decision."""

    source: Reason = strawberry.field(description="The source.")
    product: ProductName | None = strawberry.field(description="The product that the source belongs to.")
    allows: list[AllowedAction] | None = strawberry.field(
        description="Actions that it allows; null if it does not decide about the module."
    )
    unknown: list[AllowedAction] = strawberry.field(
        description="Those among the allowed ones of which the gateway cannot read what the source says."
    )
    unread: list[str] = strawberry.field(description="The words of the source that the gateway cannot read.")
    text: str = strawberry.field(description="Why it forbids the other actions.")


@strawberry.type(description="A custom field that the gateway's policy shows where others of its kind are hidden.")
class OpenedCustomField:
    """A custom field and why."""

    name: str = strawberry.field(description="The field's name in the product, `cf_score`.")
    text: str = strawberry.field(description="The reason in the policy's words.")


@strawberry.type(description="Why a type or a field is visible or hidden.")
class PermissionExplanation:
    """One coordinate."""

    coordinate: str = strawberry.field(description="The coordinate that was asked about.")
    visible: bool = strawberry.field(description="Whether the caller sees it.")
    decided_by: Reason | None = strawberry.field(
        description="The source that hides it; `UNKNOWN_TO_GATEWAY` on something visible leaves it to the product."
    )
    text: str | None = strawberry.field(description="Why it is hidden, or left to the product, in plain words.")
    hidden_within: list[FieldPermission] = strawberry.field(
        description="What is hidden inside of a field that is visible: of line items their prices, of custom fields "
        "the amounts and numbers among them."
    )
    opened_custom_fields: list[OpenedCustomField] = strawberry.field(
        description="Of `customFields`: those that the policy opens, which are shown all the same, unless a rule of it "
        "hides their kind, as `hiddenWithin` says then."
    )
    sources: list[SourceVerdict] = strawberry.field(description="What each source decides about its module.")


def _product(denial: Denial) -> ProductName | None:
    return None if denial.product is None else ProductName(denial.product)


def _fields(denials: Mapping[str, Denial]) -> list[FieldPermission]:
    return [
        FieldPermission(coordinate=coordinate, reason=denial.reason, product=_product(denial))
        for coordinate, denial in sorted(denials.items())
    ]


def _module(view: ModuleView, type_name: str, *, strict: bool) -> ModulePermissions:
    denials = [(AllowedAction(name), view.denial(name)) for name in ACTIONS if name in view.module.actions]
    return ModulePermissions(
        module=str(view.module),
        type=type_name,
        allowed_actions=[*ordered_actions(view.actions)],
        unknown_actions=[*ordered_actions(view.unknown)],
        denied_actions=[
            DeniedAction(action=action, reason=denial.reason, product=_product(denial), text=denial.text)
            for action, denial in denials
            if denial is not None
        ],
        assigned_only=view.assigned_only,
        hidden_fields=[] if strict else _fields(view.hidden),
        read_only_fields=_fields(view.read_only),
    )


async def permissions_of(operation: OperationContext) -> ViewerPermissions:
    """The caller's permissions in every module. Each source that is not cached takes one call."""
    loader = operation.loader
    views = await loader.permissions.all()
    types = {module: type_name for type_name, module in registry.modules().items()}
    return ViewerPermissions(
        as_of=loader.permissions.sources.oldest.strftime("%Y-%m-%dT%H:%M:%SZ"),  # pyright: ignore[reportArgumentType]  # as the scalar is written
        administrator=await loader.permissions.is_administrator(),
        fingerprint=fingerprint(views),
        modules=[
            _module(view, types[view.module], strict=operation.strict)
            for view in views
            if view.viewable or not operation.strict
        ],
    )


async def permission_explanation(info: Info[OperationContext, None], coordinate: str) -> PermissionExplanation:
    """Which source decided. Raises BadUserInput for a coordinate of no record, or one whose name is hidden."""
    type_name, _, field = coordinate.partition(".")
    module, permissions = registry.modules().get(type_name), info.context.loader.permissions
    unknown = BadUserInput("`coordinate` must name a record type or one of its fields, `Invoice` or `Invoice.total`.")
    if module is None or (field and field not in registry.fields_of(type_name)):
        raise unknown
    view = await permissions.of(module)
    denial = view.denial("view") or view.hidden.get(coordinate) or permissions.hidden(coordinate)
    if denial is not None and info.context.strict:
        raise unknown
    decision = denial or view.left_to_product("view")
    guarded = permissions.rules.fields.get(module, ())
    inside = frozenset[str]() if info.context.strict else coordinates_within(guarded, coordinate)
    opened = view.opened.items() if inside & view.opened_at else ()
    return PermissionExplanation(
        coordinate=coordinate,
        visible=denial is None,
        decided_by=decision.reason if decision else None,
        text=decision.text if decision else None,
        hidden_within=_fields({each: view.hidden[each] for each in inside & view.hidden.keys()}),
        opened_custom_fields=[OpenedCustomField(name=name, text=text) for name, text in sorted(opened)],
        sources=[
            SourceVerdict(
                source=factor.denial.reason,
                product=_product(factor.denial),
                allows=None if factor.allows is None else [*ordered_actions(factor.allows)],
                unknown=[*ordered_actions(factor.unknown)],
                unread=[*factor.unread],
                text=factor.denial.text,
            )
            for factor in view.factors
        ],
    )
