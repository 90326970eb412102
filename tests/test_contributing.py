"""What CONTRIBUTING.md and the hooks of pre-commit say is so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATH = re.compile(r"`([\w.]+/[\w./-]*)`")


def test_every_path_of_the_page_is_there() -> None:
    named = PATH.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    built = {"dist/"}
    assert len(named) > 20
    assert [path for path in named if path not in built and not (ROOT / path).exists()] == []


def test_the_hooks_ask_what_ci_asks() -> None:
    """Each step of `.ci/run` is a hook with the same name and program."""
    step = re.compile(r'^(?:step|begin) "(\w+)" "\$bin/([\w-]+)"', re.MULTILINE)
    steps = dict(step.findall((ROOT / ".ci/run").read_text("utf-8")))
    hooks = re.findall(r"name: (\w+)\n +entry: ([\w-]+)", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert len(steps) > 4
    assert dict(hooks) == steps
