"""Keeps in build/cache what is costly to make, by the hash of what it is made of."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

CACHE = Path(__file__).parent.parent / "build/cache"


def digest(inputs: Iterable[Path | str]) -> str:
    """Return a sha256 over texts, and over names and contents of files, in the order given."""
    total = hashlib.sha256()
    for part in inputs:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        name = part.name if isinstance(part, Path) else ""
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def place(name: str, inputs: Iterable[Path | str]) -> Path:
    """Return where the file or folder `name` as made of `inputs` is kept, or would be."""
    stem, dot, ending = name.partition(".")
    return CACHE / f"{stem}-{digest(inputs)[:16]}{dot}{ending}"


def kept(name: str, inputs: Iterable[Path | str], make: Callable[[Path], object]) -> Path:
    """Return the file or folder `name` as made of `inputs`.

    Where it is not kept, `make` is called with the path to write it to: it is kept whole or not at
    all. `inputs` must hold whatever decides how it comes out, the code that makes it too.
    """
    target = place(name, inputs)
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            part = Path(folder) / target.name
            make(part)
            try:
                part.rename(target)
            except OSError:
                if not target.exists():  # else another process was quicker
                    raise
    return target
