"""Tables, code, lists, pictures and links are written as Markdown where they stand."""

from __future__ import annotations

import pytest
from tests.parse.pages.article import article, body_of

from intelog.model.document import Image, Link


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<pre><code class="language-python">def f(x):\n    return x\n</code></pre>', "```python\ndef f(x):\n    return x\n```"),
        ('<div class="highlight-source-rust"><pre>let x = 1;\n```</pre></div>', "````rust\nlet x = 1;\n```\n````"),
        ('<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td><td class="code"><pre>a\nb</pre></td></tr></table>', "```\na\nb\n```"),
        ("<table><tr><th>Model</th><th>MMLU</th></tr><tr><td>A|B</td><td>81.2</td></tr></table>", "| Model | MMLU |\n| --- | --- |\n| A\\|B | 81.2 |"),
        ('<table><tr><th colspan="2">Both</th><th>C</th></tr><tr><td rowspan="2">1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>',
         "| Both |  | C |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 | 5 |"),
        ('<ul><li>open weights for everyone</li><li>with <a href="https://x.example/y">a server</a> of its own<ol><li>fast and small</li></ol></li></ul>',
         "- open weights for everyone\n- with [a server](https://x.example/y) of its own\n  1. fast and small"),
        ("<blockquote><p>These are the words of another person, who says it at some length.</p></blockquote>", "> These are the words of another person, who says it at some length."),
        ("<h2>What came of it</h2>", "## What came of it"),
        ('<h3>Use<a class="headerlink" href="#use">¶</a></h3>', "### Use"),
        ("<dl><dt>Term</dt><dd>Its meaning is told here in a number of words.</dd></dl>", "**Term**\n\nIts meaning is told here in a number of words."),
        ('<figure><img src="/i.png" alt="A curve"><figcaption>Figure 1: the loss falls</figcaption></figure>', "![A curve](https://e.example/i.png)\n\nFigure 1: the loss falls"),
        ('<img src="data:image/gif;base64,R0" data-src="/late.png" alt="Late">', "![Late](https://e.example/late.png)"),
        ("<p>It took 10<sup>25</sup> operations, <b>more</b> than <i>ever</i> with <code>f(`x`)</code> before that.</p>",
         "It took 10^25 operations, **more** than *ever* with `` f(`x`) `` before that."),
        ("<p>A link to <a href='javascript:alert(1)'>what acts</a> is words in this line of the article.</p>", "A link to what acts is words in this line of the article."),
    ],
)  # fmt: skip
def test_what_stands_among_the_words_is_kept(html: str, markdown: str) -> None:
    assert body_of(html) == markdown


def test_pictures_and_links_are_told_of_in_order() -> None:
    one = article(
        '<p>With <a href="/b">b</a> and <a href="https://c.example/">c</a> at the end of this line.</p><img src="/i.png" alt="i">'
    )

    assert one.links == (Link("https://e.example/b", "b"), Link("https://c.example/", "c"))
    assert one.images == (Image("https://e.example/i.png", "i", ""),)
