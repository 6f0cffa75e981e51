"""A report as a job: everything that it needs is read in the background, and calls of people go first."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.errors import SuitegraphError, TooManyRequests
from domain.kpis.requests import ReportRequest
from domain.report_runs import KeptRun, ReportRunError, ReportRuns
from resolvers.analytics.data_sets import FILLABLE, data_set_of
from resolvers.analytics.fact_reading import QUOTA_PAUSE, FactReader
from resolvers.analytics.own_reports import place_of
from resolvers.analytics.report_needs import facts_needed
from resolvers.analytics.request_texts import request_written, written_request
from resolvers.analytics.running import ReportRun, run_report
from resolvers.background_jobs import BackgroundJob, JobState
from resolvers.reading.loader import RecordLoader

# How many calls are asked for at a time; after each such step what was read is kept, whatever happens next.
CALLS_OF_STEP = 100
# How long calls may wait for the next permit and answer, in seconds; the whole run has no deadline.
PATIENCE_SECONDS = 600.0
# How long after a step that read nothing the next one begins, in seconds.
PAUSE_IN_VAIN = 5.0
# How often the store learns how far a run is, in seconds.
TOUCH_SECONDS = 10.0
# Steps after which nothing more was read.
MOST_IN_VAIN = 3


async def start_report(loader: RecordLoader, request: ReportRequest) -> BackgroundJob:
    """The job of a report whose rights have been checked, kept in the store where there is one. Raises TooManyJobs."""
    return await _begun(loader, request)


async def report_job(loader: RecordLoader, id_: str) -> BackgroundJob | KeptRun | None:
    """A run of the caller: one of this process, one that it takes over, or how far another process is with it.

    What nobody works on goes on here, with the token of whoever asks; their rights have to be checked by then.
    """
    job = loader.analytics.jobs.one(loader.upstream.caller.partition, id_)
    runs = loader.analytics.runs
    return job if job is not None or runs is None else await runs.one(*await place_of(loader), id_)


async def report_jobs(loader: RecordLoader) -> list[BackgroundJob | KeptRun]:
    """The runs of the caller, the newest first."""
    jobs = loader.analytics.jobs.of(loader.upstream.caller.partition)
    runs = loader.analytics.runs
    kept = () if runs is None else await runs.of(*await place_of(loader))
    here = {job.id for job in jobs}
    every: list[BackgroundJob | KeptRun] = [*jobs, *(run for run in kept if run.id not in here)]
    return sorted(every, key=lambda run: run.started_at, reverse=True)


async def taken_over(loader: RecordLoader, run: KeptRun) -> BackgroundJob | KeptRun:
    """A run of another process, going on in this one with the caller's token, unless a third one was faster."""
    now, runs = datetime.now(UTC), loader.analytics.runs
    if runs is None or not await runs.claim(run, now):
        return run
    return await _begun(loader, request_written(run.request), run.at(now))


async def cancel_report(loader: RecordLoader, run: BackgroundJob | KeptRun) -> BackgroundJob | KeptRun:
    """End a run; in another process it ends when that one next says how far it is."""
    runs = loader.analytics.runs
    if isinstance(run, BackgroundJob):
        loader.analytics.jobs.cancel(run)
        kept = None if runs is None else await runs.one(*await place_of(loader), run.id)
    else:
        kept = run
    if runs is None or kept is None or kept.state != JobState.RUNNING.value:
        return run
    cancelled = kept.at(datetime.now(UTC), state=JobState.CANCELLED.value)
    await runs.keep(cancelled)
    return run if isinstance(run, BackgroundJob) else cancelled


async def resume_report(loader: RecordLoader, job: BackgroundJob) -> None:
    """Run a job of this process again. Raises TooManyJobs."""
    runs = loader.analytics.runs
    loader.analytics.jobs.resume(job)
    if runs is not None and (kept := await runs.one(*await place_of(loader), job.id)) is not None:
        await runs.keep(kept.at(datetime.now(UTC), state=JobState.RUNNING.value))


