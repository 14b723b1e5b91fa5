"""A progress bar for work that takes longer than a moment: share, rate and remaining time."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

QUIET_SECONDS = 1.0
"""Shorter work shows nothing."""
_EVERY = 0.1
_WIDTH = 24


class Bar:
    """Shows how far the work is on standard error, where that is a terminal."""

    def __init__(self, total: int, unit: str = "MB", scale: float = 1e6) -> None:
        """*total* in the units that `advance` is told of, 0 where it is not known; shown in *unit*s of *scale*."""
        self._total, self._unit, self._scale = total, unit, scale
        self._done = 0
        self._begun = self._shown = time.monotonic()
        self._wanted = sys.stderr.isatty()
        self._drawn = False

    def advance(self, n: int) -> None:
        """*n* more are done."""
        self._done += n
        now = time.monotonic()
        if self._wanted and now - self._begun > QUIET_SECONDS and now - self._shown > _EVERY:
            self._draw(now)

    def _draw(self, now: float) -> None:
        self._shown, self._drawn = now, True
        rate = self._done / (now - self._begun)
        if self._total:
            share = min(self._done / self._total, 1.0)
            left = (self._total - self._done) / rate if rate else 0.0
            filled = int(share * _WIDTH)
            far = f"{'█' * filled}{'░' * (_WIDTH - filled)} {share:4.0%}  {rate / self._scale:.1f} {self._unit}/s  {max(left, 0):.0f} s left"
        else:
            far = f"{self._done / self._scale:,.0f} {self._unit}  {rate / self._scale:,.0f} {self._unit}/s"
        sys.stderr.write(f"\r{far} \x1b[K")
        sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
