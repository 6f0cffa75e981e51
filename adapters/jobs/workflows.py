"""The one workflow, as DBOS knows it: a step is repeated until the job has nothing left to do."""

from collections.abc import Callable

from dbos import DBOS, DBOSConfig, SetWorkflowID

from adapters.jobs.stopping import RunStopped


class _Opened:
    """What this process does at each step; the library has one registry, and one database, for each process."""

    step: Callable[[str, int], bool] | None = None


@DBOS.step(name="perform")
def _perform(job_id: str, run: int) -> bool:
    step = _Opened.step
    if step is None:
        raise RunStopped
    return step(job_id, run)


@DBOS.workflow(name="run")
def _run(job_id: str, run: int) -> None:
    while _perform(job_id, run):
        pass


def launch(step: Callable[[str, int], bool], configuration: DBOSConfig) -> None:
    """Open the library's database and recover. Raises RuntimeError where this process has runs already."""
    if _Opened.step is not None:
        raise RuntimeError("this process runs jobs of another gateway already")
    _Opened.step = step
    DBOS(config=configuration)
    DBOS.launch()


def begin_run(job_id: str, run: int) -> None:
    """Begin a run, once whatever its id."""
    with SetWorkflowID(f"{job_id}:{run}"):
        DBOS.start_workflow(_run, job_id, run)


def shut_down(seconds: int) -> None:
    """Wait until the steps that are under way are done, and close the library's database."""
    try:
        DBOS.destroy(workflow_completion_timeout_sec=seconds)
    finally:
        _Opened.step = None
