"""Definitions of a module's fields, remembered as long as permissions, which they show."""

from adapters.crm.field_definitions import kept_definition
from domain.custom_fields import kind_of
from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.queries import Row
from domain.sources import CUSTOM
from resolvers.caller.permission_sources import PERMISSION_PREFIX
from resolvers.catalogue import CRM
from resolvers.reading.loader import RecordLoader

KIND = "::kind"


def defines_fields(module: Module) -> bool:
    """Whether the product lists fields of the module: CRM all of them, Books its custom ones."""
    return module.mirrors_self or (module.entity is not None and not module.chosen_in)


async def field_definitions_of(loader: RecordLoader, module: Module, view: ModuleView) -> list[Row]:
    """The fields of a module that the caller sees, with their choices: one call, and none while they are remembered."""
    if module.mirrors_self:
        api_name = CRM[module].api_name

        async def load() -> list[Row]:
            return [
                kept_definition(row) for row in await loader.crm.fields(api_name) if row.get("visible") is not False
            ]

        name = f"definitions of {api_name}"
    else:
        books = await loader.books()

        async def load() -> list[Row]:
            return await books.custom_fields(str(module.entity))

        name = f"definitions of {module} in {await loader.organizations.id_of('books')}"
    rows = await loader.caller_cache.load(loader.upstream.caller, f"{PERMISSION_PREFIX}{name}", load)
    # By this field the gateway recognises what it wrote: nobody else sets it.
    mark = loader.journal_writer.key_field(module.product) if loader.has_journal else None
    defined = [{**row, KIND: kind_of(row.get("data_type"))} for row in rows if row.get("api_name") != (mark or "")]
    return [row for row in defined if not _is_hidden(row, view)]


def _is_hidden(row: Row, view: ModuleView) -> bool:
    """Whether a field is hidden. Raises PermissionUnknown where that cannot be read of what the product says."""
    if row.get("custom_field") is True:
        is_hidden = view.hides_custom(row[KIND], row.get("api_name"))
        denials = (view.dropped.get(path) for path in ((CUSTOM,), (CUSTOM, row[KIND].value)))
        failure = next((each.failure for each in denials if each is not None and each.failure is not None), None)
        if is_hidden and failure is not None:
            raise failure
        return is_hidden
    return row.get("api_name") in view.columns
