"""What a process that others are forked from has loaded: all that serving and commands import, and the graph."""

import os
from importlib import import_module

from tests.gateway.forks import TERMINAL

# The command line reads the terminal's width when it is imported.
os.environ |= TERMINAL
for name in ("alembic.command", "sqlmodel", "gateway.cli", "gateway.commands.serve"):
    import_module(name)
import_module("schema.graph").graph()
