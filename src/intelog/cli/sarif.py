"""Findings as a SARIF 2.1.0 log (OASIS Standard, 27 March 2020), which editors and CI services show beside the lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from intelog import __version__
from intelog.check.codes import CODES
from intelog.model.finding import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def log(found: Sequence[tuple[str, Finding]], in_chinese: bool) -> dict[str, Any]:
    """A log with one run: each finding with its file's path as it is shown."""
    codes = sorted({finding.code for _, finding in found})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].chinese if in_chinese else CODES[code].english},
            "defaultConfiguration": {"level": CODES[code].severity},
        }
        for code in codes
    ]
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": finding.severity,
            "message": {"text": finding.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(file)},
                        "region": {"startLine": max(1, finding.line)},
                    }
                }
            ],
        }
        for file, finding in found
    ]
    driver = {"name": "intelog", "version": __version__, "rules": rules}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
