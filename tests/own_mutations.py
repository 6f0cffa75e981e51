"""The mutations of what the gateway itself keeps: they write nothing in a product."""

ROSTER = {
    "addIntegrationUsers",
    "changeIntegrationGrants",
    "suspendIntegrationUsers",
    "resumeIntegrationUsers",
    "removeIntegrationUsers",
    "setIntegrationUserLimit",
}
MIGRATIONS = {
    "createMigration",
    "validateMigration",
    "selectMigrationUsers",
    "startMigration",
    "addMigrationUsers",
    "pauseMigration",
    "resumeMigration",
    "cancelMigration",
    "retryMigration",
    "completeMigration",
    "revertMigration",
    "endIntegrationJobToken",
}
SETTINGS = {
    "setUpIntegration",
    "changeIntegrationSettings",
    "putGrantTemplate",
    "removeGrantTemplate",
    "planIntegrationChange",
    "applyIntegrationPlan",
    "addIntegrationUsersByFilter",
    "addIntegrationUsersFromCsv",
}
DIRECTORIES = {
    "createDirectory",
    "revokeDirectory",
    "rotateDirectoryToken",
    "setDirectoryGroupTemplate",
    "readmitLeaver",
    "checkRoster",
    "setIntegrationProvisioning",
    # It makes users of Books, and no records of the graph: tests/integration/test_provisioning.py has its faults.
    "provisionIntegrationUsers",
}
VIEWS = {"createView", "updateView", "deleteView", "shareView"}
REPORTS = {
    "createReport",
    "updateReport",
    "deleteReport",
    "startReportRun",
    "cancelReportRun",
    "resumeReportRun",
    "createReportFolder",
    "renameReportFolder",
    "deleteReportFolder",
    "moveReport",
    "keepReportPeriods",
    "forgetReportPeriods",
    "forgetReportRows",
}
DASHBOARDS = {"copyDashboard", "updateDashboard", "deleteDashboard"}
OWN_MUTATIONS = (
    {"refreshPermissions", "forgetPermissions"}
    | (ROSTER | SETTINGS | DIRECTORIES | MIGRATIONS)
    | (VIEWS | REPORTS | DASHBOARDS)
)
