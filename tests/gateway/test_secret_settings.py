"""Secrets of the settings come by the environment alone, and no word of them comes out of the settings again."""

import json
import pprint
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from gateway.settings import PREFIX, Settings, SettingsError, settings_from_environment

SECRET = "Kx7vQp2mZr9tLw4nBs6yHd3fGj8cVa5e"
# What a name says of its value.
SUSPECT = ("secret", "key", "token", "password", "url", "database", "server")
# Names that say so of something that is none, and why.
OPEN = {
    "books_key_field": "the API name of a field",
    "crm_key_field": "the API name of a field",
    "max_tokens": "a number",
    "public_url": "the gateway's own address",
    "personas_url": "the address of a sandbox's list",
}
VALUES: dict[str, str] = {
    "cache_url": f"redis://:{SECRET}@localhost/0",
    "limits_url": f"redis://:{SECRET}@localhost/0",
    "database": f"postgresql+psycopg://user:{SECRET}@localhost/x",
    "jobs_database": f"postgresql+psycopg://user:{SECRET}@localhost/x",
    "mail_server": f"smtps://user:{SECRET}@localhost",
    "oauth_clients": json.dumps({"us": {"id": "1000.ABC", "secret": SECRET}}),
}


def _holds_secret(annotation: Any) -> bool:
    text = str(annotation)
    models = [annotation, *getattr(annotation, "__args__", ())]
    inner = [each for each in models if isinstance(each, type) and issubclass(each, BaseModel)]
    return "SecretStr" in text or any(
        _holds_secret(field.annotation) for each in inner for field in each.model_fields.values()
    )


SECRETS = sorted(name for name, field in Settings.model_fields.items() if _holds_secret(field.annotation))


def test_whatever_sounds_like_a_secret_is_one_or_has_a_reason() -> None:
    suspects = {name for name in Settings.model_fields if any(word in name for word in SUSPECT)}
    assert suspects - set(SECRETS) == OPEN.keys()
    assert {"audit_key", "cursor_secret", "session_keys", "job_keys", "oauth_clients"} <= set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_does_not_come_out_of_the_settings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", VALUES.get(name, SECRET))
    settings = settings_from_environment()
    value = getattr(settings, name)
    assert value
    holders = (settings, value, settings.model_dump(), (value,), {"a": value})
    shown = [text for each in holders for text in (repr(each), str(each), pprint.pformat(each), f"{each}")]
    assert SECRET not in "".join([*shown, settings.model_dump_json()])


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_is_wrong_is_refused_without_its_value(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Too short for a key, and no address.
    wrong = SECRET[:7]
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", wrong)
    try:
        shown = repr(settings_from_environment())
    except SettingsError as error:
        shown = str(error)
    assert wrong not in shown


def test_the_settings_hold_secrets_as_secrets() -> None:
    settings = Settings()
    assert isinstance(settings.cursor_secret, SecretStr)
    assert all(isinstance(key, SecretStr) for key in settings.session_keys)
