"""The GraphQL documents of the pages."""

INDEX = """
{ dashboards { id title description isSystem isOwn isShared owner }
  reportRuns { id reportId state callsDone callsLeft }
  reportFolders { name isSystem isOwn reports { id title note chart refusal } } }
"""

REPORT = """
query ($id: ID!) {
  report(id: $id) { id title folder isSystem isOwn isShared version chart charts layout note dimensions
    groupBy refusal chosenChart { kind measures }
    columns { measure title unit label } }
  reportFolders { name isOwn } }
"""

ROW = """
fragment Row on ReportRow { startsOn endsOn segment record customerName partial texts { name value }
  cells { measure value reason unit } compared { measure value reason unit } }
"""

# Shared by reports and tiles.
RESULT = f"""
fragment Result on ReportResult {{
  reportId title currency asOf notes
  columns {{ measure title unit label }}
  definition {{ id title terms {{ name value }} sources }}
  coverage {{ isComplete knownFrom readAt gaps {{ source reason text missing }} calls {{ product path rows }} }}
  reader {{ name organization }}
  totals {{ ...Row }}
  rows(first: $first, after: $after) {{ edges {{ cursor node {{ ...Row }} }} pageInfo {{ hasNextPage endCursor }} }} }}
{ROW}"""

REPORT_RESULT = f"""
query ($id: ID!, $adjust: ReportAdjustment, $first: Int, $after: String) {{
  reportResult(report: $id, adjust: $adjust) {{ ...Result csvUrl xlsxUrl }} }}
{RESULT}"""

PROOF_PARTS = """
fragment Proof on ReportProof {
  id formula operands { name value } value reason definition sumsUp reconciles reconciliation { title amount } hash
  coverage { isComplete knownFrom readAt gaps { source text missing } calls { product path at rows } }
  rows(first: 20, after: $page) {
    nodes { operand amount why recordId sources customerName planName number }
    pageInfo { hasNextPage endCursor } } }
"""

CELL_PROOF = f"""
query ($id: ID!, $adjust: ReportAdjustment, $first: Int, $after: String, $page: String) {{
  reportResult(report: $id, adjust: $adjust) {{
    title currency asOf reader {{ name organization }} columns {{ measure title unit label }} definition {{ title }}
    rows(first: $first, after: $after) {{ nodes {{ startsOn endsOn segment partial
      cells {{ measure value reason unit label proof {{ ...Proof }} }} }} }} }} }}
{PROOF_PARTS}"""

TOTAL_PROOF = f"""
query ($id: ID!, $adjust: ReportAdjustment, $page: String) {{
  reportResult(report: $id, adjust: $adjust) {{
    title currency asOf reader {{ name organization }} columns {{ measure title unit label }} definition {{ title }}
    totals {{ startsOn endsOn segment partial cells {{ measure value reason unit label proof {{ ...Proof }} }} }} }} }}
{PROOF_PARTS}"""

DASHBOARD = """
query ($id: ID!) {
  dashboard(id: $id) { id title description isSystem isOwn isShared owner updatedAt
    tiles { reportId title form span measures chart { kind measures by } report {
      title chart charts dimensions layout chosenChart { kind measures } } } } }
"""

CREATE_REPORT = """
mutation ($input: CreateReportInput!) {
  createReport(input: $input) { report { id } userErrors { message } } }
"""

UPDATE_REPORT = """
mutation ($input: UpdateReportInput!) {
  updateReport(input: $input) { report { id } userErrors { message } } }
"""

DELETE_REPORT = """
mutation ($input: DeleteReportInput!) {
  deleteReport(input: $input) { deletedId userErrors { message } } }
"""

CREATE_FOLDER = """
mutation ($input: CreateReportFolderInput!) {
  createReportFolder(input: $input) { folder { name } userErrors { message } } }
"""

RENAME_FOLDER = """
mutation ($input: RenameReportFolderInput!) {
  renameReportFolder(input: $input) { folder { name } userErrors { message } } }
"""

DELETE_FOLDER = """
mutation ($input: DeleteReportFolderInput!) {
  deleteReportFolder(input: $input) { deletedName userErrors { message } } }
"""

START_RUN = """
mutation ($input: StartReportRunInput!) {
  startReportRun(input: $input) { run { id } userErrors { message } } }
"""

CANCEL_RUN = "mutation ($id: ID!) { cancelReportRun(id: $id) { run { id } userErrors { message } } }"

RESUME_RUN = "mutation ($id: ID!) { resumeReportRun(id: $id) { run { id } userErrors { message } } }"

RUN = """
query ($id: ID!) {
  reportRun(id: $id) { id reportId state callsDone callsLeft startedAt doneAt failure } }
"""

COMPARISON = """
query ($id: ID!, $a: ReportDialect!, $b: ReportDialect!, $measure: String, $adjust: ReportAdjustment, $after: String) {
  report(id: $id) { id title folder refusal columns { measure title unit } }
  compareDefinitions(report: $id, a: $a, b: $b, measure: $measure, adjust: $adjust) {
    measure currency addsUp
    first { definition { id title terms { name value } } value reason operands { name value } }
    second { definition { id title terms { name value } } value reason operands { name value } }
    differences(first: 50, after: $after) {
      nodes { operand amount cause recordId customerName planName } pageInfo { hasNextPage endCursor } } } }
"""

COPY_DASHBOARD = """
mutation ($input: CopyDashboardInput!) {
  copyDashboard(input: $input) { dashboard { id } userErrors { message } } }
"""

UPDATE_DASHBOARD = """
mutation ($input: UpdateDashboardInput!) {
  updateDashboard(input: $input) { dashboard { id } userErrors { message } } }
"""

DELETE_DASHBOARD = """
mutation ($input: DeleteDashboardInput!) {
  deleteDashboard(input: $input) { deletedId userErrors { message } } }
"""


def tiles_document(count: int) -> str:
    """The results of so many tiles in one document, so that they share what is read."""
    parameters = ", ".join(f"$r{number}: ID!, $a{number}: ReportAdjustment" for number in range(count))
    fields = " ".join(
        f"t{number}: reportResult(report: $r{number}, adjust: $a{number}) {{ ...Result }}" for number in range(count)
    )
    return f"query ({parameters}, $first: Int, $after: String) {{ {fields} }} {RESULT}"
