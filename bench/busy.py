"""How busy the machine was with other things while the bench ran."""

import time

import psutil

# A share of all cores above which figures are not to be quoted.
MOST = 0.1


class Others:
    """The processor time of processes that are none of the bench's, since the last look."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._used = _used()
        self._ours = _ours()
        self.shares: list[float] = []

    def begin(self) -> None:
        """Begin a stretch in which no process of the bench begins or ends."""
        self._at, self._used, self._ours = time.monotonic(), _used(), _ours()

    def end(self) -> None:
        """Note the share of the stretch."""
        cores = psutil.cpu_count() or 1
        elsewhere = (_used() - self._used) - (_ours() - self._ours)
        self.shares.append(max(0.0, elsewhere / (cores * (time.monotonic() - self._at))))

    @property
    def share(self) -> float:
        """The mean share of all cores."""
        return sum(self.shares) / len(self.shares) if self.shares else 0.0

    def sentence(self) -> str:
        """What a reader must know of it."""
        told = f"Other processes used {100 * self.share:.0f} % of the machine during the rounds"
        if self.share <= MOST:
            return f"{told}."
        return f"**{told}: it was busy, and these figures are not to be quoted.**"


def _used() -> float:
    times = psutil.cpu_times()
    return times.user + times.nice + times.system + getattr(times, "steal", 0.0)


def _ours() -> float:
    me = psutil.Process()
    used = 0.0
    for process in (me, *me.children(recursive=True)):
        times = process.cpu_times()
        used += times.user + times.system
    return used
