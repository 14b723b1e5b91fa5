"""LaTeX in abstracts reads as a reader would read it aloud; money stays money."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.text import latex

REAL = [
    ("2601.04278", "by ~20 and diversity by ~0.05 while"),
    ("2601.05376", "(average Cohen's κ= 0.43)"),
    ("2601.07988", "people (cross-sectional) and/or time (prospective)"),
    ("2601.08070", "nearly 4× larger"),
    ("2601.08070", "+0.39 toward"),
    ("2601.08070", "40,000"),
    ("2601.08468", "with -42% average generation length"),
    ("2601.08545", "LPR (Learn"),
    ("2601.15298", "(-3.5% to -5.2%, p<0.05)"),
    ("2601.15429", "G_1 (T2DM), G_2"),
    ("2601.20102", "rubric (κ=0.76) applied"),
    ("2601.21157", "59.7% to 67.3%"),
    ("2601.22040", "with 1.47 to 2.11 × more parameters"),
    ("2505.23434", "the Hierarchical Sem"),
    ("2506.00277", "(Pearson ρ ="),
    ("2506.01151", "not only consistently maintains high"),
    ("2506.01546", "by 27% and reduces inference time by 85% for"),
    ("2506.02381", "the ℓ_0-norm to"),
    ("2506.02561", "a Custom Pruning method"),
    ("2506.03887", "Pre^3 enables"),
    ("2506.04649", "the TravelPlanner dataset, we introduce"),
    ("2506.04925", "musée d'Archéologie nationale"),
    ("2506.05828", "83.2% → 87.8% for"),
    ("2506.06506", "average ρ = 0.83 ± 0.10."),
    ("2506.07667", "guidelines, AutoMod blocks up to 89.5% of"),
    ("2506.08690", "typically around ~0.1°"),
    ("2506.07463", "roughly 35 TB of disk space"),
    ("2506.12537", "to 12× faster"),
    ("2506.15733", "by up to ~19.1%"),
    ("2506.20598", "of ≥0.89"),
    ("2506.20586", "single 360° fisheye"),
    ("2506.21514", "objectives. G^2D further"),
    ("2506.21631", "of 39.3±1.5 frames"),
    ("2506.22073", "“watching T steps"),
]


@cache
def abstracts(corpus: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((corpus / "arxiv-daily").glob("20*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            found.setdefault(record["id"], " ".join(record["summary"].split()))
    return found


@pytest.mark.parametrize(("paper", "shown"), REAL)
def test_a_real_abstract_reads(corpus: Path, paper: str, shown: str) -> None:
    summary = abstracts(corpus)[paper]

    assert "$" in summary or "\\" in summary
    assert shown in latex.readable(summary)


def test_few_abstracts_have_marks_left(corpus: Path) -> None:
    marked = [text for text in abstracts(corpus).values() if "\\" in text or text.count("$") > 1]

    unread = [text for text in marked if "\\" in latex.readable(text)]

    assert len(marked) > 700
    # What is left are the papers' own macros, such as \\method: no table can know them.
    assert len(unread) < 0.11 * len(marked)


def test_no_digit_of_an_abstract_is_lost(corpus: Path) -> None:
    def digits(text: str) -> list[str]:
        return re.findall(r"\d", re.sub(r"\\(?:unicode|cite[a-z]*|ref|label)\*?\{[^{}]*\}", "", text))

    for text in abstracts(corpus).values():
        if "\\href" in text or "\\footnote" in text:
            continue  # addresses and notes are left out on purpose
        assert digits(latex.readable(text)) == digits(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$5 and $10", "$5 and $10"),
        ("it costs $5.", "it costs $5."),
        ("from $5M to $10M", "from $5M to $10M"),
        ("at $0.5 per 1M tokens and $1.5 per 1M tokens", "at $0.5 per 1M tokens and $1.5 per 1M tokens"),
        ("$100k–$200k, or $3/$15 per million", "$100k–$200k, or $3/$15 per million"),
        (r"\$1 and \$2", "$1 and $2"),
        (r"around \$1 additional cost, $95\%$ less", "around $1 additional cost, 95% less"),
        ("over $8 billion a year", "over $8 billion a year"),
    ],
)
def test_money_stays_money(text: str, shown: str) -> None:
    assert latex.readable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$12.9\times$", "12.9×"),
        (r"$ 1.11\times $ improvement", "1.11× improvement"),
        (r"$40{,}000$ and $n{=}3$", "40,000 and n=3"),
        (r"\textbf{\emph{both}}", "both"),
        (r"{\bf X} and {\em y}", "X and y"),
        (r"\it{equal}, \bm{v}, \textcolor{red}{new}", "equal, v, new"),
        (r"\frac{1}{2} and $\frac{a}{b}$", "1/2 and a/b"),
        (r"$10^{-3}$", "10^-3"),
        (r"\(O(n)\) time", "O(n) time"),
        (r"R\&D, C\#, a\_b", "R&D, C#, a_b"),
        (r"Poincar\'e, G\"odel, na\"{i}ve, mus{\'e}e", "Poincaré, Gödel, naïve, musée"),
        (r"steps$\unicode{x2013}$those", "steps–those"),
        ("``so'' and a--b --- c -- d", "“so” and a–b — c – d"),
        (r"Table~3, Smith~et al.~show", "Table 3, Smith et al. show"),
        (r"~5\% of $\sim$19.1\%", "~5% of ~19.1%"),
        (r"as in \citet{a} and~\cite[p.~3]{b}.", "as in and."),
        (r"\href{https://a.example}{here}", "here"),
        (r"we propose \method, which", r"we propose \method, which"),
        ("no marks at all, 15.5 %", "no marks at all, 15.5 %"),
        ("用 $\\alpha$ 表示", "用 α 表示"),
    ],
)
def test_latex_reads(text: str, shown: str) -> None:
    assert latex.readable(text) == shown


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab1 $\\{}~-'`_^%(),"), max_size=25) | st.text())
def test_any_text_can_be_read_and_a_text_without_marks_is_left_alone(text: str) -> None:
    shown = latex.readable(text)

    assert isinstance(shown, str)
    if not any(mark in text for mark in ("\\", "$", "~", "{", "}", "``", "''", "--")):
        assert shown == text
