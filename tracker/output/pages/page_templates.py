"""The templates of html pages, and the policy of each: a page fetches nothing and runs no script but its own."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from tracker.output.stream import terminal_safe

HEAD = "page_head.html"


def template_text(name: str) -> str:
    """Return the text of a template."""
    return files("tracker").joinpath("data", "templates", name).read_text(encoding="utf-8")


def environment(*names: str) -> Environment:
    """Return an environment with these templates and the head of a page; every text is made safe and escaped."""
    return Environment(
        loader=DictLoader({name: template_text(name) for name in (*names, HEAD)}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_safe,
    )


def _safe(value: Any) -> Any:
    """Return a text without control characters, which no page may contain."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else terminal_safe(value)


def policy(script: str = "") -> str:
    """Return the content policy of a page; `script` is the hash of the one that may run, and empty where none may."""
    may = f" script-src '{script}';" if script else ""
    return f"default-src 'none';{may} style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
