"""The LaTeX that stands in abstracts, as the words a reader would read aloud."""

from __future__ import annotations

import re
import unicodedata

_SYMBOLS = {
    "times": "×", "approx": "≈", "sim": "~", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "pm": "±", "mp": "∓", "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "infty": "∞",
    "cdot": "·", "ldots": "…", "dots": "…", "cdots": "…", "ll": "≪", "gg": "≫", "in": "∈", "sqrt": "√",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ",
    "Sigma": "Σ", "Omega": "Ω", "Theta": "Θ", "Phi": "Φ", "Psi": "Ψ", "Lambda": "Λ", "Gamma": "Γ", "Pi": "Π",
    "log": "log", "exp": "exp", "ell": "ℓ", "circ": "°", "degree": "°", "textasciitilde": "~", "S": "§",
    "uparrow": "↑", "downarrow": "↓", "leftrightarrow": "↔", "checkmark": "✓", "star": "⋆", "dagger": "†", "deg": "°",
    "mid": "|", "nabla": "∇", "lesssim": "≲", "langle": "⟨", "rangle": "⟩", "left": "", "right": "", "ie": "i.e.", "eg": "e.g.",
}  # fmt: skip
_WRAPPER = re.compile(
    r"\\(?:text(?:bf|it|tt|sc|rm|sf|sl|up|normal|superscript|subscript)?|emph|u(?:nder)?line|math(?:bf|it|rm|cal|bb|sf|tt|frak)|"
    r"mbox|bm|boldsymbol|operatorname|url|bf|it|tt|href\{[^{}]*\}|(?:text)?color\{[^{}]*\})\s*\{([^{}]*)\}"
)
_OLD_WRAPPER = re.compile(r"\{\\(?:bf|it|tt|em|sc|rm|sf|sl)\s+([^{}]*)\}")
_REFERENCE = re.compile(r"[\s~]*\\(?:cite[a-z]*|ref|label|footnote|thanks)\*?(?:\[[^\]]*\])*\{[^{}]*\}")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
_ACCENT = re.compile(r"""(?P<brace>\{)?\\(['`^"~=.])\{?([A-Za-z])\}?(?(brace)\}|)""")
_CODE_POINT = re.compile(r"\\unicode\{x([0-9A-Fa-f]{1,5})\}")
_LONE_SIGN = re.compile(r"\{([^{}A-Za-z\\\s]{1,3})\}")
"""`40{,}000` and `360{\\deg}`: braces that only keep a sign from its neighbours."""
_SPACED_MATH = re.compile(r"(?<!\\)\$\s+([^$]{0,200}\\[^$]{0,200}?)\s*\$")
_SPACING = re.compile(r"\\[,;:!\-/](?=\S)")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_ESCAPED = re.compile(r"\\([%&$#_{}~^ ])")
_SCRIPT = re.compile(r"[_^]\{([^{}]*)\}")
_MATH = re.compile(r"(?<!\\)\$(?! )([^$]{1,200}?)(?<! )\$(?!\d)|(?<!\\)\$([^$\d\s]{1,20})\$(?=\d)|\\\((.{1,200}?)\\\)")
"""Formulas between dollars or brackets; `$5 and $10` is money."""
_TIE = re.compile(r"(?<=[\w.)])~(?=\S)")
_HINT = re.compile(r"[\\$~{}]|``|''|--")


def readable(text: str) -> str:
    """Turn LaTeX into plain text; a text without any comes back as it is.

    Commands that are not known are left standing: showing too much is honest.
    """
    if _HINT.search(text) is None:
        return text
    before = ""
    while before != text:
        before, text = text, _REFERENCE.sub("", text)
        text = _OLD_WRAPPER.sub(r"\1", _WRAPPER.sub(r"\1", _FRACTION.sub(r"\1/\2", text)))
    text = _SPACING.sub("", _ACCENT.sub(_accented, _CODE_POINT.sub(_character, text)))
    text = _LONE_SIGN.sub(r"\1", _COMMAND.sub(_symbol, _SPACED_MATH.sub(r"$\1$", text)))
    text = _MATH.sub(lambda m: m[1] or m[2] or m[3], text)
    text = _TIE.sub(" ", text)
    text = _SCRIPT.sub(r"\1", _ESCAPED.sub(r"\1", text))
    text = text.replace("``", "“").replace("''", "”").replace("---", "—")
    text = re.sub(r"(?<=\w)--(?=\w)", "–", text).replace("--", " – ")
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _accented(mark: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", mark.group(3) + _ACCENTS[mark.group(2)])


def _character(code: re.Match[str]) -> str:
    return chr(int(code.group(1), 16))


def _symbol(command: re.Match[str]) -> str:
    return _SYMBOLS.get(command.group(1), command.group())
