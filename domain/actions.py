"""The actions on records of a module, as roles, grants and policy name them."""

from typing import Literal, get_args

ActionName = Literal["view", "create", "edit", "delete", "send", "approve", "convert", "export"]
ACTIONS: tuple[ActionName, ...] = get_args(ActionName)
