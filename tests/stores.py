"""Where the gateways of tests keep their stores: in the SQLite that a test names, or all of them on one PostgreSQL."""

import hashlib

from sqlalchemy import create_engine, make_url, text

from adapters.store.engines import engine_of
from adapters.store.migrations import bring_up

TEMPLATE = "brought_up"


class StoreServer:
    """The PostgreSQL of this run, None for tests that keep to what they name. It is set before any test begins."""

    url: str | None = None
    names: frozenset[str] = frozenset()


def store_at(url: str | None) -> str | None:
    """Where a store lies whose test names this URL: the same URL is the same store, and none is a new one."""
    if StoreServer.url is None or (url is not None and not url.startswith("sqlite")):
        return url
    named = url or f"nameless {len(StoreServer.names)}"
    name = f"of_{hashlib.sha256(named.encode()).hexdigest()[:24]}"
    server = make_url(StoreServer.url)
    if not StoreServer.names:
        _make(TEMPLATE, "template1")
        template = engine_of(server.set(database=TEMPLATE).render_as_string(hide_password=False))
        bring_up(template)
        template.dispose()
    if name not in StoreServer.names:
        _make(name, TEMPLATE)
        StoreServer.names |= {name}
    return server.set(database=name).render_as_string(hide_password=False)


def _make(name: str, template: str) -> None:
    engine = create_engine(StoreServer.url or "", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
