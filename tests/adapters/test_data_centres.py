"""Zoho's data centres: a fixed table, and a caller's token goes to the caller's own one alone."""

import asyncio
from urllib.parse import urlsplit

import pytest

from adapters.connections import ExchangeBounds
from adapters.data_centres import DATA_CENTRES, DataCentre
from adapters.exchange import Exchange
from adapters.messages import Request
from domain.caller import caller_of
from domain.errors import ServiceName
from tests.adapters.products import Way, received, way_to_product

SERVICES: tuple[ServiceName, ...] = ("accounts", "crm", "books", "billing")
# The multi-DC pages of Zoho CRM v8 and Zoho Accounts, "Introduction" of Zoho Books v3.
HOSTS = {
    "us": ("accounts.zoho.com", "www.zohoapis.com"),
    "eu": ("accounts.zoho.eu", "www.zohoapis.eu"),
    "in": ("accounts.zoho.in", "www.zohoapis.in"),
    "au": ("accounts.zoho.com.au", "www.zohoapis.com.au"),
    "jp": ("accounts.zoho.jp", "www.zohoapis.jp"),
    "ca": ("accounts.zohocloud.ca", "www.zohoapis.ca"),
    "cn": ("accounts.zoho.com.cn", "www.zohoapis.com.cn"),
    "sa": ("accounts.zoho.sa", "www.zohoapis.sa"),
}


def test_the_table_has_every_data_centre_and_no_other() -> None:
    assert {
        name: (urlsplit(place.accounts).netloc, urlsplit(place.api).netloc) for name, place in DATA_CENTRES.items()
    } == HOSTS


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", HOSTS)
def test_every_address_is_encrypted_and_at_its_own_host(name: str, service: ServiceName) -> None:
    url = Request(service, ("x",)).url(DATA_CENTRES[name])
    assert url.scheme == "https"
    assert url.host == HOSTS[name][0 if service == "accounts" else 1]


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("accounts", "/oauth/user/info"),
        ("crm", "/crm/v8/user/info"),
        ("books", "/books/v3/user/info"),
        ("billing", "/billing/v1/user/info"),
    ],
)
def test_each_product_has_its_version_in_the_path(service: ServiceName, path: str) -> None:
    assert Request(service, ("user", "info")).url(DATA_CENTRES["eu"]).path == path


def test_a_product_may_have_an_origin_of_its_own() -> None:
    place = DataCentre("http://a", "http://b", books="http://c")
    assert [place.base(service) for service in SERVICES] == [
        "http://a/oauth",
        "http://b/crm/v8",
        "http://c/books/v3",
        "http://b/billing/v1",
    ]


async def test_a_token_goes_to_its_caller_s_data_centre_alone(way: Way) -> None:
    async with way_to_product() as other:
        places = {
            name: DataCentre(f"http://localhost:{port}", f"http://localhost:{port}")
            for name, port in (("eu", way.port), ("us", other.port))
        }
        exchange = Exchange(places, ExchangeBounds())
        await exchange.open()
        deadline = asyncio.get_running_loop().time() + 5
        for service in SERVICES:
            await received(
                exchange.upstream(caller_of("1000.eu.token", "eu", b"key"), deadline), Request(service, ("x",))
            )
        await exchange.close()
        assert other.product.asked == []
    assert {asked.headers["authorization"] for asked in way.product.asked} == {"Zoho-oauthtoken 1000.eu.token"}
    assert len(way.product.asked) == 4
