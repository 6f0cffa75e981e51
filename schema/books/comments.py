"""Comments on records of Books, written by people and by Books itself."""

from datetime import date
from enum import Enum
from typing import Any, Literal

import strawberry

from domain.modules.module import Module
from resolvers.reading.history import comments_shown
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.records import part, upstream
from schema.engine.declare.sub_resources import SubResourceField


@strawberry.enum(description="Kind of a comment.")
class CommentKind(Enum):
    """Values as Books names them."""

    COMMENT = strawberry.enum_value("internal", description="Shown to colleagues only.")
    CLIENT = strawberry.enum_value("client", description="Shown to the customer.")
    SYSTEM = strawberry.enum_value("system", description="Written by Books itself.")
    UNKNOWN = UNKNOWN_VALUE


@part
class Comment:
    """A comment on a record, or a note that Books itself wrote there."""

    comment_id: str | None = upstream("comment_id", "Its id in Books.")
    text: str | None = upstream(
        "description", "The text; omitted if Books itself wrote it and it may mention something hidden from you."
    )
    author: str | None = upstream("commented_by", "Name of the author.", same_as="User.name")
    author_id: str | None = upstream("commented_by_id", "Id of the author in Books.")
    on: date | None = upstream("date", "The day.")
    time: str | None = upstream("time", "Time of day in the organisation's time zone, as Books formats it.")
    kind: CommentKind | None = upstream("comment_type", "Kind of the comment.")
    operation: str | None = upstream("operation_type", "The operation that Books noted, `Added` or `Updated`.")


class CommentsField(SubResourceField):
    """The comments of a record, in as many calls as its module says."""

    def __init__(self) -> None:
        super().__init__(Comment, "", comments_shown, {}, tells_amounts=True)

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a record of this module. Raises ValueError for one without comments."""
        super().belong_to(owner, name, annotation, module)
        if not self.module.comment_calls:
            raise ValueError(f"{module} declares no `comment_calls`: its comments would never be read.")
        pages = " per page" if self.module.comment_calls > 1 else ""
        self.description = f"Comments and notes of Books itself, the newest first. Takes one call{pages}."
        self.costs = {self.module.product: self.module.comment_calls}


def comments(*, init: Literal[False] = False) -> Any:
    """The field `comments` of a module's records."""
    return CommentsField()
