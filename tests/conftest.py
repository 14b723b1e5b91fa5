"""What all tests share: where the real data lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus of real data; a test that needs it fails where it is missing."""
    folder = Path(os.environ.get("INTELOG_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus").resolve()
    if not (folder / "seeds").is_dir():
        pytest.fail(f"{folder}: the corpus is not here; set INTELOG_CORPUS")
    return folder
