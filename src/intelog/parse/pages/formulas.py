"""Formulas as TeX, put in the elements themselves before anybody looks for an article."""

from __future__ import annotations

import re

from intelog.parse.pages.elements import Element

FORMULA = "formula"
"""Our attribute on a `span` that holds TeX."""


def write_formulas(root: Element) -> None:
    """Put TeX in the place of each formula: MathML with its source, KaTeX, MathJax of before and now, LaTeXML."""
    for one in root.xpath(f"//*[@{FORMULA}]"):
        del one.attrib[FORMULA]
    for script in [s for s in root.iter("script") if (s.get("type") or "").lower().startswith("math/tex")]:
        for shown in [s for s in (script.getprevious(), script.getnext()) if s is not None]:
            if "MathJax" in (shown.get("class") or ""):
                _replace(shown, "", display=False)
        before = script.getprevious()
        if before is not None and "MathJax" in (before.get("class") or ""):
            _replace(before, "", display=False)
        _replace(script, script.text or "", display="display" in (script.get("type") or ""))
    for math in [m for m in root.iter("math") if next(m.iterancestors("math"), None) is None]:
        holder = _formula_holder(math)
        display = (
            math.get("display") == "block"
            or "display" in (holder.get("class") or "")
            or holder.get("display") == "true"
        )
        _replace(holder, _tex(math), display=display)


_HOLDS_A_FORMULA = re.compile(r"(?:^|\s)(?:katex|katex-display|katex-block|mwe-math-element|MathJax\w*|MJX\w*)(?:\s|$)")


def _formula_holder(math: Element) -> Element:
    """The outermost element that is this formula's alone: what is beside the MathML is its picture."""
    holders = [math]
    for above in math.iterancestors():
        if above.tag != "mjx-container" and not _HOLDS_A_FORMULA.search(above.get("class") or ""):
            if above.tag not in ("span", "mjx-assistive-mml", "semantics"):
                break
            continue
        holders.append(above)
    return holders[-1]


def _replace(element: Element, tex: str, *, display: bool) -> None:
    """Put a formula in the element's place; an empty one is nothing."""
    tail = element.tail
    attributes = {FORMULA: "block" if display else "inline"} if tex.strip() else {}
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.attrib.update(attributes)
    element.tag, element.text, element.tail = "span", " ".join(tex.split()), tail


def _tex(math: Element) -> str:
    """The TeX it was made of, where it was kept; else TeX of our own."""
    for note in math.iter("annotation"):
        if re.search("tex", note.get("encoding") or "", re.IGNORECASE) and (note.text or "").strip():
            return _bare_tex(note.text)
    return _bare_tex(math.get("alttext") or "") or _of_mathml(math).strip()


def _bare_tex(tex: str) -> str:
    """Without the `{\\displaystyle …}` that Wikipedia puts around every formula."""
    found = re.fullmatch(r"\s*\{\\(?:displaystyle|textstyle)\s*(.*?)\}\s*", tex, re.DOTALL)
    return (found.group(1) if found else tex).strip()


def _of_mathml(element: Element) -> str:
    if element.tag in ("annotation", "annotation-xml"):
        return ""
    parts = [_of_mathml(child) for child in element]
    match element.tag, parts:
        case "mfrac", [above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msup", [base, upper]:
            return f"{base}^{{{upper}}}"
        case "msub", [base, lower]:
            return f"{base}_{{{lower}}}"
        case "munder", [base, lower]:
            return f"{base}_{{{lower}}}"
        case "mover", [base, upper]:
            return f"{base}^{{{upper}}}"
        case "msubsup" | "munderover", [base, lower, upper]:
            return f"{base}_{{{lower}}}^{{{upper}}}"
        case "mroot", [base, index]:
            return rf"\sqrt[{index}]{{{base}}}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(parts)}}}"
        case "mtr", _:
            return " & ".join(parts) + r" \\ "
        case _:
            return (element.text or "").strip() + "".join(parts)


RAW_FORMULA = re.compile(
    r"(\$\$[^$]{1,2000}\$\$|\$(?!\s)[^$\n]{1,400}(?<![\s\\])\$(?!\d)|\\\([^$]{1,400}?\\\)|\\\[[^$]{1,2000}?\\\])"
)


def raw_formula(text: str) -> str:
    """A formula that the page's own script would have set."""
    inner = " ".join(
        text.strip("$").removeprefix("\\(").removesuffix("\\)").removeprefix("\\[").removesuffix("\\]").split()
    )
    return f"$${inner}$$" if text.startswith(("$$", "\\[")) else f"${inner}$"
