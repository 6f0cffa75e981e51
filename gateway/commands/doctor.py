"""`suitegraph doctor`: what is configured, which products answer for a token, and how an organisation differs."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.messages import NAMES
from adapters.store.engines import StoreError
from domain.caller import caller_of
from domain.errors import SuitegraphError
from gateway.commands.administration import CHECKS, OperationRefusedError, answer_of, check_lines
from gateway.commands.unknown_rights import unknown_rights
from gateway.service import service_of
from gateway.session import open_session
from gateway.settings import Settings
from gateway.survey.reads import Survey, most_calls
from gateway.survey.report import report_of
from gateway.survey.verdicts import Evidence
from resolvers.caller.identity import identity_of
from resolvers.caller.viewer import product_availabilities

# The survey of an organisation waits for its turns like any other caller.
SURVEY_SECONDS = 600
WORDS = {
    "UNAUTHENTICATED": "does not accept the token; it may have expired, or belong to another data centre",
    "FORBIDDEN": "knows the token, but its user has no access, or the token lacks a scope",
    "TOO_MANY_REQUESTS": "has used up its quota; wait and try again",
    "UPSTREAM_TIMEOUT": "does not answer in time",
    "UPSTREAM_UNAVAILABLE": "cannot be reached, or does not answer properly",
    "UPSTREAM_REJECTED": "refuses the request; the version of suitegraph may be too old",
}


def configuration(settings: Settings) -> Iterator[str]:
    """What is configured, a line each."""
    yield f"Listens on {settings.host}:{settings.port}."
    for name in settings.data_centres:
        places = settings.every_data_centre()[name]
        yield f"Data centre {name}: accounts at {places.accounts}, products at {places.api}."
    for product in ("books", "billing"):
        chosen = settings.organizations().get(product)
        yield f"Organisation of {NAMES[product]}: {chosen or 'the default one of each caller'}."
    origins = ", ".join(settings.cors_origins) or "none"
    yield f"Front ends in browsers: {origins}. GraphiQL: {'on' if settings.graphiql else 'off'}."
    yield f"An operation may take {settings.deadline_seconds:g} s, one call {settings.upstream_seconds:g} s."


async def examination(settings: Settings, secret: str, data_centre: str) -> list[tuple[bool, str]]:
    """Whether each product answers for the token, as (well, sentence), and what of its rights is unknown. Six calls."""
    service = service_of(settings)
    # The products alone: no record and no grant is asked for, so the roster may be out of reach.
    await service.exchange.open()
    try:
        caller = caller_of(secret, data_centre, service.partition_key)
        async with open_session(service, caller, fresh=True) as session:
            loader = session.loader
            identity = await identity_of(loader.upstream, loader.caller_cache)
            availabilities = await product_availabilities(loader.crm, loader.organizations)
            unknown = await unknown_rights(loader.permissions)
    except SuitegraphError as error:
        return [(False, f"The token is of no use here: {error.message}")]
    finally:
        await service.exchange.close()
    findings = [(True, f"The token belongs to {identity.name} <{identity.email}>.")]
    for each in availabilities:
        words = "answers" if each.answers else WORDS.get(each.reason or "", "does not answer")
        findings.append((each.answers, f"{NAMES[each.product]} {words}."))
    return [*findings, *((True, sentence) for sentence in unknown)]


async def integration_checks(settings: Settings, secret: str, data_centre: str) -> list[str]:
    """What integration users need, a line each, where there is a database for them. At most nine calls."""
    if settings.database is None:
        return []
    try:
        shown = await answer_of(settings, secret, data_centre, CHECKS)
    except (OperationRefusedError, StoreError) as error:
        return [f"Integration users are not looked at: {error}"]
    return ["Integration users:", *check_lines(shown["checks"])]


def announcement(settings: Settings) -> str:
    """How many calls the report takes at most, and of which kind."""
    calls = most_calls(service_of(settings).rights.mirrors)
    parts = ", ".join(f"{NAMES[service]} {most}" for service, most in calls.items())
    return f"The report takes at most {sum(calls.values())} calls, all of which only read ({parts})."


async def report(settings: Settings, secret: str, data_centre: str) -> Mapping[str, Any]:
    """How an organisation differs from what the gateway expects, without any value of it.

    At most as many calls as announced, one after the other. Raises Unauthenticated for a malformed token.
    """
    service = service_of(settings)
    await service.exchange.open()
    try:
        caller = caller_of(secret, data_centre, service.partition_key)
        deadline = asyncio.get_running_loop().time() + SURVEY_SECONDS
        upstream = service.exchange.upstream(caller, deadline, fresh=True)
        survey = Survey(upstream, settings.organizations(), service.rights.mirrors)
        return report_of(Evidence(await survey.run(), service.rights.mirrors, service.rights.entity_words))
    finally:
        await service.exchange.close()
