"""The GraphQL documents of the pages at `/integration`."""

OVERVIEW = """
{ integration { members limit limitReason
    settings { booksOrganization billingOrganization modules defaultTemplate policy { module actions }
      migration windowEndsAt rolloutWaves { dataCentre editions opensOn } keepsUsage usageDays
      setUpAt changedAt changedBy version }
    checks { name state whatToDo } templates { name title } } }
"""

SET_UP = "mutation ($input: IntegrationSettingsInput) { setUpIntegration(input: $input) { version } }"

CHANGE_SETTINGS = """
mutation ($input: IntegrationSettingsInput!, $version: Int!) {
  changeIntegrationSettings(input: $input, version: $version) { version } }
"""
SET_LIMIT = """
mutation ($limit: Int!, $reason: String!) { setIntegrationUserLimit(limit: $limit, reason: $reason) { limit } }
"""

ROSTER = """
query ($after: String, $search: String, $state: IntegrationUserState) {
  integration { members limit settings { defaultTemplate } templates { name title } }
  integrationUsers(first: 50, after: $after, search: $search, state: $state) {
    nodes { email name state template access drift changedAt changedBy } pageInfo { hasNextPage endCursor } } }
"""

CANDIDATES = """
query ($after: String, $search: String, $profile: String) {
  integration { members limit settings { defaultTemplate } templates { name title } }
  integrationCandidates(first: 50, after: $after, search: $search, profile: $profile) {
    nodes { email name profile role grantedByOperator doubtfulMatch } totalCount
    pageInfo { hasNextPage endCursor } } }
"""

TEMPLATES = """
{ integration { settings { defaultTemplate }
    templates { name title builtIn members version grants { module actions } } } }
"""

PUT_TEMPLATE = "mutation ($input: GrantTemplateInput!) { putGrantTemplate(input: $input) { name } }"
REMOVE_TEMPLATE = "mutation ($name: String!) { removeGrantTemplate(name: $name) }"

PLANS = """
query ($after: String) { integrationPlans(first: 50, after: $after) {
  nodes { id state summary madeAt madeBy appliedAt } pageInfo { hasNextPage endCursor } } }
"""
PLAN = """
query ($id: ID!) { integrationPlan(id: $id) {
  id state madeAt madeBy summary days betterTemplate keptOperations notes hash change appliedAt appliedBy
  groups { profile users emails modules { module gained lost } gainedFields lostFields losingUsers lostOperations
    documents { client version document fields } }
  refused { email outcome } linksAtRisk { id linked } } }
"""
PLAN_CHANGE = "mutation ($input: IntegrationChangeInput!) { planIntegrationChange(input: $input) { id } }"
APPLY_PLAN = "mutation ($id: ID!) { applyIntegrationPlan(id: $id) { id } }"

_RESULTS = "{ results { email outcome done message } doneCount refusedCount rehearsal }"
ADD_USERS = f"""
mutation ($emails: [String!]!, $template: String, $rehearsal: Boolean!) {{
  change: addIntegrationUsers(emails: $emails, template: $template, rehearsal: $rehearsal) {_RESULTS} }}
"""
CHANGE_GRANTS = f"""
mutation ($emails: [String!]!, $template: String, $rehearsal: Boolean!) {{
  change: changeIntegrationGrants(emails: $emails, template: $template, rehearsal: $rehearsal) {_RESULTS} }}
"""
SUSPEND_USERS = f"""
mutation ($emails: [String!]!, $rehearsal: Boolean!) {{
  change: suspendIntegrationUsers(emails: $emails, rehearsal: $rehearsal) {_RESULTS} }}
"""
RESUME_USERS = f"""
mutation ($emails: [String!]!, $rehearsal: Boolean!) {{
  change: resumeIntegrationUsers(emails: $emails, rehearsal: $rehearsal) {_RESULTS} }}
"""
REMOVE_USERS = f"""
mutation ($emails: [String!]!, $rehearsal: Boolean!) {{
  change: removeIntegrationUsers(emails: $emails, rehearsal: $rehearsal) {_RESULTS} }}
"""

ADD_BY_FILTER = f"""
mutation ($search: String, $profile: String, $template: String, $rehearsal: Boolean!) {{
  change: addIntegrationUsersByFilter(
    search: $search, profile: $profile, template: $template, rehearsal: $rehearsal) {_RESULTS} }}
"""
ADD_FROM_CSV = f"""
mutation ($csv: String!, $template: String, $rehearsal: Boolean!) {{
  change: addIntegrationUsersFromCsv(csv: $csv, template: $template, rehearsal: $rehearsal) {_RESULTS} }}
"""

