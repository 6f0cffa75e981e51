"""The error bodies of each product, by status."""

from http import HTTPStatus

from sandbox.store import Body

# CRM v8 API page "Status codes and errors".
CRM_FAILURES = {
    400: ("INVALID_DATA", "invalid data"),
    401: ("INVALID_TOKEN", "invalid oauth token"),
    403: ("NO_PERMISSION", "permission denied"),
    404: ("INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one"),
    405: ("INVALID_REQUEST_METHOD", "The http request method type is not a valid one"),
    429: ("TOO_MANY_REQUESTS", "Too many requests fired in concurrency"),
    500: ("INTERNAL_ERROR", "Internal Server Error"),
    503: ("SERVICE_UNAVAILABLE", "Service unavailable"),
}

# Books v3 API page "Errors"; Billing shares the platform.
FINANCE_OVERRUNS = {
    "calls": (
        44,
        "For security reasons your organization has been blocked as it have exceeded the maximum number of requests "
        "per minute that can originate from an organization.",
    ),
    "daily": (45, "The API call for this organization has exceeded the maximum call rate limit of {most}."),
    "concurrent": (
        1070,
        "You have reached the maximum number of in process requests allowed. Kindly try again after some time.",
    ),
}
FINANCE_FAILURES = {
    400: (4, "Invalid value passed"),
    401: (57, "You are not authorized to perform this operation"),
    403: (57, "You are not authorized to perform this operation"),
    404: (5, "Invalid URL Passed"),
    405: (37, "The HTTP method is not allowed for this URL"),
    429: FINANCE_OVERRUNS["calls"],
}

# Accounts page "Access token expiry"; it throttles with a 400.
ACCOUNTS_THROTTLE = {
    "error_description": "You have made too many requests continuously. Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}


def failure(product: str, status: int) -> Body:
    """The product's error body with that HTTP status."""
    if product == "accounts":
        return {"error": "general_error", "status": "failure"}
    if product == "crm":
        unnamed = (phrase(status).upper().replace(" ", "_"), phrase(status))
        code, message = CRM_FAILURES.get(status, unnamed)
        return {"code": code, "details": {}, "message": message, "status": "error"}
    code, message = FINANCE_FAILURES.get(status, (1000, "Internal error"))
    return {"code": code, "message": message}


def throttle(product: str) -> tuple[int, Body]:
    """The status and the body with which the product refuses too many calls."""
    return (400, ACCOUNTS_THROTTLE) if product == "accounts" else (429, failure(product, 429))


def overrun(product: str, quota: str, most: int) -> Body:
    """The body of the 429 for a call beyond the `most` of that quota; CRM does not say which quota it was."""
    if product == "crm":
        return failure(product, 429)
    code, message = FINANCE_OVERRUNS[quota]
    return {"code": code, "message": message.format(most=most)}


def phrase(status: int) -> str:
    """The status in words."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
