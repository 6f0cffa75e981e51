"""Every module that is declared: permissions, grants, caches, history and the schema read them here."""

from domain.modules.module import Module
from domain.products import PRODUCTS

# By `books.invoices`.
DECLARED: dict[str, Module] = {}


def declare(module: Module) -> Module:
    """Make a module known to everything that reads modules. Raises ValueError for one that is not whole."""
    if str(module) in DECLARED:
        raise ValueError(f"{module} is declared twice.")
    if module.traits.rights == "role" and module.entity is None and not module.chosen_in:
        raise ValueError(f"{module} names no entity: no role in Books would ever allow it.")
    if "view" not in module.actions:
        raise ValueError(f"{module} cannot be viewed: every other action rests on viewing.")
    if not module.is_grantable and (module.default_grant or module.earlier_grant):
        raise ValueError(f"{module} is in a set of grants, but is not grantable.")
    if module.is_grantable and module.chosen_in:
        raise ValueError(f"{module} is a look-up: the grants of the modules that it is chosen in decide.")
    DECLARED[str(module)] = module
    return module


def modules() -> tuple[Module, ...]:
    """Every module by product, in the order of their declarations."""
    return tuple(sorted(DECLARED.values(), key=lambda module: PRODUCTS.index(module.product)))


def module_named(name: str) -> Module:
    """The module of a name like `books.invoices`. Raises KeyError."""
    return DECLARED[name]
