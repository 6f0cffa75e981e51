"""What a process that others are forked from has loaded: all that serving and commands import, and the graph."""

import gc
import os
from importlib import import_module

from tests.gateway.forks import TERMINAL

# The command line reads the terminal's width when it is imported.
os.environ |= TERMINAL
for name in ("alembic.command", "sqlmodel", "gateway.cli", "gateway.commands.serve", "tests.gateway.command_runs"):
    import_module(name)
import_module("schema.graph").graph()
# A fork copies what it writes to, and garbage collection writes to everything that it walks through.
gc.collect()
gc.freeze()
