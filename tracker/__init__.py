"""Donor tracker: who pays for what in customs reform, from one conference to the next."""

# Not from `typing`: it takes longer to import than everything between the start and the handling of Ctrl-C.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from tracker.api import open_register

__version__ = "0.1.0"
__all__ = ["__version__", "open_register"]


def __getattr__(name: str) -> object:
    """Import `open_register` on first use, so that `import tracker` costs nothing."""
    if name != "open_register":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tracker.api import open_register

    return open_register
