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
VIEWS = {"createView", "updateView", "deleteView", "shareView"}
REPORTS = {
    "createReport",
    "updateReport",
    "deleteReport",
    "startReportRun",
    "cancelReportRun",
    "resumeReportRun",
}
DASHBOARDS = {"copyDashboard", "updateDashboard", "deleteDashboard"}
OWN_MUTATIONS = {"refreshPermissions", "forgetPermissions"} | ROSTER | MIGRATIONS | VIEWS | REPORTS | DASHBOARDS
