"""What the process has imported of which commands are forked, before a terminal that is as wide as theirs."""

import os
from importlib import import_module

from tests.gateway.command_runs import TERMINAL

os.environ |= TERMINAL
for name in ("alembic.command", "sqlmodel", "gateway.cli", "gateway.serve"):
    import_module(name)
import_module("schema.graph").graph()
