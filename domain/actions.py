"""What may be done with the records of a module: the words of roles, grants and policy."""

from typing import Literal, get_args

Action = Literal["view", "create", "edit", "delete", "send", "approve", "convert", "export"]
ACTIONS: tuple[Action, ...] = get_args(Action)
