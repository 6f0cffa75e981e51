"""Zoho's data centres: the addresses of accounts and APIs. They never come from an answer or a request.

Source: the multi-DC pages of Zoho CRM v8, Zoho Books v3 and Zoho Accounts.
"""

from dataclasses import dataclass

from domain.errors import ServiceName


@dataclass(frozen=True, slots=True)
class DataCentre:
    """The origins of one data centre. A product may have an origin of its own, else it is at `api`."""

    accounts: str
    api: str
    crm: str | None = None
    books: str | None = None
    billing: str | None = None

    def base(self, service: ServiceName) -> str:
        """The address that a service's paths begin with."""
        if service == "accounts":
            return self.accounts + "/oauth"
        if service == "crm":
            return (self.crm or self.api) + "/crm/v8"
        if service == "books":
            return (self.books or self.api) + "/books/v3"
        return (self.billing or self.api) + "/billing/v1"


DATA_CENTRES: dict[str, DataCentre] = {
    "us": DataCentre("https://accounts.zoho.com", "https://www.zohoapis.com"),
    "eu": DataCentre("https://accounts.zoho.eu", "https://www.zohoapis.eu"),
    "in": DataCentre("https://accounts.zoho.in", "https://www.zohoapis.in"),
    "au": DataCentre("https://accounts.zoho.com.au", "https://www.zohoapis.com.au"),
    "jp": DataCentre("https://accounts.zoho.jp", "https://www.zohoapis.jp"),
    "ca": DataCentre("https://accounts.zohocloud.ca", "https://www.zohoapis.ca"),
    "cn": DataCentre("https://accounts.zoho.com.cn", "https://www.zohoapis.com.cn"),
    "sa": DataCentre("https://accounts.zoho.sa", "https://www.zohoapis.sa"),
}
