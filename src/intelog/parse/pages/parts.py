"""Which parts of a page nobody is shown, which are no part of an article, and which the page says are its article."""

from __future__ import annotations

import re

from intelog.parse.pages.elements import Element
from intelog.parse.pages.words import plainly

_NEVER_SHOWN = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "button",
    "input", "select", "textarea", "map", "dialog",
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def drop_hidden(root: Element) -> None:
    """Take out what a reader never sees: words hidden in a page are not the page's."""
    for noscript in list(root.iter("noscript")):
        _rescue_image(noscript)
    hidden = [element for element in root.iter() if _is_hidden(element)]
    for element in [*root.iter(*_NEVER_SHOWN), *hidden, *(a for a in root.iter("a") if _is_permalink(a))]:
        parent = element.getparent()
        if parent is not None and element.tag not in ("html", "body"):
            element.drop_tree()


def _is_hidden(element: Element) -> bool:
    """Whether it is not shown.  WeChat hides every article, `js_content`, until a script shows it."""
    style = element.get("style") or ""
    return element.get("hidden") is not None or (
        bool(_HIDDEN_STYLE.search(style)) and element.get("id") != "js_content"
    )


def _is_permalink(anchor: Element) -> bool:
    """Whether it is the sign beside a heading, such as `¶` or `#`, that links to the heading itself."""
    named = re.search(r"headerlink|anchor", anchor.get("class") or "")
    return bool(named) and not plainly(anchor.text_content()) and next(anchor.iter("img"), None) is None


def _rescue_image(noscript: Element) -> None:
    """A picture that is loaded late stands for readers without scripts in a `noscript` beside its stand-in."""
    before = noscript.getprevious()
    for image in noscript.iter("img"):
        if before is not None and before.tag == "img" and image.get("src"):
            before.set("data-src", image.get("src"))


_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "form", "menu"})
_ASIDE_ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "dialog", "search", "menu"})
_ASIDE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|sidebar|side-bar|related|recommend\w*|share|sharing|social|newsletter|promo\w*|advert\w*|ads?|"
    r"sponsor\w*|cookies?|consent|breadcrumbs?|pagination|pager|footer|subscribe|subscription|popup|modal|outbrain|taboola|"
    r"toolbar|menu|nav|navbar|navigation|trending|popular|widget|signup|author-bio|reflist)(?:$|[\s_-])",
    re.IGNORECASE,
)


def is_aside(element: Element) -> bool:
    """Whether it stands within what is no part of an article."""
    return any(begins_aside(one) for one in (element, *element.iterancestors()))


def begins_aside(element: Element) -> bool:
    """Whether it is itself what is no part of an article, by its tag, its role or its name."""
    if element.tag in ("html", "body", "article", "main"):
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in _ASIDE_TAGS or element.get("role") in _ASIDE_ROLES or bool(_ASIDE_CLASS.search(named))


def is_marked(element: Element) -> bool:
    """Whether it is the article's body by schema.org's microdata or by microformats2."""
    itemprop, named = (element.get("itemprop") or "").lower().split(), (element.get("class") or "").split()
    return "articlebody" in itemprop or "e-content" in named
