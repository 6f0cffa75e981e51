"""The errors that Books answers with (Zoho Books API v3, page "Errors")."""


class BooksRefusal(Exception):
    """An answer that is an error: the HTTP status, Books' own code and the message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def unauthenticated() -> BooksRefusal:
    """No Authorization header, or one that is not `Zoho-oauthtoken <token>`."""
    return BooksRefusal(
        401,
        14,
        "The request could not be authenticated as the authentication value you entered is invalid. "
        "Enter a valid authentication value and try again.",
    )


def unauthorized(status: int = 401, code: int = 57) -> BooksRefusal:
    """A dead token, a missing scope or, with the sandbox's `role_denial`, a missing right: Books words them alike."""
    return BooksRefusal(status, code, "You are not authorized to perform this operation")


def not_associated(organization_id: str) -> BooksRefusal:
    """The organisation is none of the user's."""
    return BooksRefusal(400, 6041, f"This user is not associated with the CompanyID/CompanyName:{organization_id}.")


def missing(noun: str) -> BooksRefusal:
    """There is no such record, or the user may not know of it."""
    return BooksRefusal(404, 1002, f"{noun} does not exist.")


def inaccessible_contact(noun: str) -> BooksRefusal:
    """The customer or vendor named in the body is not there for this user."""
    return BooksRefusal(404, 1002, f"The {noun} is not accessible.")


def invalid(name: str) -> BooksRefusal:
    """A parameter or a field of the body has a value that it cannot have."""
    return BooksRefusal(400, 2, f"Invalid value passed for {name}")


def wrong_status(noun: str, done: str, status: str) -> BooksRefusal:
    """What was asked for does not lead on from where the record stands."""
    return BooksRefusal(400, 2, f"{noun} cannot be {done} while it is {status}.")


def user_exists(email: str) -> BooksRefusal:
    """Another user of the organisation has the address. The code is the sandbox's choice."""
    return BooksRefusal(400, 100002, f"The user {email} already exists.")


def foreign_sender() -> BooksRefusal:
    """The mail was to go from an address that is not the user's to write from. The code is the sandbox's choice."""
    return BooksRefusal(400, 120101, "The from address is not one of your verified email addresses.")


# The codes of these five, like the one before, are the sandbox's choice: no page names them.
def approval_required(noun: str, done: str) -> BooksRefusal:
    """The record waits for approval, or was not even submitted."""
    return BooksRefusal(400, 120201, f"{noun} must be approved before it can be {done}.")


def not_an_approver(noun: str) -> BooksRefusal:
    """Others decide at the level that the record has reached."""
    return BooksRefusal(400, 120202, f"You are not an approver of this {noun} at its present level.")


def own_submission(noun: str, done: str) -> BooksRefusal:
    """The user submitted the record, and the approval is not for its submitters."""
    return BooksRefusal(400, 120203, f"{noun} cannot be {done} by the user who submitted it.")


def no_approvals(what: str) -> BooksRefusal:
    """Nothing of the module must be approved."""
    return BooksRefusal(400, 120204, f"Approval is not enabled for {what}.")


def locked(until: str, reason: str) -> BooksRefusal:
    """The record's date is before the one that the books are locked until."""
    return BooksRefusal(400, 120301, f"Transactions dated before {until} are locked{f': {reason}' if reason else ''}.")


def foreign_comment() -> BooksRefusal:
    """The comment is another user's, or the product's own. The code is the sandbox's choice."""
    return BooksRefusal(400, 120401, "You can change only the comments that you wrote.")


def invalid_reference(noun: str) -> BooksRefusal:
    """The body names a record that is not there."""
    return BooksRefusal(400, 6, f"{noun} does not exist.")


def duplicate(what: str) -> BooksRefusal:
    """The number or name is taken."""
    return BooksRefusal(400, 4, f"{what} already exists.")


def empty_body() -> BooksRefusal:
    """A write without a body."""
    return BooksRefusal(400, 11, "The request body is empty.")


def malformed_body() -> BooksRefusal:
    """A body that is not a JSON object."""
    return BooksRefusal(400, 1038, "JSON is not well formed")


def in_use(noun: str) -> BooksRefusal:
    """The record has transactions, so it cannot be deleted."""
    return BooksRefusal(400, 36, f"{noun} is part of other transactions, so it cannot be deleted.")


def less_than_paid() -> BooksRefusal:
    """A paid invoice that would come to less than was paid. The code is the sandbox's choice."""
    return BooksRefusal(400, 120501, "The total cannot be less than what was paid.")


def negative_total() -> BooksRefusal:
    """A transaction that would come to less than nothing. The code is the sandbox's choice."""
    return BooksRefusal(400, 120502, "The total cannot be negative.")


def no_line_items() -> BooksRefusal:
    """A transaction without lines."""
    return BooksRefusal(400, 4016, "Add at least one line item.")


def unknown_address() -> BooksRefusal:
    """No endpoint has this path."""
    return BooksRefusal(404, 5, "Invalid URL Passed")


def wrong_method() -> BooksRefusal:
    """The endpoint does not know the HTTP method."""
    return BooksRefusal(405, 5, "Method not allowed")
