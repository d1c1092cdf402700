"""`python -m widgets.build [OUT]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guide import GuideError
from widgets.build import OUT, BuildError, build


def main(argv: list[str] | None = None) -> int:
    """Build into the folder given; return 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m widgets.build", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=OUT)
    arguments = parser.parse_args(argv)
    try:
        manifest = build(arguments.out)
    except (BuildError, GuideError) as error:
        print(error, file=sys.stderr)
        return 1
    total = sum(entry["bytes"] for entry in manifest["runtime"]["files"].values())
    print(f"{arguments.out}: {manifest['element']}, {manifest['runtime']['dir']} ({total:,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
