"""Reports as jobs: started, looked at, cancelled and resumed by whoever started them."""

from datetime import UTC, date, datetime
from typing import Annotated, cast

import strawberry

from domain.errors import NotFound
from domain.kpis.requests import ReportRequest
from domain.writes import ProblemCode
from resolvers.analytics.report_jobs import start_report
from resolvers.analytics.running import ReportRun, check_request
from resolvers.background_jobs import BackgroundJob, TooManyJobs
from schema.analytics.known_reports import known_report
from schema.analytics.reader_rights import check_rights, note_amounts
from schema.analytics.report_inputs import ReportAdjustment
from schema.analytics.reports import reader_of, request_of_reader
from schema.analytics.results import ResultOfReport, result_shown
from schema.analytics.words import JobState
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, REMEMBERED, own_field
from schema.engine.declare.payloads import UserError
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import instant_text, written_day

TOO_MANY = "Too many reports are running: wait until one is done, or cancel one."
RunId = Annotated[strawberry.ID, strawberry.argument(description="Id of the run.")]
OF_START: OwnCosts = {"crm": 1}


@strawberry.type(name="ReportRun", description="A report that is computed in the background.")
class RunOfReport:
    """One run."""

    id: strawberry.ID = strawberry.field(description="Its id, for you alone.")
    report_id: strawberry.ID = strawberry.field(description="Id of the report of the system that it rests on.")
    state: JobState = strawberry.field(description="How far it is.")
    calls_done: int = strawberry.field(description="Calls that it has made since it was started or resumed.")
    calls_left: int | None = strawberry.field(description="Calls that are known to be left; null until they are.")
    started_at: datetime = strawberry.field(description="When it was started or resumed.")
    done_at: datetime | None = strawberry.field(
        description="When it will be done at the pace that the quota allows, or when it ended."
    )
    failure: str | None = strawberry.field(description="Why it failed.")
    job: strawberry.Private[BackgroundJob]

    @own_field("The result; null until it is done.", costs=REMEMBERED)
    async def result(self, info: OperationInfo) -> ResultOfReport | None:
        """The result, for as long as its reader may see it."""
        if self.job.state is not JobState.DONE:
            return None
        run = cast("ReportRun", self.job.outcome)
        await check_rights(info.context, run.request)
        note_amounts(info.context, run)
        known = await known_report(info.context, run.request.report)
        return result_shown(run, known.id, known.title, await reader_of(info.context, known.system.id))


@strawberry.input(description="A report to compute in the background.")
class StartReportRunInput:
    """What is run."""

    report: strawberry.ID = strawberry.field(description="Id of the report.")
    adjust: ReportAdjustment | None = strawberry.field(default=None, description="Adjustments for this run alone.")
    as_of: date | None = strawberry.field(default=None, description="The last day whose facts count; by default today.")


@strawberry.type(description="Result of a mutation of a run.")
class ReportRunPayload:
    """The run and the reasons."""

    run: RunOfReport | None = strawberry.field(description="The run.")
    user_errors: list[UserError] = strawberry.field(description="Why it was not carried out; empty on success.")


StartArgument = Annotated[StartReportRunInput, strawberry.argument(name="input")]


@strawberry.type
class RunQueries:
    """Queries of runs."""

    @own_field("A report that you have started in the background.", costs=REMEMBERED)
    def report_run(self, info: OperationInfo, id: RunId) -> RunOfReport | None:  # noqa: A002  # as records have it
        """The run."""
        return run_shown(_job(info.context, str(id)))

    @own_field("Reports that you have started in the background, the newest first.", costs=REMEMBERED)
    def report_runs(self, info: OperationInfo) -> list[RunOfReport] | None:
        """Every run of the caller."""
        loader = info.context.loader
        return [run_shown(job) for job in loader.analytics.jobs.of(loader.upstream.caller.partition)]


@strawberry.type
class RunMutations:
    """Mutations of runs."""

    @own_field(
        "Compute a report in the background with everything that it needs, however many calls that takes: calls of "
        "people go first. It ends with the process, and what it has read stays for the next run.",
        costs=OF_START,
        acts=NO_RECORDS,
    )
    async def start_report_run(self, info: OperationInfo, start: StartArgument) -> ReportRunPayload | None:
        """The run."""
        context, loader = info.context, info.context.loader
        known = await known_report(context, str(start.report))
        request = await request_of_reader(context, known, start.adjust, written_day(start.as_of))
        await check_rights(context, request)
        check_request(request)
        try:
            job = start_report(loader.analytics.jobs, loader, request)
        except TooManyJobs:
            return _refused(TOO_MANY)
        return ReportRunPayload(run=run_shown(job), user_errors=[])

    @own_field("End a run; what it has read stays for the next one.", costs=REMEMBERED, acts=NO_RECORDS)
    def cancel_report_run(self, info: OperationInfo, id: RunId) -> ReportRunPayload | None:  # noqa: A002  # as above
        """The run, cancelled."""
        job = _job(info.context, str(id))
        info.context.loader.analytics.jobs.cancel(job)
        return ReportRunPayload(run=run_shown(job), user_errors=[])

    @own_field("Go on with a run that failed or was cancelled.", costs=REMEMBERED, acts=NO_RECORDS)
    async def resume_report_run(self, info: OperationInfo, id: RunId) -> ReportRunPayload | None:  # noqa: A002  # as above
        """The run, running again."""
        job = _job(info.context, str(id))
        await check_rights(info.context, cast("ReportRequest", job.about))
        try:
            info.context.loader.analytics.jobs.resume(job)
        except TooManyJobs:
            return _refused(TOO_MANY)
        return ReportRunPayload(run=run_shown(job), user_errors=[])


def _refused(text: str) -> ReportRunPayload:
    return ReportRunPayload(run=None, user_errors=[UserError(code=ProblemCode.CONFLICT, message=text, field=None)])


def _job(context: OperationContext, id_: str) -> BackgroundJob:
    job = context.loader.analytics.jobs.one(context.loader.upstream.caller.partition, id_)
    if job is None:
        raise NotFound("There is no such run: it was not yours, or it ended a while ago.")
    return job


def run_shown(job: BackgroundJob) -> RunOfReport:
    """A run as the graph shows it."""
    done_at = job.done_at(datetime.now(UTC))
    return RunOfReport(
        id=strawberry.ID(job.id),
        report_id=strawberry.ID(cast("ReportRequest", job.about).report),
        state=job.state,
        calls_done=job.calls_done,
        calls_left=job.calls_left,
        started_at=instant_text(job.started_at),
        done_at=None if done_at is None else instant_text(done_at),
        failure=None if job.failure is None else job.failure.message,
        job=job,
    )
