"""What the SQLite library promises beyond `Library`: nothing a person said changes unseen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from intelog.errors import DamagedLibraryError
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.review import Review, Verdict
from intelog.store.sqlite import SqliteLibrary

PERIOD = Period.parse("2026-01-28")
KEY = RecordKey("rec-00000000000000000000")


def kept(path: Path) -> None:
    """A library with one review and one base."""
    library = SqliteLibrary(path)
    said = Review(
        record=KEY, field="s1", verdict=Verdict.CORRECTED, language=Language.ENGLISH, text="Human words.",
        at=datetime(2026, 1, 28, tzinfo=UTC),
    )  # fmt: skip
    library.keep(reviews=[said], bases=[Base(PERIOD, Language.ENGLISH, "# An edition\n", {"a": KEY})])
    library.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE review SET text = 'HumaN words.'",
        "UPDATE review SET verdict = 'rejected'",
        "UPDATE base SET text = '# An Edition' || char(10)",
        "UPDATE base SET records = '{}'",
    ],
)
def test_a_persons_words_that_changed_on_the_disk_are_damage_and_never_read(tmp_path: Path, change: str) -> None:
    path = tmp_path / "library.sqlite"
    kept(path)
    db = apsw.Connection(str(path))
    db.execute(change)
    db.close()

    library = SqliteLibrary(path)

    with pytest.raises(DamagedLibraryError, match=r"changed since it was written.*restore a backup"):
        (library.base(PERIOD, Language.ENGLISH), library.reviews([KEY], Language.ENGLISH))
    library.close()
