"""A report as a job: everything that it needs is read in the background, and calls of people go first."""

import asyncio

from domain.errors import TooManyRequests
from domain.kpis.requests import ReportRequest
from resolvers.analytics.data_sets import FILLABLE, data_set_of
from resolvers.analytics.fact_reading import FactReader
from resolvers.analytics.report_needs import facts_needed
from resolvers.analytics.running import ReportRun, run_report
from resolvers.background_jobs import BackgroundJob, BackgroundJobs
from resolvers.reading.loader import RecordLoader

# How many calls are asked for at a time; after each such step what was read is kept, whatever happens next.
CALLS_OF_STEP = 100
# How long the calls of one step may wait for their permits and answers, in seconds.
STEP_SECONDS = 600.0
# Steps after which nothing more was read.
MOST_IN_VAIN = 3


def start_report(jobs: BackgroundJobs, loader: RecordLoader, request: ReportRequest) -> BackgroundJob:
    """The job of a report whose rights have been checked. Raises TooManyJobs."""

    async def work(job: BackgroundJob) -> ReportRun:
        return await _read_everything(loader, request, job)

    return jobs.start(loader.upstream.caller.partition, request, work)


async def _read_everything(loader: RecordLoader, request: ReportRequest, job: BackgroundJob) -> ReportRun:
    """The report, once nothing more can be read: what is missing then stands in its coverage."""
    in_vain = 0
    while True:
        before = job.calls_done

        def note(reader: FactReader, before: int = before) -> None:
            job.calls_done = before + reader.done

        bulk = loader.in_background(STEP_SECONDS)
        try:
            needed = await facts_needed(bulk, request)
            data_set = await data_set_of(bulk, needed, most_calls=CALLS_OF_STEP, reports=note)
            gaps = [gap for gap in data_set.coverage(needed).gaps if gap.reason in FILLABLE]
            job.calls_left = sum(gap.missing or CALLS_OF_STEP for gap in gaps)
            in_vain = in_vain + 1 if job.calls_done == before else 0
            if not gaps or in_vain >= MOST_IN_VAIN:
                return await run_report(bulk, request, most_calls=CALLS_OF_STEP)
        except TooManyRequests as error:
            in_vain += 1
            if in_vain >= MOST_IN_VAIN:
                raise
            await asyncio.sleep(error.retry_after or 1.0)
        finally:
            bulk.close()
