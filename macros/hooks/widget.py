"""Builds the self-check, and puts what both languages share into the site once, at its root."""

from __future__ import annotations

import importlib
import logging
import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

ROOT = Path(__file__).parent.parent.parent
BUILT = ROOT / "build/widget"

# Outside the logger that `--strict` counts: while serving, a broken file must not end the server.
log = logging.getLogger("guide")


def on_pre_build(config: MkDocsConfig) -> None:
    """Build the self-check; nothing happens where its inputs are those of the build before."""
    try:
        importlib.import_module("widgets.build").build(BUILT)
    except Exception as error:
        if not config.extra.get("serving"):
            raise PluginError(f"the self-check cannot be built: {error}") from error
        log.error("The self-check was not rebuilt: %s", error)


def on_post_build(config: MkDocsConfig) -> None:
    """Copy the self-check into the site."""
    if BUILT.exists():
        shutil.copytree(BUILT, Path(config.site_dir) / "widget", dirs_exist_ok=True)
