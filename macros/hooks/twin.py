"""Builds the English twin after the Chinese site, and lets `mkdocs serve` see every edit."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Literal

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

ROOT = Path(__file__).parent.parent.parent
# Where the packages of ours are that a build may import, each before those that import it.
OURS = {
    "guide": ROOT / "guide",
    "keep_or_cancel": ROOT / "widgets/keep_or_cancel/src",
    "widgets": ROOT / "widgets",
    "pdf": ROOT / "pdf",
    "macros": ROOT / "macros",
}

_serving = False
# What the code of each package was when the last build began.
_code: dict[str, dict[Path, int]] = {}


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether pages are being served; keep byte code out of the watched folders then."""
    global _serving
    _serving = command == "serve"
    sys.dont_write_bytecode = sys.dont_write_bytecode or _serving


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Make our packages importable; while serving, forget what is no longer as it was."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    if _serving:
        _forget_changed_code()
        importlib.import_module("macros.data").begin()
        _keep_serving(config)
    return config


def _forget_changed_code() -> None:
    """Let packages be imported anew whose code has changed, and those that import them.

    The others stay: they hold what they have read and worked out for the build before.
    """
    changed: set[str] = set()
    for package, folder in OURS.items():
        code = {path: path.stat().st_mtime_ns for path in folder.rglob("*.py")}
        if changed or code != _code.get(package, code):
            changed.add(package)
        _code[package] = code
    for name in [name for name in sys.modules if name.split(".")[0] in changed]:
        del sys.modules[name]


def _keep_serving(config: MkDocsConfig) -> None:
    """Let a mistake in a page or in the data appear on the page instead of ending the server."""
    config.extra["serving"] = True
    config.plugins["macros"].config["on_error_fail"] = False


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Build the English twin into `en/` of the site, under the same rules."""
    site = Path(config.site_dir)
    twin = load_config(
        str(ROOT / "mkdocs.en.yml"),
        strict=config.strict,
        site_dir=str(site / "en"),
        site_url=f"{(config.site_url or '/').rstrip('/')}/en/",
    )
    twin.plugins.on_startup(command="serve" if _serving else "build", dirty=False)
    if _serving:
        _keep_serving(twin)
    try:
        build(twin)
    finally:
        twin.plugins.on_shutdown()
    # One sitemap at the root names the pages of both languages (overrides/sitemap.xml).
    for name in ("robots.txt", "sitemap.xml", "sitemap.xml.gz"):
        (site / "en" / name).unlink()
