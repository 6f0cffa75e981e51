"""CRM users: the owners of records."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import crm
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import upstream
from schema.shared.records import record


@strawberry.enum(description="Status of a user of CRM.")
class UserStatus(Enum):
    """Values as CRM names them."""

    ACTIVE = strawberry.enum_value("active", description="The user can sign in.")
    INACTIVE = strawberry.enum_value("inactive", description="The user cannot sign in.")
    UNKNOWN = UNKNOWN_VALUE


@record(crm.USERS)
class User(Node):
    """A user of CRM, as an owner or author of records."""

    name: str | None = upstream("full_name", "First and last name.")
    first_name: str | None = upstream("first_name", "First name.")
    last_name: str | None = upstream("last_name", "Last name.")
    email: str | None = upstream("email", "E-mail address that the user signs in with.")
    status: UserStatus | None = upstream("status", "User status.")
    time_zone: str | None = upstream("time_zone", "The user's time zone, `Europe/Berlin`.")
    created_at: datetime | None = upstream("created_time", "When the user was created.", is_moment=True)


USERS = Listing(User)
# The columns that a look-up of a user carries.
USER_INLINE = {"id": "id", "full_name": "name", "email": "email"}
AUTHOR_INLINE = {"id": "id", "full_name": "name"}