MIGRATIONS = """
{ migrations(first: 50) { id state note template createdAt startedAt endedAt changedBy becoming { becomes count } }
  integration { settings { defaultTemplate } templates { name title } }
  integrationJobTokens { warnings tokens { migration givenBy givenAt endedAt refreshable calls } } }
"""
DROP_TOKEN = "mutation ($id: ID!) { endIntegrationJobToken(migration: $id) }"  # noqa: S105
CREATE_MIGRATION = """
mutation ($template: String, $useDays: Int!, $withUnused: Boolean!) {
  createMigration(template: $template, useDays: $useDays, withUnused: $withUnused) { id } }
"""
MIGRATION = """
query ($id: ID!, $after: String, $outcome: MigrationOutcome, $becomes: MigrationResult) {
  migration(id: $id) { id state note template useDays createdAt startAfter startedAt endedAt windowEndsAt changedBy
    steps report outcomes { outcome count } becoming { becomes count } }
  migrationUsers(migration: $id, first: 50, after: $after, outcome: $outcome, becomes: $becomes) {
    nodes { email name becomes reason uses outcome wave changedAt keptDocuments } pageInfo { hasNextPage endCursor } } }
"""

START_WITH = """
mutation ($id: ID!, $startAfter: DateTime, $completeAfter: DateTime, $refreshToken: String) {
  act: startMigration(migration: $id, startAfter: $startAfter, completeAfter: $completeAfter,
    refreshToken: $refreshToken) { concerned refused { email reason } } }
"""
VALIDATE = """
mutation ($id: ID!, $withUnused: Boolean!) { act: validateMigration(migration: $id, withUnused: $withUnused) { id } }
"""
RESUME_WITH = """
mutation ($id: ID!, $refreshToken: String) {
  act: resumeMigration(migration: $id, refreshToken: $refreshToken) { concerned refused { email reason } } }
"""
COMMON_USERS = """
query ($after: String) { integrationCommonUsers(first: 50, after: $after) {
  nodes { email name profile booksEmail booksRole match } totalCount pageInfo { hasNextPage endCursor } } }
"""
IMPACT = """
query ($user: String!) { migrationImpact(user: $user) {
  email becomes words modules { module gained lost } difference } }
"""
ADMINISTRATION = "{ integration { members } }"
CREATE_DIRECTORY = "mutation ($name: String!) { act: createDirectory(name: $name) { token } }"
ROTATE_DIRECTORY = "mutation ($id: ID!) { act: rotateDirectoryToken(id: $id) { token } }"
REVOKE_DIRECTORY = "mutation ($id: ID!) { act: revokeDirectory(id: $id) { id } }"
GRANT_GROUP = """
mutation ($id: ID!, $template: String) { act: setDirectoryGroupTemplate(group: $id, template: $template) { id } }
"""
READMIT = "mutation ($user: String!) { act: readmitLeaver(user: $user) { email } }"
LEAVERS = """
{ directories { id name createdAt createdBy usedAt revokedAt }
  directoryGroups { id name members template }
  integration { templates { name title } } }
"""
LEAVER = """
query ($user: String!) { leaverReport(user: $user) {
  email hasLeft leftAt directory returnedAt returnedBy grantsRestored ended { what count process at } } }
"""
LINKS = """
query ($after: String) { duplicates(first: 10, after: $after, documents: true) {
  findings { problem causes missing parties { id module name email documents }
    repair { step party { id module name } keep { id module name } } }
  examined unseen pageInfo { hasNextPage endCursor } } }
"""

PROGRESS = "query ($id: ID!) { migration(id: $id) { state outcomes { outcome count } } }"

_TAKEN = "{ concerned refused { email reason } }"
# What can be done to the chosen users of a migration.
STEPS_OF_USERS = {
    name: f"mutation ($id: ID!, $emails: [String!]!) {{ act: {field} {_TAKEN} }}"
    for name, field in {
        "select": "selectMigrationUsers(migration: $id, emails: $emails)",
        "leave_out": "selectMigrationUsers(migration: $id, emails: $emails, leaveOut: true)",
        "add": "addMigrationUsers(migration: $id, emails: $emails)",
        "retry": "retryMigration(migration: $id, emails: $emails)",
        "take_back": "revertMigration(migration: $id, emails: $emails)",
    }.items()
}
# By the name of the mutation, which is what `Migration.steps` lists.
STEPS = {
    step: f"mutation ($id: ID!) {{ act: {step}(migration: $id) {_TAKEN} }}"
    for step in (
        *("startMigration", "pauseMigration", "resumeMigration", "cancelMigration"),
        *("retryMigration", "completeMigration"),
    )
} | {
    "revertMigration": (
        f"mutation ($id: ID!, $wave: Int) {{ act: revertMigration(migration: $id, wave: $wave) {_TAKEN} }}"
    )
}
