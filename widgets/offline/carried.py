"""Files as scripts carry them: text that may stand in a script, in a page too.

packed.js and unpack.js (widgets/web/offline) have the other direction.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import lzma
import string
import sys
from pathlib import Path

from widgets import cache

# The letters that bytes are written in. The fewest, 5 for 4 bytes, where nothing packs them again:
# base64.b85encode's, but for four that mean something in HTML or in a script.
PLAIN = bytes.maketrans(b"$&<`", b"]:.[")
FEWEST = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#]%:()*+-;.=>?@^_[{|}~"
# In a zip those of 6 bits each, 4 for 3 bytes: deflate gives all of the fourth back.
SIX_BITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
# In bytes: what is larger, Python and its archives, is packed with xz, and kept for the next time.
LARGE = 100_000
# All of the largest file, and no more than a phone has.
DICTIONARY = 1 << 24


def packed(content: bytes, alphabet: str) -> str:
    """Return `content` as text: packed, then in the letters of `alphabet`."""
    if len(content) <= LARGE:
        return _letters(gzip.compress(content, 9, mtime=0), alphabet)
    made_of: list[Path | str] = [hashlib.sha256(content).hexdigest(), Path(__file__), sys.version]
    kept = cache.kept("carried.xz", made_of, lambda path: path.write_bytes(_xz(content)))
    return _letters(kept.read_bytes(), alphabet)


def _xz(content: bytes) -> bytes:
    # The check is one that the small library in the browser knows.
    filters = [
        {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": DICTIONARY}
    ]
    return lzma.compress(content, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=filters)


def _letters(content: bytes, alphabet: str) -> str:
    if alphabet == SIX_BITS:
        return base64.b64encode(content).decode().rstrip("=")
    return base64.b85encode(content).translate(PLAIN).decode()


def script(path: str, content: bytes, alphabet: str) -> str:
    """Return the script that carries the file at `path` under the site's root."""
    return f'KeepOrCancelFiles("{path}","{packed(content, alphabet)}");\n'
