"""The known differences from Zoho's documents, each with the reason why the sandbox does otherwise."""

from collections.abc import Sequence

from tests.sandbox.openapi.deviations.billing import BILLING
from tests.sandbox.openapi.deviations.books import BOOKS
from tests.sandbox.openapi.deviations.books_parameters import BOOKS_PARAMETERS
from tests.sandbox.openapi.deviations.books_purchases import BOOKS_PURCHASES
from tests.sandbox.openapi.deviations.crm import CRM
from tests.sandbox.openapi.deviations.crm_belongings import CRM_BELONGINGS
from tests.sandbox.openapi.listed import Deviation

DEVIATIONS: Sequence[Deviation] = (*CRM, *CRM_BELONGINGS, *BOOKS, *BOOKS_PARAMETERS, *BOOKS_PURCHASES, *BILLING)
