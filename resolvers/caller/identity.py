"""The user behind a token."""

import re
from dataclasses import dataclass

from adapters.accounts.client import user_info
from adapters.books import client as books
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from domain.errors import Forbidden, SuitegraphError, Unauthenticated, UpstreamUnavailable
from domain.queries import RECORD_ID
from resolvers.caller.caller_cache import CallerCache

IDENTITY = "identity"
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """The user behind a token. `zuid` is Zoho's id of the user across products, None where the source lacks it."""

    name: str
    email: str
    zuid: str | None


async def identity_of(upstream: Upstream, caller_cache: CallerCache) -> Identity:
    """The token's user, cached: one to three calls. Raises Unauthenticated for a token that no product accepts.

    Accounts knows every user, but needs a scope of its own; CRM and Books, which have users too, are asked after it. A
    source that names no address is passed over: grants and rules of the policy are looked up by it.
    """
    return await caller_cache.load(upstream.caller, IDENTITY, lambda: _identified(upstream))


async def _identified(upstream: Upstream) -> Identity:
    refusals: list[SuitegraphError] = []
    for source in (_from_accounts, _from_crm, _from_books):
        try:
            identity = await source(upstream)
            if ADDRESS.fullmatch(identity.email) is not None:
                return identity
            refusals.append(UpstreamUnavailable("Zoho names no address of the caller.", service="accounts"))
        except SuitegraphError as error:
            refusals.append(error)
            if isinstance(error, Unauthenticated) and error.service == "crm":
                # Only CRM distinguishes a dead token from a missing scope.
                break
    raise next((error for error in refusals if isinstance(error, Unauthenticated)), refusals[0])


async def _from_accounts(upstream: Upstream) -> Identity:
    user = await user_info(upstream)
    name = _text(user.get("Display_Name")) or f"{_text(user.get('First_Name'))} {_text(user.get('Last_Name'))}".strip()
    return Identity(name, _text(user.get("Email")), _id(user.get("ZUID")))


async def _from_crm(upstream: Upstream) -> Identity:
    user = await Crm(upstream).current_user()
    if user is None:
        raise Forbidden("Zoho CRM knows no user behind the access token.", service="crm")
    return Identity(_text(user.get("full_name")), _text(user.get("email")), _id(user.get("zuid")))


async def _from_books(upstream: Upstream) -> Identity:
    # Books returns 401 with the same code for a dead token and for a missing scope.
    organizations = await books.organizations(upstream)
    ids = [id_ for row in organizations if RECORD_ID.fullmatch(id_ := str(row["organization_id"]))]
    if not ids:
        unknown = Unauthenticated("Zoho Books knows no user behind the access token.", service="books")
        unknown.name_data_centre(upstream.caller.data_centre)
        raise unknown
    user = await books.Books(upstream, ids[0]).me()
    return Identity(_text(user.get("name")), _text(user.get("email")), None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _id(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and value else None
