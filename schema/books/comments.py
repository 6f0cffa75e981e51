"""What people and Books itself write on records of Books."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from domain.sources import Module
from resolvers.reading.history import COMMENTED, comments_shown
from schema.engine.declare.records import part, sub_resource, upstream
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


def comments(module: str, *, init: Any = False) -> Any:
    """The field `comments` of a module's records."""
    costs = COMMENTED[Module("books", module)]
    text = "Comments and what Books noted, the newest first: one call" + (", or one a page." if costs > 1 else ".")
    return sub_resource(Comment, text, reads=comments_shown, costs={"books": costs}, tells_amounts=True)
