"""Settings: what the environment may say, and that everything wrong with it is told at once."""

import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway.settings import PREFIX, Settings, SettingsError, settings_from_environment

PLACE = {"accounts": "http://localhost:9000", "api": "http://localhost:9000"}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def _read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(PREFIX + name, value)
    return settings_from_environment()


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch)
    assert (settings.host, settings.port, settings.data_centres) == ("127.0.0.1", 8000, ("us",))
    assert settings.organizations() == {}


def test_lists_are_separated_by_commas_and_places_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(
        monkeypatch,
        DATA_CENTRES="eu, local",
        CUSTOM_DATA_CENTRES=json.dumps({"local": {**PLACE, "books": "http://localhost:9003"}}),
        CORS_ORIGINS="https://app.example, http://localhost:3000",
        CORS_HEADERS="x-acme, X-Shop-*",
        BOOKS_ORGANIZATION="460000000000100",
    )
    assert settings.cors_headers == ("x-acme", "X-Shop-*")
    assert settings.data_centres == ("eu", "local")
    assert settings.cors_origins == ("https://app.example", "http://localhost:3000")
    places = settings.every_data_centre()["local"]
    assert places.base("books") == "http://localhost:9003/books/v3"
    assert places.base("billing") == "http://localhost:9000/billing/v1"
    assert settings.organizations() == {"books": "460000000000100"}


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "PORT": "many",
        "DATA_CENTRES": "us,mars",
        "DEADLINE_SECONDS": "0",
        "LOG_LEVEL": "loud",
        "CORS_ORIGINS": "*",
        "CURSOR_SECRET": "short",
        "DATABASE_URL": "postgres://",
        "DATABASE": "store.db",
        "GRANTS": "nowhere.toml",
        "POLICY": "nowhere.toml",
        "TOKEN": "x",
    }
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, **wrong)
    told = re.findall(rf"^  {PREFIX}([A-Z_]+): \S", str(raised.value), re.MULTILINE)
    assert sorted(told) == sorted(wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CUSTOM_DATA_CENTRES", "{"),
        ("CUSTOM_DATA_CENTRES", "[" * 50_000),
        ("CUSTOM_DATA_CENTRES", "[]"),
        ("CUSTOM_DATA_CENTRES", '{"local": {}}'),
        ("CUSTOM_DATA_CENTRES", '{"local": {"accounts": "file:///etc", "api": "http://x"}}'),
        ("CUSTOM_DATA_CENTRES", '{"local": {"accounts": "http://x/path", "api": "http://x"}}'),
        ("CUSTOM_DATA_CENTRES", '{"local": {"accounts": "http://x", "api": "http://x", "crn": "http://x"}}'),
        ("CUSTOM_DATA_CENTRES", '{"Local": {"accounts": "http://x", "api": "http://x"}}'),
        ("DATA_CENTRES", ""),
        ("DATA_CENTRES", "US"),
        ("DATA_CENTRES", ","),
        ("BOOKS_ORGANIZATION", ""),
        ("BILLING_ORGANIZATION", "1/2"),
        ("CORS_ORIGINS", "https://app.example/"),
        ("CORS_ORIGINS", "https://App.example"),
        ("CORS_ORIGINS", "null"),
        ("CORS_HEADERS", "*"),
        ("CORS_HEADERS", "x-a*b"),
        ("CORS_HEADERS", "x a"),
        ("PERSONAS_URL", "file:///etc/passwd"),
        ("PORT", "65536"),
        ("DEADLINE_SECONDS", "nan"),
        ("DEADLINE_SECONDS", "inf"),
        ("MAX_DEPTH", "-1"),
        ("GRAPHIQL", "perhaps"),
        ("CURSOR_SECRET", ""),
        ("LOG_FORMAT", "xml"),
        ("BOOKS_KEY_FIELD", "key"),
        ("BOOKS_KEY_FIELD", "cf_Key"),
        ("CRM_KEY_FIELD", "Request key"),
        ("AUDIT_KEY", "short"),
        ("GRANTS", ""),
        ("POLICY", ""),
        ("DATABASE", ""),
        ("DATABASE", "mars://localhost/store"),
    ],
    ids=lambda part: part[:40],
)
def test_a_value_that_would_only_fail_later_is_refused_now(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, **{name: value})
    assert f"  {PREFIX}{name}: " in str(raised.value)


