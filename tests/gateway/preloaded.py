"""What a process that gateways are forked from has loaded: all that serving imports, and the graph."""

import gateway.commands.serve as serve
from schema.graph import graph

PRELOADED = (serve, graph())
