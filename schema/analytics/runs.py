"""Reports as jobs: started, looked at, cancelled and resumed by whoever started them."""

from datetime import UTC, date, datetime
from typing import Annotated, cast

import strawberry

from domain.errors import NotFound
from domain.kpis.requests import ReportRequest
from domain.report_runs import KeptRun
from domain.writes import ProblemCode
from resolvers.analytics.data_sets import forget_rows, keep_rows
from resolvers.analytics.report_jobs import (
    cancel_report,
    report_job,
    report_jobs,
    resume_report,
    start_report,
    taken_over,
)
from resolvers.analytics.report_needs import product_of_report
from resolvers.analytics.request_texts import request_written
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

KEEPS_NONE = "No rows are kept for you: no product says who you are."
TOO_MANY = "Too many reports are running: wait until one is done, or cancel one."
RunId = Annotated[strawberry.ID, strawberry.argument(description="Id of the run.")]
OF_START: OwnCosts = {"crm": 1}
DONE = JobState.DONE.value


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
    job: strawberry.Private[BackgroundJob | KeptRun]

    @own_field("The result; null until it is done.", costs=REMEMBERED)
    async def result(self, info: OperationInfo) -> ResultOfReport | None:
        """The result, for as long as its reader may see it."""
        if not isinstance(self.job, BackgroundJob) or self.job.state is not JobState.DONE:
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
    keep_rows: bool = strawberry.field(
        default=False,
        description="Keep the rows that you read of the product, sealed and for you alone: your next token goes on "
        "with them as long as your rights are the same. `forgetReportRows` drops them.",
    )


@strawberry.type(description="Result of a mutation of a run.")
class ReportRunPayload:
    """The run and the reasons."""

    run: RunOfReport | None = strawberry.field(description="The run.")
    user_errors: list[UserError] = strawberry.field(description="Why it was not carried out; empty on success.")


StartArgument = Annotated[StartReportRunInput, strawberry.argument(name="input")]


@strawberry.type
class RunQueries:
    """Queries of runs."""

    @own_field(
        "A report that you have started in the background. One whose process ended goes on, with your token.",
        costs=OF_START,
    )
    async def report_run(self, info: OperationInfo, id: RunId) -> RunOfReport | None:  # noqa: A002  # as records have it
        """The run."""
        run = await _run_of(info.context, str(id))
        if isinstance(run, KeptRun) and (run.state == DONE or run.is_abandoned(datetime.now(UTC))):
            run = await _taken_over(info.context, run)
        return run_shown(run)

    @own_field("Reports that you have started in the background, the newest first.", costs=OF_START)
    async def report_runs(self, info: OperationInfo) -> list[RunOfReport] | None:
        """Every run of the caller."""
        return [run_shown(run) for run in await report_jobs(info.context.loader)]


@strawberry.type
class RunMutations:
    """Mutations of runs."""

    @own_field(
        "Compute a report in the background with everything that it needs, however many calls that takes: calls of "
        "people go first. With a database it outlives the process: whoever started it goes on by asking for it.",
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
        if start.keep_rows and not await keep_rows(loader, product_of_report(request.report)):
            return _refused(KEEPS_NONE)
        try:
            job = await start_report(loader, request)
        except TooManyJobs:
            return _refused(TOO_MANY)
        return ReportRunPayload(run=run_shown(job), user_errors=[])

    @own_field("End a run; what it has read stays for the next one.", costs=OF_START, acts=NO_RECORDS)
    async def cancel_report_run(self, info: OperationInfo, id: RunId) -> ReportRunPayload | None:  # noqa: A002  # as above
        """The run, cancelled."""
        run = await cancel_report(info.context.loader, await _run_of(info.context, str(id)))
        return ReportRunPayload(run=run_shown(run), user_errors=[])

    @own_field(
        "Forget the rows of reports that you keep beyond your token.",
        costs={"crm": 1, "billing": 1, "books": 1},
        acts=NO_RECORDS,
    )
    async def forget_report_rows(self, info: OperationInfo) -> bool | None:
        """Whether there were any."""
        return await forget_rows(info.context.loader)

    @own_field("Go on with a run that failed or was cancelled.", costs=OF_START, acts=NO_RECORDS)
    async def resume_report_run(self, info: OperationInfo, id: RunId) -> ReportRunPayload | None:  # noqa: A002  # as above
        """The run, running again."""
        run = await _run_of(info.context, str(id))
        try:
            if isinstance(run, KeptRun):
                run = await _taken_over(info.context, run)
            else:
                await check_rights(info.context, cast("ReportRequest", run.about))
                await resume_report(info.context.loader, run)
        except TooManyJobs:
            return _refused(TOO_MANY)
        return ReportRunPayload(run=run_shown(run), user_errors=[])


def _refused(text: str) -> ReportRunPayload:
    return ReportRunPayload(run=None, user_errors=[UserError(code=ProblemCode.CONFLICT, message=text, field=None)])


async def _run_of(context: OperationContext, id_: str) -> BackgroundJob | KeptRun:
    run = await report_job(context.loader, id_)
    if run is None:
        raise NotFound("There is no such run: it was not yours, or it ended a while ago.")
    return run


async def _taken_over(context: OperationContext, run: KeptRun) -> BackgroundJob | KeptRun:
    """The run in this process. Its rights are those of whoever asks, now: they are checked before anything is read."""
    request = request_written(run.request)
    await check_rights(context, request)
    check_request(request)
    return await taken_over(context.loader, run)


def run_shown(run: BackgroundJob | KeptRun) -> RunOfReport:
    """A run as the graph shows it."""
    if isinstance(run, BackgroundJob):
        done_at, failure = run.done_at(datetime.now(UTC)), run.failure and run.failure.message
        state, report = run.state, cast("ReportRequest", run.about).report
    else:
        state, report = JobState(run.state), request_written(run.request).report
        done_at, failure = None if state is JobState.RUNNING else run.touched_at, run.failure
    return RunOfReport(
        id=strawberry.ID(run.id),
        report_id=strawberry.ID(report),
        state=state,
        calls_done=run.calls_done,
        calls_left=run.calls_left,
        started_at=instant_text(run.started_at),
        done_at=None if done_at is None else instant_text(done_at),
        failure=failure,
        job=run,
    )
