"""The current time of the sandbox's CRM, and how CRM writes times."""

from datetime import datetime

from sandbox.company.company import ZONE
from sandbox.context import Options


def written(moment: datetime) -> str:
    """The instant with the offset of the users' zone, to the second."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


def now(options: Options) -> datetime:
    """This moment of the sandbox's day, which is a day of the users' zone."""
    return datetime.combine(options.today, datetime.now(ZONE).timetz())
