"""The shared data of the guide: text, ids and rules in both languages, checked by schema."""

from guide.compile import compile_guide
from guide.loader import GuideError, Problem, load
from guide.schema import Guide

__all__ = ["Guide", "GuideError", "Problem", "compile_guide", "load"]
