"""Files as scripts carry them: text that may stand in a script, in a page too.

local.js has the other direction.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
from pathlib import Path

import deflate

from widgets.build import cache

# The letters of base64.b85encode that mean something in HTML or in a script, and others for them.
# 5 letters for 4 bytes, where base64 takes 4 for 3: of Python's files that saves 0.3 MB.
PLAIN = bytes.maketrans(b"$&<`", b"]:.[")
LEVEL = 12  # the highest
# In bytes: what is smaller is packed anew each time.
LARGE = 100_000


def packed(content: bytes) -> str:
    """Return `content` as text: gzip, then base 85."""
    if len(content) < LARGE:
        return _packed(content).decode()
    made_of: list[Path | str] = [
        hashlib.sha256(content).hexdigest(),
        Path(__file__),
        importlib.metadata.version("deflate"),
    ]
    kept = cache.kept("carried.b85", made_of, lambda path: path.write_bytes(_packed(content)))
    return kept.read_text(encoding="ascii")


def _packed(content: bytes) -> bytes:
    return base64.b85encode(deflate.gzip_compress(content, LEVEL)).translate(PLAIN)


def script(path: str, content: bytes) -> str:
    """Return the script that carries the file at `path` under the site's root."""
    return f'KeepOrCancelFiles("{path}","{packed(content)}");\n'
