"""What a product's refusal of a list teaches about the caller's rights."""

from typing import cast

from adapters.refusals import NotMember
from domain.errors import Forbidden, NotFound
from domain.modules.module import Module
from resolvers.caller.organizations import FinanceProduct
from resolvers.caller.permissions import Permissions


async def refusal_of_list(
    permissions: Permissions, module: Module, error: Forbidden | NotFound, *, names_none: bool
) -> Forbidden | NotFound:
    """The error of a list that the product refused, which is noted where it says something about the module.

    Some products refuse a whole list as if there were none: so it is understood where the list names no other record
    (`names_none`). A product that lists the organisation and then refuses its member contradicts itself.
    """
    if isinstance(error, NotFound):
        if module.mirrors_self or not names_none:
            return error
        text = f"{module.traits.label} does not allow this to the caller (scope or role)."
        error = Forbidden(text, service=module.product, detail=error.detail)
    product = cast("FinanceProduct", module.product)
    if isinstance(error, NotMember) and await permissions.organizations.is_member(product) is True:
        return error
    if error.service == module.product:
        permissions.refused(module)
    return error