async def _begun(loader: RecordLoader, request: ReportRequest, run: KeptRun | None = None) -> BackgroundJob:
    runs, jobs = loader.analytics.runs, loader.analytics.jobs
    place = ("", "") if runs is None else await place_of(loader)

    async def work(job: BackgroundJob) -> ReportRun:
        if runs is None:
            return await _read_everything(loader, request, job)
        return await _kept_while(runs, place, job, _read_everything(loader, request, job))

    job = jobs.start(loader.upstream.caller.partition, request, work, run and run.id)
    if runs is not None:
        await runs.keep(_kept(place, job))
    return job


def _kept(place: tuple[str, str], job: BackgroundJob) -> KeptRun:
    failure = None if job.failure is None else job.failure.message
    return KeptRun(
        job.id,
        *place,
        written_request(job.about),
        job.state.value,
        job.calls_done,
        job.calls_left,
        failure,
        job.started_at,
        datetime.now(UTC),
    )


async def _kept_while(
    runs: ReportRuns, place: tuple[str, str], job: BackgroundJob, reading: Coroutine[Any, Any, ReportRun]
) -> ReportRun:
    """What the reading comes to. Meanwhile the store learns how far it is; where it was cancelled there, it ends."""
    task = asyncio.ensure_future(reading)
    try:
        while not (await asyncio.wait({task}, timeout=TOUCH_SECONDS))[0]:
            # A store that does not answer does not end the reading, whose calls cannot be had back.
            with suppress(ReportRunError):
                kept = await runs.one(*place, job.id)
                if kept is not None and kept.state == JobState.CANCELLED.value:
                    raise asyncio.CancelledError
                await runs.keep(_kept(place, job))
        outcome = task.result()
    except SuitegraphError as error:
        with suppress(ReportRunError):
            await runs.keep(replace(_kept(place, job), state=JobState.FAILED.value, failure=error.message))
        raise
    finally:
        # A process that ends leaves its run as it is: whoever asks next goes on with it.
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    with suppress(ReportRunError):
        await runs.keep(replace(_kept(place, job), state=JobState.DONE.value, calls_left=0))
    return outcome


async def _read_everything(loader: RecordLoader, request: ReportRequest, job: BackgroundJob) -> ReportRun:
    """The report, once nothing more can be read: what is missing then stands in its coverage.

    A used-up quota is waited for, however long that takes; only calls that fail otherwise are given up.
    """
    in_vain, since = 0, job.started_at
    while True:
        before, pause = job.calls_done, 0.0
        bulk = loader.in_background(PATIENCE_SECONDS)

        def note(reader: FactReader, before: int = before, bulk: RecordLoader = bulk) -> None:
            job.calls_done = before + reader.done
            # Each answer is progress: only what makes none has a deadline.
            bulk.upstream.deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS

        try:
            needed = await facts_needed(bulk, request)
            data_set = await data_set_of(bulk, needed, most_calls=CALLS_OF_STEP, reports=note, since=since)
            gaps = [gap for gap in data_set.coverage(needed).gaps if gap.reason in FILLABLE]
            job.calls_left = sum(gap.missing or CALLS_OF_STEP for gap in gaps)
            in_vain = in_vain + 1 if job.calls_done == before else 0
            pause = max((gap.retry_after or 0.0 for gap in gaps), default=0.0)
            is_whole = not gaps and not data_set.is_reading(needed)
            if is_whole or (in_vain >= MOST_IN_VAIN and not pause):
                return await run_report(bulk, request, most_calls=CALLS_OF_STEP, since=since)
        except TooManyRequests as error:
            pause = error.retry_after or QUOTA_PAUSE
        finally:
            bulk.close()
        await asyncio.sleep(pause or (PAUSE_IN_VAIN if in_vain else 0.0))
