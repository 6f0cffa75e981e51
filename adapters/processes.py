"""Names of processes that show, on the same machine, whether a process is still there."""

import hashlib
import os
import platform
import re
import secrets
from contextlib import suppress
from pathlib import Path

import psutil

_NAME = re.compile(r"([0-9a-f]{8})-([0-9]{1,9})-[0-9a-f]{8}")


def _host_fingerprint() -> str:
    """Where process ids mean the same: the host since it was started, and the namespace of ids in it.

    The boot's id, not its time, which psutil computes from a clock that may be set.
    """
    place = platform.node()
    with suppress(OSError):
        # Hosts may bear one name.
        start = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        place = f"{place}/{start}/{Path('/proc/self/ns/pid').stat().st_ino}"
    return hashlib.sha256(place.encode()).hexdigest()[:8]


def process_name() -> str:
    """A name for this process that no other one has had."""
    return f"{_host_fingerprint()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_gone(name: str, own: str) -> bool:
    """Whether the process of that name has ended, False where nobody knows; `own` is the asking process's name."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] != _host_fingerprint():
        return False
    if int(match[2]) == os.getpid():
        # The number was given again.
        return name != own
    return not psutil.pid_exists(int(match[2]))
