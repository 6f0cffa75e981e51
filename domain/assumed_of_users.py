"""What is assumed of users of Books and of tokens, on which integration users and migrations rest."""

from domain.assumption import Assumption

_TEST = "integration/test_provisioning.py"

ASSUMED_OF_USERS = (
    Assumption(
        "books.role-of-user",
        "books",
        "GET /users/me",
        "`role_id` is the id of the user's role, the same that `POST /users` takes.",
        "Whoever was an integration user has no rights by the role that was made for it.",
        "They keep what the role allows until the user is made inactive in Books or gets another role.",
        test=_TEST,
    ),
    Assumption(
        "books.user-status",
        "books",
        "GET /users",
        "Users who may not work in Books any more have the status `inactive` or `deleted`.",
        "`checkRoster`, and whom a migration makes active or inactive in Books.",
        "They count as users of Books: drift is not found, and an inactive user is marked as inactive once more.",
        test=_TEST,
    ),
    Assumption(
        "books.inactive-user",
        "books",
        "POST /users/{user_id}/inactive",
        "Users whom the same organisation has invited can be marked as inactive and active again.",
        "The undo of a migration in Books, where the organisation wants it.",
        "The report names each user as `STILL_IN_BOOKS`; their rights through the gateway have ended all the same.",
        test="integration/test_migration_story.py",
    ),
    Assumption(
        "accounts.refresh-tokens",
        "accounts",
        "POST /oauth/v2/token",
        "A user has at most 20 refresh tokens, and one more ends the oldest.",
        "The warning of `integrationJobTokens`.",
        "The warning comes too early or too late; a migration whose token has ended is paused and says so.",
        test="store/test_user_migrations.py",
    ),
)
