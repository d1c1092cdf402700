"""The decision on a telesales number: keep it, suspend it or cancel it, and why."""

__version__ = "0.1.0"

from keep_or_cancel.explain import check
from keep_or_cancel.facts import FactsError

__all__ = ["FactsError", "__version__", "check"]
