"""What people and Books itself write on records of Books."""

from datetime import date
from enum import Enum
from typing import Any, Literal

import strawberry

from domain.modules.module import Module
from resolvers.reading.history import comments_shown
from schema.engine.declare.records import part, upstream
from schema.engine.declare.sub_resources import SubResourceField
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN


@strawberry.enum(description="What kind of a comment it is.")
class CommentKind(Enum):
    """Books' words."""

    COMMENT = strawberry.enum_value("internal", description="For colleagues.")
    CLIENT = strawberry.enum_value("client", description="Shown to the customer.")
    SYSTEM = strawberry.enum_value("system", description="Noted by Books itself.")
    UNKNOWN = NOT_KNOWN


@part
class Comment:
    """A comment on a record, or what Books noted there."""

    comment_id: str | None = upstream("comment_id", "Its id in Books.")
    text: str | None = upstream(
        "description", "What it says. Books' own words are left out where they may name something hidden from you."
    )
    author: str | None = upstream("commented_by", "Who wrote it or did it.")
    author_id: str | None = upstream("commented_by_id", "Their id in Books.")
    on: date | None = upstream("date", "The day.")
    time: str | None = upstream("time", "The time of day in the organisation's zone, as Books writes it.")
    kind: CommentKind | None = upstream("comment_type", "What kind it is.")
    operation: str | None = upstream("operation_type", "What Books notes of, `Added` or `Updated`.")


class CommentsField(SubResourceField):
    """The comments of a record, in as many calls as its module says."""

    def __init__(self) -> None:
        super().__init__(Comment, "", comments_shown, {}, tells_amounts=True)

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a record of this module. Raises ValueError for one without comments."""
        super().belong_to(owner, name, annotation, module)
        if not self.module.comment_calls:
            raise ValueError(f"{module} declares no `comment_calls`: Books would never be asked for its comments.")
        pages = ", or one a page" if self.module.comment_calls > 1 else ""
        self.description = f"Comments and what Books noted, the newest first: one call{pages}."
        self.costs = {self.module.product: self.module.comment_calls}


def comments(*, init: Literal[False] = False) -> Any:
    """The field `comments` of a module's records."""
    return CommentsField()
