"""Hatchling's build hook: a wheel carries the GraphiQL bundle, built where it is missing or older than its sources."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GraphiQLHook(BuildHookInterface[BuilderConfig]):
    """Builds the bundle for a wheel; an editable install reads it from the checkout, where `make` builds it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle and take it into the wheel although git ignores it."""
        if self.target_name != "wheel" or version == "editable":
            return
        built = subprocess.run([sys.executable, Path(self.root, "graphiql", "build.py")], check=False)  # noqa: S603  # our own script
        if built.returncode:
            raise RuntimeError(f"the GraphiQL bundle could not be built (exit code {built.returncode}, see above)")
        build_data["artifacts"].append("/gateway/graphiql/**")
