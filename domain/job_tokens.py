"""Tokens that administrators give to single jobs. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Zoho keeps so many refresh tokens of a user and client; one more ends the oldest without a word.
MOST_REFRESH_TOKENS = 20
# From so many on the gateway warns.
MANY_REFRESH_TOKENS = 15
# How long an access token of Zoho lives.
ACCESS_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class JobToken:
    """That a job has a token, or had one: whose it is, and what it was used for. The token itself is not in it."""

    job_id: str
    tenant: str
    given_by: str
    given_at: datetime
    ended_at: datetime | None
    is_refreshable: bool
    calls: int


@dataclass(frozen=True, slots=True)
class SealedToken:
    """A token, encrypted: a refresh token where it is `is_refreshable`, and the organisations that its owner picked."""

    text: str
    is_refreshable: bool
    organizations: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return "SealedToken(hidden)"


def refresh_token_warning(live: int) -> str | None:
    """What to say of so many refresh tokens of one user in jobs, None where there are few."""
    if live < MANY_REFRESH_TOKENS:
        return None
    return (
        f"{live} refresh tokens of this user are kept in jobs. Zoho lets a user have {MOST_REFRESH_TOKENS} and ends "
        "the oldest when one more is made: end the jobs that are not needed."
    )
