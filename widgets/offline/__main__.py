"""`python -m widgets.offline [--site site]` writes the files for use without a network."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guide import GuideError, load
from guide.edition import LANGUAGES, EditionError
from widgets.build.tools import ROOT, BuildError
from widgets.offline.files import FOLDER, SINGLES, ZIP
from widgets.offline.folder import entries, zipped
from widgets.offline.pages import OfflineError, live_address
from widgets.offline.single import single


def main(argv: list[str] | None = None) -> int:
    """Write the files into site/downloads; return 0, or 2 with what stands in the way."""
    parser = argparse.ArgumentParser(prog="python -m widgets.offline", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    site: Path = parser.parse_args(argv).site
    try:
        guide, live = load(), live_address(site)
        for kind in SINGLES:
            for lang in LANGUAGES:
                path = site / FOLDER / kind.file(lang)
                path.write_text(single(site, guide, lang, kind, live), encoding="utf-8")
                print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
        path = site / FOLDER / ZIP
        path.write_bytes(zipped(entries(site, guide, live)))
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    except (OfflineError, BuildError, GuideError, EditionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
