"""The call log names who asked."""

from tests.sandbox.conftest import Zoho


async def test_a_call_is_logged_with_the_owner_of_its_token(zoho: Zoho) -> None:
    await zoho.ask("sales", "GET", "/crm/v8/nothing/here/at/all", word="x y")
    await zoho.ask(None, "GET", "/books/v3/nothing")
    first, second = zoho.sandbox.calls.since(0)[-2:]
    assert (first["token_owner"], first["product"], first["path"]) == ("sales", "crm", "/crm/v8/nothing/here/at/all")
    assert first["query"] == "word=x+y"
    assert (second["token_owner"], second["product"], second["status"]) == (None, "books", 404)
