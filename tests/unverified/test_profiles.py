"""What a migration would mean for somebody rests on their profile in CRM: what cannot be read of it is named."""

from resolvers.integration.profiles import NOT_READ
from tests.unverified.alterations import SHAPES, at, refused
from tests.unverified.proxy import AlteredGraph

SINGLE = "GET /crm/v8/settings/profiles/[0-9]+"
IMPACT = '{ migrationImpact(user: "rosa.lindqvist@halvorsen.example") { words } }'
PLACES = ("profiles", *(f"profiles.*.permissions_details{each}" for each in ("", ".*.enabled", ".*.name")))
ALTERATIONS = [
    *(at(SINGLE, place, change) for place in PLACES for change in SHAPES.values()),
    *(refused(SINGLE, status, {"code": "NO_PERMISSION"}) for status in (403, 404)),
]


async def test_what_cannot_be_read_of_a_profile_is_named(altered: AlteredGraph) -> None:
    graph = altered.graph
    assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
    assert NOT_READ not in (await graph.ask("admin", IMPACT)).data["migrationImpact"]["words"]
    for alteration in ALTERATIONS:
        altered.alter(alteration)
        assert NOT_READ in (await graph.ask("admin", IMPACT)).data["migrationImpact"]["words"], alteration.name
        assert altered.proxy.altered
