"""What may be done with the records of a module: the words of roles, grants and policy."""

from typing import Literal, get_args

ActionName = Literal["view", "create", "edit", "delete", "send", "approve", "convert", "export"]
ACTIONS: tuple[ActionName, ...] = get_args(ActionName)
