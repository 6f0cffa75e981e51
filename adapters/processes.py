"""Names of processes that tell, on the same machine, whether a process is still there."""

import hashlib
import os
import platform
import re
import secrets
from contextlib import suppress
from pathlib import Path

_NAME = re.compile(r"([0-9a-f]{8})-([0-9]{1,10})-[0-9a-f]{8}")


def _host_fingerprint() -> str:
    """Where process ids mean the same: the host since it was started, and the namespace of ids in it."""
    known = platform.node()
    with suppress(OSError):
        # Hosts may bear one name.
        start = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        known = f"{known}/{start}/{Path('/proc/self/ns/pid').stat().st_ino}"
    return hashlib.sha256(known.encode()).hexdigest()[:8]


def process_name() -> str:
    """A name for this process that no other one has had."""
    return f"{_host_fingerprint()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_gone(name: str, own: str) -> bool:
    """Whether the process of that name has ended, False where nobody knows; `own` is the asking process's name."""
    known = _NAME.fullmatch(name)
    if known is None or known[1] != _host_fingerprint():
        return False
    if int(known[2]) == os.getpid():
        # The number was given again.
        return name != own
    try:
        os.kill(int(known[2]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        # It is somebody else's.
        pass
    return False
