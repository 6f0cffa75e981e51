"""The gateway as a client of Zoho's accounts servers."""

from adapters.accounts.authorization import AccountsServer, OAuthClient
from adapters.connections import ExchangeBounds
from gateway.settings import Settings


def accounts_of(settings: Settings) -> AccountsServer:
    """The accounts servers of the data centres in which the gateway is registered, not yet open."""
    clients = {
        name: OAuthClient(client.id, client.secret.get_secret_value())
        for name, client in settings.oauth_clients.items()
    }
    bounds = ExchangeBounds(connect=settings.connect_seconds, attempt=settings.upstream_seconds)
    return AccountsServer(settings.every_data_centre(), clients, bounds)
