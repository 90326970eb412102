"""Donor tracker: who pays for what in customs reform, from one conference to the next."""

# Not from `typing`, which takes longer to import than all that is between the start and hearing a Ctrl-C.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from tracker.api import open_register

__version__ = "0.1.0"
__all__ = ["__version__", "open_register"]


def __getattr__(name: str) -> object:
    """`open_register`, which is imported when it is first asked for, so that `import tracker` costs nothing."""
    if name != "open_register":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tracker.api import open_register

    return open_register
