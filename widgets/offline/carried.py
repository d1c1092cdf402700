"""Files as scripts carry them: text that may stand in a script, in a page too.

packed.js and unpack.js (widgets/web/offline) have the other direction.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import lzma
import sys
from pathlib import Path

from widgets import cache

# The letters of base64.b85encode that mean something in HTML or in a script, and others for them.
# 5 letters for 4 bytes, where base64 takes 4 for 3: of Python's files that saves 0.2 MB.
PLAIN = bytes.maketrans(b"$&<`", b"]:.[")
# In bytes: what is larger, Python and its archives, is packed with xz, and kept for the next time.
LARGE = 100_000
# All of the largest file, and no more than a phone has.
DICTIONARY = 1 << 24


def packed(content: bytes) -> str:
    """Return `content` as text: packed, then base 85."""
    if len(content) <= LARGE:
        return _letters(gzip.compress(content, 9, mtime=0)).decode()
    made_of: list[Path | str] = [hashlib.sha256(content).hexdigest(), Path(__file__), sys.version]
    kept = cache.kept("carried.b85", made_of, lambda path: path.write_bytes(_letters(_xz(content))))
    return kept.read_text(encoding="ascii")


def _xz(content: bytes) -> bytes:
    # The check is one that the small library in the browser knows.
    filters = [
        {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": DICTIONARY}
    ]
    return lzma.compress(content, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=filters)


def _letters(content: bytes) -> bytes:
    return base64.b85encode(content).translate(PLAIN)


def script(path: str, content: bytes) -> str:
    """Return the script that carries the file at `path` under the site's root."""
    return f'KeepOrCancelFiles("{path}","{packed(content)}");\n'
