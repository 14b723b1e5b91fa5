"""A formula stays the TeX that it was made of."""

from __future__ import annotations

import pytest
from tests.parse.pages.article import body_of

KATEX = """<span class="katex"><span class="katex-mathml"><math><semantics><mi>L</mi><annotation encoding="application/x-tex">\\mathcal{L}_1</annotation>
</semantics></math></span><span class="katex-html" aria-hidden="true">L1</span></span>"""


@pytest.mark.parametrize(
    ("html", "formula"),
    [
        (KATEX, r"$\mathcal{L}_1$"),
        ('<span class="MathJax" id="a">x2</span><script type="math/tex">x^2</script>', "$x^2$"),
        ('<math alttext="\\mathcal{L}"><mi>L</mi></math>', r"$\mathcal{L}$"),
        ("<math><mfrac><mn>1</mn><msup><mi>x</mi><mn>2</mn></msup></mfrac></math>", r"$\frac{1}{x^{2}}$"),
        ('<mjx-container class="MathJax"><mjx-math>junk</mjx-math><mjx-assistive-mml><math><mi>y</mi></math></mjx-assistive-mml></mjx-container>', "$y$"),
        ('<span class="mwe-math-element"><span><math alttext="{\\displaystyle \\alpha }"><mi>α</mi></math></span><img src="https://e.example/x.svg" alt="alpha"></span>', r"$\alpha$"),
    ],
)  # fmt: skip
def test_a_formula_is_kept_as_its_source(html: str, formula: str) -> None:
    assert (
        body_of(f"<p>The loss {html} is what the words of this line are about.</p>")
        == f"The loss {formula} is what the words of this line are about."
    )


def test_a_formula_of_its_own_stands_on_its_own() -> None:
    assert body_of(f'<span class="katex-display">{KATEX}</span>') == "$$\n\\mathcal{L}_1\n$$"


def test_dollars_are_formulas_only_where_a_script_reads_them_so() -> None:
    words = "<p>It costs $5 and then $10 for all of the thing that we tell of here.</p>"
    math = "<p>Let $a_1 * b$ be and \\(x_i\\) be what we tell of in the words of this line.</p>"

    assert body_of(words) == r"It costs \$5 and then \$10 for all of the thing that we tell of here."
    assert body_of(math, '<script src="https://cdn.example/mathjax.js"></script>') == (
        "Let $a_1 * b$ be and $x_i$ be what we tell of in the words of this line."
    )
