"""One runtime for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.pyodide import Pyodide, started


@pytest.fixture(scope="session")
def pyodide() -> Iterator[Pyodide]:
    with started() as runtime:
        yield runtime
