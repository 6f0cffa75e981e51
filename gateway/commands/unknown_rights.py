"""What `suitegraph doctor` says of rights that the gateway cannot read: the product decides about them."""

from collections import defaultdict

from domain import permission_sources
from domain.errors import SuitegraphError
from domain.modules.registry import modules
from domain.permissions import Factor, Reason
from resolvers.caller.permissions import Permissions
from resolvers.gathering import gathered


async def unknown_rights(permissions: Permissions) -> list[str]:
    """A sentence for each set of words that CRM or Books uses and the gateway cannot read: two calls at most.

    A source that does not answer is no word; the roster of integration users is not asked.
    """
    sources, rules = permissions.sources, permissions.rules
    [profile], [user] = await gathered([sources.crm_modules()]), await gathered([sources.books_user()])
    affected: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for module in modules():
        factors: list[Factor] = []
        if not isinstance(profile, SuitegraphError):
            name = permissions.mirrors.api_name_of(module)
            factors.append(permission_sources.by_profile(module, name, profile, frozenset(rules.mirrors.values())))
        if module.traits.rights == "role" and not isinstance(user, SuitegraphError):
            factors.append(permission_sources.by_books_role(module, user, rules.entity_words))
        for factor in factors:
            if factor.unread:
                affected[factor.unread].append(str(module))
    return [
        f"{Reason.UNKNOWN_TO_GATEWAY.name}: {', '.join(words)}. The product decides about {', '.join(names)}."
        for words, names in affected.items()
    ]
