"""JSON that an interface answered, and the texts in it."""

from __future__ import annotations

import json
import re
from typing import Any

from intelog.errors import ParseError
from intelog.model.item import Hint

MOST_BYTES = 32 << 20

_UNSOUND = re.compile("[\0\ud800-\udfff]")


def json_of(data: bytes, hint: Hint) -> Any:
    """What an answer says, or `ParseError`."""
    if len(data) > MOST_BYTES:
        raise ParseError(hint.name, f"larger than {MOST_BYTES >> 20} MiB")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ParseError(hint.name, f"not UTF-8 at byte {error.start + 1}") from error
    except RecursionError as error:
        raise ParseError(hint.name, "JSON nested too deeply") from error
    except ValueError as error:
        raise ParseError(hint.name, f"not JSON: {error}") from error


def sound(text: str) -> str:
    """JSON may spell halves of a character and NUL; what is no text is shown as U+FFFD."""
    if _UNSOUND.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