FILES = {
    "GRANTS": ("user", ['email = "nobody"\nset = "later"', 'email = "a@x.example"']),
    "POLICY": ("rule", ['fields = ["Invoice.id", "Deal.margin"]', 'reason = "No."']),
}


@pytest.mark.parametrize(
    ("name", "complaints"),
    [
        (
            "GRANTS",
            [
                "user 1: email: 'nobody' is not an e-mail address",
                "user 1: set: there is no set 'later'; there are default, earlier",
                "user 2: a set or modules are missing; an empty table of modules grants nothing",
            ],
        ),
        (
            "POLICY",
            [
                "rule 1: reason is missing",
                "rule 1: fields 1: 'Invoice.id' is not a field that can be hidden",
                "rule 1: fields 2: 'Deal.margin' is not a field that can be hidden",
                "rule 2: fields or modules are missing: the rule takes nothing away",
            ],
        ),
    ],
)
def test_a_file_is_read_with_the_setting_and_all_that_is_wrong_in_it_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, complaints: list[str]
) -> None:
    key, entries = FILES[name]
    path = tmp_path / "wrong.toml"
    path.write_text("\n".join(f"[[{key}]]\n{entry}" for entry in entries))
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, PORT="many", **{name: str(path)})
    told = re.findall(rf"^  {PREFIX}{name}: (.*)", str(raised.value), re.MULTILINE)
    assert told == complaints
    assert f"{PREFIX}PORT: " in str(raised.value)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"[[user]", b"\xff", b"a = " + b"[" * 50_000], ids=["half", "bytes", "deep"])
def test_a_file_that_is_not_toml_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, **{name: str(path)})
    assert f"  {PREFIX}{name}: {path} is not TOML: " in str(raised.value)


def test_a_policy_may_name_any_field_that_can_be_hidden_and_any_module(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("""
        [[rule]]
        reason = "Margins are for the management alone."
        fields = ["Deal.customFields", "Invoice.balance"]
        modules = { "books.purchase_orders" = ["view"], "crm.deals" = ["delete"], "billing.plans" = ["view"] }
        except_profiles = ["Administrator"]
    """)
    assert _read(monkeypatch, POLICY=str(path)).policy == path


def test_a_secret_is_neither_shown_nor_told_as_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "0123456789abcdef-a-secret"
    settings = _read(monkeypatch, CURSOR_SECRET=secret)
    assert settings.cursor_secret.get_secret_value() == secret
    assert secret not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    sealed = _read(monkeypatch, AUDIT_KEY=secret)
    assert secret not in f"{sealed!r} {sealed} {sealed.model_dump()} {sealed.model_dump_json()}"
    stored = _read(monkeypatch, DATABASE="sqlite:///secret.db")
    assert "secret.db" not in f"{stored!r} {stored} {stored.model_dump()} {stored.model_dump_json()}"
    hidden = json.dumps({"local": {"accounts": "http://user:password@x", "api": 1}})
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, CURSOR_SECRET="0123", CUSTOM_DATA_CENTRES=hidden, DATABASE="mars://user:password@x/y")
    assert "password" not in str(raised.value)
    assert "0123" not in str(raised.value)


def test_the_secret_of_cursors_is_another_in_each_process_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {_read(monkeypatch).cursor_secret.get_secret_value() for _ in range(2)}
    assert len(secrets) == 2
    assert min(map(len, secrets)) >= 32


def test_settings_do_not_change_once_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch)
    with pytest.raises(ValidationError):
        settings.port = 1  # pyright: ignore[reportAttributeAccessIssue]  # what is refused
