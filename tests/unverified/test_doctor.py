"""`suitegraph doctor` names the words that the gateway cannot read."""

from gateway.commands.doctor import examination
from tests.unverified.alterations import WORDS, at
from tests.unverified.assumed_answers import ME
from tests.unverified.proxy import AlteredGraph


async def test_the_doctor_names_unknown_words_and_the_modules_that_they_concern(altered: AlteredGraph) -> None:
    settings, token = altered.graph.service.settings, "1000.demo.accountant"
    assert not any("UNKNOWN" in sentence for _, sentence in await examination(settings, token, "local"))
    entity = "user.role.role.permissions.*.entity"
    altered.alter(at(ME, entity, WORDS["in another word"], only=lambda each: each["entity"] == "invoice"))
    [(well, sentence)] = [each for each in await examination(settings, token, "local") if "UNKNOWN" in each[1]]
    assert well
    assert sentence == ("UNKNOWN_TO_GATEWAY: no entity invoice, x_invoice. The product decides about books.invoices.")
