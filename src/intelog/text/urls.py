"""Addresses: the canonical form that two ways of writing one address share.

Two addresses are made one only where they open the same thing.  A duplicate that is missed is seen by a reader; two
articles under one name are lost.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit, urlunsplit

ARXIV_ID = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})"

Query = list[tuple[str, str]]


def canonical(url: str) -> str:
    """The canonical form of an address; what is no http address comes back as it is.

    arXiv addresses become `arxiv:ID` without version, YouTube's `https://www.youtube.com/watch?v=ID`.
    Otherwise https, no `www.` and no mobile host, no fragment but one that is the page, no tracking parameters,
    no trailing slash, each character written in one way.
    """
    if quick := _QUICK.fullmatch(url):
        return f"arxiv:{quick[1]}"
    if not _HTTP.match(url):
        return url
    for _ in range(_ROUNDS):  # a form may show what it hid: an address in an address, an ending behind an ending
        form = _form(url)
        if form == url:
            break
        url = form
    return url


_ROUNDS = 12
_QUICK = re.compile(r"(?:arxiv:|https?://arxiv\.org/abs/)(\d{4}\.\d{4,5})", re.ASCII)
"""What most addresses of a library of papers are: no need to take them apart."""
_HTTP = re.compile(r"\s*https?:", re.IGNORECASE)


def arxiv_key(arxiv_id: str) -> str:
    """The key of a paper of arXiv.  Ids of before 2007 may name a class within the archive, which says nothing."""
    return "arxiv:" + re.sub(r"\.[a-z]{2}/", "/", arxiv_id.lower())


def is_address(canonical_url: str) -> bool:
    """Whether it names one place: an http address or a paper of arXiv."""
    return canonical_url.startswith(("https://", "arxiv:"))


def is_front_page(canonical_url: str) -> bool:
    """Whether it is a bare host: a page under which different things are announced."""
    return re.fullmatch(r"https://(?:[^/?#\[\]\s]+|\[[0-9a-f:.]+\](?::\d+)?)", canonical_url) is not None


_FIRST = (
    "activity|all|announcements?|archives?|articles?|blogs?|briefs?|columns?|daily|discover|events|explore|feeds?|front|headlines|hot|"
    "insights?|issues|journal|latest|live|magazine|news|newest|newsletters?|newsroom|notes|papers|podcasts?|popular|posts?|press|"
    "press-releases|publications?|recent|releases|reports|research|resources|stories|today|top|trending|updates|videos?|weekly|"
    "whats-new|writing|资讯|新闻|快讯|博客|文章|热榜|最新"
)
_SHELF = "authors?|categor(?:y|ies)|channels?|columns?|sections?|series|subjects?|t|tags?|topics?|themes?|分类|标签"
_DAY = r"/\d{4}(?:/\d{1,2}){0,2}|/\d{4}-\d{2}(?:-\d{2})?|/(?:date|week|month)/[\w-]+"
_LISTING_PATH = re.compile(
    r"(?:/[a-z]{2}(?:-[a-z]{2,4})?)?"
    rf"(?:(?:/(?:company|about|ai|tech|technology|engineering|research|community|library))?/(?:{_FIRST})(?:{_DAY})?"
    rf"|(?:/(?:{_FIRST}))?/(?:{_SHELF})/[^/]+|/trending/[a-z][\w+%-]*)(?:/page/\d+)?",
    re.IGNORECASE,
)
_PAGED = re.compile(r"(?:(?:page|paged|p|sort|order|orderby|since|view|tab|lang|hl|limit|offset)=[^&]*&?)*")


def is_listing(canonical_url: str) -> bool:
    """Whether it is a page under which different things are announced: a bare host, a blog's or news' first page, a tag's.

    By how such pages are called, with or without the language before it and a number or day behind it.
    """
    if is_front_page(canonical_url):
        return True
    try:
        parts = urlsplit(canonical_url)
    except ValueError:
        return False
    if (
        parts.scheme != "https"
        or parts.fragment
        or (parts.netloc in _CODE_HOSTS and parts.path.count("/") > 1 and parts.path[1:].split("/")[0] not in _OWN)
    ):
        return False  # a repository may be called `blog`
    return bool(_LISTING_PATH.fullmatch(parts.path)) and bool(_PAGED.fullmatch(parts.query))


_OWN = frozenset({"trending", "topics", "papers"})
"""What no owner of repositories is called."""


def is_titled_otherwise(canonical_url: str, title: str) -> bool:
    """Whether an address that ends in a title has no word of this one: collectors slip, and put the next entry's to it.

    Told only of titles in the same letters, and of four words or more; a translation has other words, too.
    """
    ending = re.fullmatch(r"https://[^?#]*/([^/?#]+)", canonical_url)
    if ending is None or len(re.findall("[-_]", ending[1])) < 3:
        return False
    named, said = _stems(re.sub(r"\.\w+$", "", ending[1])), _stems(title)
    return len(named) >= 2 and len(said) >= 2 and not named & said


def _stems(title: str) -> set[str]:
    """The beginnings of its words in Latin letters; those that every title may have are left out."""
    plain = unicodedata.normalize("NFKD", html.unescape(title)).casefold()
    plain = re.sub("[\u0300-\u036f'’]", "", plain)
    return {word[:_STEM] for word in re.findall("[a-z]+", plain) if word not in _COMMON}


_STEM = 5
_COMMON = frozenset(
    "a about an and are as at be been by can could did do does for from has have how if in into is it its just may more most my new no not of on one or "
    "our should so than that the their there these they this those to up was we were what when where which who why will with would you your".split()
)


def _form(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts.hostname or ""), parts.port
        path, query = _path(parts.path), _query(parts.query)
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", host):
        return url
    if hidden := _inside(host, path, query):
        return hidden
    if paper := _paper(host, path):
        return paper
    query = [(k, v) for k, v in query if not _is_tracking(host, k, v)]
    if rule := _RULES.get(host):
        host, path, query = rule(host, path, query)
    path, query = _plain(host, path, query)
    route = parts.fragment if re.match(r"!|/.", parts.fragment) else ""
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    asked = "&".join(f"{k}={v}" for k, v in sorted(query, key=lambda pair: pair[0]))
    return urlunsplit(("https", netloc, path, asked, _written(route, "?=&+").rstrip("/")))


# Characters


def _path(path: str) -> str:
    """A path with each character in one form, without empty, `.` and `..` parts and a session's name."""
    # A written slash is part of a name.
    names = re.sub(r"(?i);jsessionid=[^/]*", "", "%2F".join(_written(p, "=&+") for p in re.split("%2[Ff]", path)))
    there: list[str] = []
    for name in names.split("/"):
        if name == "..":
            del there[-1:]
        elif name not in ("", "."):
            there.append(name)
    return "".join(f"/{name}" for name in there)


def _query(query: str) -> Query:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(_written(k.replace("+", " "), ""), _written(v.replace("+", " "), "")) for k, _, v in pairs]


def _written(text: str, safe: str) -> str:
    """A part of an address: what may stand there as it is, *safe* too, stands so; all else as bytes.

    Bytes that are no UTF-8 stay the bytes they are: old Chinese sites write theirs in GBK.
    """
    raw = unquote_to_bytes(text.encode("utf-8", "surrogatepass"))
    return "".join(
        "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogateescape"))
        if (sign in _ENCODED and sign not in safe) or sign.isspace() or not sign.isprintable()
        else sign
        for sign in raw.decode("utf-8", "surrogateescape")
    )


_ENCODED = frozenset('%#&=+"<>\\^`{|}?')


def _host(host: str) -> str:
    """A host in one form: letters as they are read, no dot at its end, no `www.`, no host for telephones."""
    host = unicodedata.normalize("NFKC", host).lower().replace("。", ".").strip(".")
    host = ".".join(map(_label, host.split(".")))
    host = re.sub(rf"^([a-z-]+)\.m\.(?=(?:{_WIKIS})\.org$)", r"\1.", host)
    if host in _PHONES_ONLY:
        return host
    while found := re.match(r"(?:www|m|mobile|amp)\.(?=[^.]+\.[^.])", host):
        if re.fullmatch(r"(?:ac|co|com|edu|gov|net|org)\.[a-z]{2}", host[found.end() :]):
            break
        host = host[found.end() :]
    return host


_WIKIS = "wikipedia|wiktionary|wikinews|wikibooks|wikiquote|wikisource|wikiversity|wikivoyage"
_PHONES_ONLY = frozenset({"m.weibo.cn", "m.media-amazon.com"})
"""Their addresses are not those of the host without `m.`."""


def _label(label: str) -> str:
    """A part of a host's name; one that is written in ASCII for its letters is read."""
    if not label.startswith("xn--"):
        return label
    try:
        read = unicodedata.normalize("NFC", label[4:].encode("ascii").decode("punycode"))
    except (UnicodeError, ValueError):
        return label
    sound = read and not read.isascii() and all(unicodedata.category(c)[0] in "LMN" or c == "-" for c in read)
    same = unicodedata.normalize("NFKC", read).lower() == read
    return read if sound and same else label


# Tracking

_TRACKING = re.compile(
    r"(?:utm|mtm|hsa|guce|oly|vero|sharer|share(?!_(?:id|code|key)$))_\w+|utm-\w+|(?:pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid)|"
    r"at_(?:medium|campaign|custom|link|ptr|bbc|format)\w*|sc_(?:i?campaign|i?channel|content|country|geo|medium|outcome|publisher|cid)|"
    r"fb_(?:action_\w+|ref|source)|(?:fb|g|d|tw|tt|y|ym|ys|msclk|ir)clid|msclkid|gclsrc|gbraid|wbraid|gad_source|gad_campaignid|_g[al]|"
    r"_openstat|igshid|igsh|mc_[ce]id|mkt_tok|ml_subscriber\w*|ck_subscriber_id|__hs\w+|_hs(?:enc|mi)|hsctatracking|hm(?:sr|pl|cu|kw|ci)|"
    r"spm(?:_id_from)?|scm|vd_source|bd_vid|wfr|isappinstalled|nsukey|adtag|ref_?src|ref_?url|referrer|__twitter_impression|guccounter|trk|"
    r"trkcampaign|trackingid|li_fat_id|smid|sr_share|ncid|cmpid|s_cid|wickedid|rb_clickid|_branch_(?:match_id|referrer)|phpsessid|xtor",
    re.IGNORECASE,
)
_TELLERS = re.compile(
    r"(?:rss|feed|e?mail|newsletter|twitter|facebook|linkedin|reddit|hn|hackernews|social(?:media)?|shar(?:e|ing)\w*|copy|weibo|wechat|weixin|qq|"
    r"zhihu|douban|timeline|singlemessage|groupmessage|search|telegram|whatsapp)(?:[_-]\w*)*|[a-z_]+-{4,}[\w-]*",
    re.IGNORECASE,
)
"""What tells only where a reader came from.  The same names elsewhere say from when, or which source, and stay."""
_GIT = re.compile(r"(?:^|\.)(?:git\w*|bitbucket|codeberg|gitee)\.")
_PLAYERS = frozenset({"open.spotify.com", "youtube.com", "music.youtube.com", "youtu.be", "soundcloud.com"})


def _is_tracking(host: str, name: str, value: str) -> bool:
    match name.lower():
        case "ref":
            return host == "github.com" or not _GIT.search(host)  # there it names a branch
        case "source" | "from" | "src":
            return _TELLERS.fullmatch(value) is not None
        case "amp":
            return value.lower() in ("", "1", "true")
        case "outputtype":
            return value == "amp"
        case "si" | "feature":
            return host in _PLAYERS
        case "share_code" | "share_id":
            return host.endswith(("zhihu.com", "bilibili.com"))
        case _:
            return _TRACKING.fullmatch(name) is not None


# Papers and what stands in another address

_VERSIONED = rf"(?:arxiv:)?({ARXIV_ID})(?:v\d+)?"
_AT_ARXIV = re.compile(rf"/(?:abs|pdf|html|format|ps|src|e-print|tb)/{_VERSIONED}(?:\.pdf)?", re.IGNORECASE)
_AT_ALPHA = re.compile(
    rf"(?:/[a-z]{{2}})?/(?:abs|pdf|html|overview|resources|blog|audio)/{_VERSIONED}(?:\.(?:pdf|md))?", re.IGNORECASE
)
_PAPERS = {
    **dict.fromkeys(("arxiv.org", "export.arxiv.org", "browse.arxiv.org", "cn.arxiv.org", "de.arxiv.org", "lanl.arxiv.org", "xxx.lanl.gov"), _AT_ARXIV),
    **dict.fromkeys(("ar5iv.org", "ar5iv.labs.arxiv.org"), _AT_ARXIV),
    "alphaxiv.org": _AT_ALPHA,
    **dict.fromkeys(("huggingface.co", "hf.co"), re.compile(rf"/papers/{_VERSIONED}", re.IGNORECASE)),
    "arxiv-vanity.com": re.compile(rf"/papers/{_VERSIONED}", re.IGNORECASE),
    "papers.cool": re.compile(rf"/arxiv/{_VERSIONED}", re.IGNORECASE),
    "scirate.com": re.compile(rf"/arxiv/{_VERSIONED}", re.IGNORECASE),
    **dict.fromkeys(("semanticscholar.org", "api.semanticscholar.org"),
                    re.compile(rf"(?:(?:/graph/v1)?/paper)?/arxiv[:/]{_VERSIONED}", re.IGNORECASE)),
    **dict.fromkeys(("doi.org", "dx.doi.org"), re.compile(rf"/10\.48550/arxiv\.{_VERSIONED}", re.IGNORECASE)),
}  # fmt: skip


def _paper(host: str, path: str) -> str:
    pattern = _PAPERS.get(host)
    found = pattern.fullmatch(path) if pattern else None
    return arxiv_key(found[1]) if found else ""


_REDIRECTS = {
    "google.com": ("/url", ("q", "url")), "link.zhihu.com": ("", ("target",)), "link.juejin.cn": ("", ("target",)),
    "l.facebook.com": ("/l.php", ("u",)), "lm.facebook.com": ("/l.php", ("u",)), "link.csdn.net": ("", ("target",)),
    "gitee.com": ("/link", ("target",)), "out.reddit.com": ("", ("url",)), "youtube.com": ("/redirect", ("q",)),
    "steamcommunity.com": ("/linkfilter", ("url", "u")), "slack-redir.net": ("/link", ("url",)),
}  # fmt: skip
_AMP_COPY = re.compile(r"/(?:amp|[cv])(/s)?/([^/]+\.[^/]+.*)")


def _inside(host: str, path: str, query: Query) -> str:
    """The address that a page for passing on, or a copy for telephones, has in its own."""
    if host in _REDIRECTS and path == _REDIRECTS[host][0]:
        names = _REDIRECTS[host][1]
        targets = [unquote_to_bytes(v).decode("utf-8", "replace") for k, v in query if k in names]
        return next((one for one in targets if re.match("https?://", one)), "")
    is_copy = (host == "google.com" and path.startswith("/amp/")) or host.endswith(".cdn.ampproject.org")
    found = _AMP_COPY.fullmatch(path) if is_copy else None
    if not found:
        return ""
    asked = "&".join(f"{k}={v}" for k, v in query)
    return f"https://{found[2]}?{asked}" if asked else f"https://{found[2]}"


# Sites

_CODE_HOSTS = frozenset(
    {
        "github.com",
        "raw.githubusercontent.com",
        "gitlab.com",
        "gitee.com",
        "bitbucket.org",
        "huggingface.co",
        "codeberg.org",
    }
)
_INDEX = re.compile(r"/(?:index\.(?:s?html?|php|aspx?|jsp)|default\.(?:html?|aspx?))$", re.IGNORECASE)
_ARTICLE = r"/(?:[^/]*-[^/]*-[^/]*|[^/]*\d{4,}[^/]*)"
"""A name in a path that is an article's: words or a long number."""


def _plain(host: str, path: str, query: Query) -> tuple[str, Query]:
    """Without what names the same page again: its index, its copy for telephones."""
    if host in _CODE_HOSTS:  # there they are names of files
        return path, query
    path = re.sub(r"^/amp(?=/(?:19|20)\d\d/)", "", path)
    path = re.sub(rf"({_ARTICLE})/amp(?:\.html)?$", r"\1", path)
    path = re.sub(rf"({_ARTICLE})\.amp(?=\.html$|$)", r"\1", path)
    return (path if query else _INDEX.sub("", path)), query


def _video(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    asked = dict(query)
    if host == "youtu.be":
        found = re.fullmatch(rf"/({_VIDEO_ID})", path)
    elif path == "/watch":
        found = re.fullmatch(f"({_VIDEO_ID})", asked.get("v", ""))
    else:
        found = re.fullmatch(rf"/(?:embed|shorts|live|v|e|watch)/({_VIDEO_ID})", path)
    if found and found[1] not in ("videoseries", "live_stream"):
        return "www.youtube.com", "/watch", [("v", found[1])]
    return host, path, query


_VIDEO_ID = "[A-Za-z0-9_-]+"


def _github(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    """A repository's name is the same in capitals; its root on the branch that is shown is the repository."""
    owner, name, *rest = [*path.split("/")[1:], "", ""]
    rest = [part for part in rest if part]
    repository = "".join(f"/{part}" for part in (owner.lower(), re.sub(r"(?<=.)\.git$", "", name.lower())) if part)
    if rest in ([], ["tree", "main"], ["tree", "master"]) and name:
        return host, repository, [(k, v) for k, v in query if (k, v) != ("tab", "readme-ov-file")]
    return host, "/".join([repository, *rest]), query


def _hub(_: str, path: str, query: Query) -> tuple[str, str, Query]:
    return "huggingface.co", re.sub(r"^((?:/[^/]+){2,3})/tree/main$", r"\1", path), query


def _tweet(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    """A post is its number, whoever's name stands before it."""
    if found := re.fullmatch(r"/(?:i/web|i|\w+)/status(?:es)?/(\d+)(?:/(?:photo|video)/\d)?", path):
        return "x.com", f"/i/status/{found[1]}", []
    is_mirror = host not in ("x.com", "twitter.com")
    return (host if is_mirror else "x.com"), path, query


def _reddit(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    if host == "redd.it" and re.fullmatch(r"/\w+", path):
        return "reddit.com", f"/comments{path.lower()}", []
    found = re.fullmatch(r"(?:/(?:r|u|user)/[^/]+)?/comments/(\w+)(?:/[^/]*(?:/(\w+))?)?", path)
    if found and host != "redd.it":
        answer = f"/_/{found[2]}" if found[2] else ""
        return "reddit.com", f"/comments/{found[1].lower()}{answer}", []
    return (host if host == "redd.it" else "reddit.com"), path, query


def _wechat(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    """An article is account, message, place in it and its signature; or one short name."""
    if path == "/s":
        return host, path, [(k, v) for k, v in query if k in ("__biz", "mid", "idx", "sn")]
    return host, path, ([] if re.fullmatch(r"/s/[\w-]+", path) else query)


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _weibo(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    """A post has a number, and the same number in letters: seven digits are four of them."""
    where = r"/(?:status|detail)|/\d{6,}" if host == "m.weibo.cn" else r"/detail|/\d{6,}"
    if not (found := re.fullmatch(rf"(?:{where})/(\d{{16}}|[0-9A-Za-z]{{9}})", path)):
        return host, path, query
    name = found[1]
    if len(name) == 9:
        parts = (name[0], name[1:5], name[5:])
        numbers = [sum(_DIGITS.index(c) * 62**n for n, c in enumerate(reversed(part))) for part in parts]
        name = f"{numbers[0]}{numbers[1]:07}{numbers[2]:07}"
    return "weibo.com", f"/detail/{name}", []


def _wiki(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    path = re.sub(r"^/zh-(?:cn|tw|hk|mo|sg|my|hans|hant)/", "/wiki/", path)
    if path == "/w/index.php" and [k for k, _ in query] == ["title"]:
        path, query = f"/wiki/{query[0][1]}", []
    return host, path.replace("%20", "_") if path.startswith("/wiki/") else path, query


def _doi(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    return "doi.org", path.lower(), query


def _review(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    """The paper's file and its page."""
    return host, "/forum" if path == "/pdf" and "id" in dict(query) else path, query


def _anthology(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    return host, re.sub(r"(?<=\w)(?:v\d+)?\.(?:pdf|bib)$", "", path), query


def _bilibili(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    return host, path, [("p", v) for k, v in query if k == "p" and v != "1"] if path.startswith("/video/") else query


def _toutiao(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    found = re.fullmatch(r"/(?:[ai]|article/|group/)(\d{12,})", path)
    return (host, f"/article/{found[1]}", []) if found else (host, path, query)


def _csdn(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    return host, path, [] if re.fullmatch(r"/\w+/article/details/\d+", path) else query


def _tencent(host: str, path: str, query: Query) -> tuple[str, str, Query]:
    found = re.fullmatch(r"/(?:rain/a|a|omn/\d{8})/(\d{8}[A-Z0-9]{6,8})(?:\.html)?", path)
    return ("news.qq.com", f"/rain/a/{found[1]}", []) if found else (host, path, query)


def _renamed(name: str) -> Callable[[str, str, Query], tuple[str, str, Query]]:
    return lambda _, path, query: (name, path, query)


_RULES: dict[str, Callable[[str, str, Query], tuple[str, str, Query]]] = {
    **dict.fromkeys(("youtu.be", "youtube.com", "music.youtube.com", "youtube-nocookie.com"), _video),
    "github.com": _github,
    **dict.fromkeys(("huggingface.co", "hf.co"), _hub),
    **dict.fromkeys(("x.com", "twitter.com", "fxtwitter.com", "vxtwitter.com", "fixupx.com", "nitter.net", "xcancel.com"), _tweet),
    **dict.fromkeys(("reddit.com", "old.reddit.com", "new.reddit.com", "np.reddit.com", "sh.reddit.com", "redd.it"), _reddit),
    "mp.weixin.qq.com": _wechat,
    **dict.fromkeys(("m.weibo.cn", "weibo.com"), _weibo),
    **dict.fromkeys(("doi.org", "dx.doi.org"), _doi),
    "openreview.net": _review,
    "aclanthology.org": _anthology,
    "bilibili.com": _bilibili,
    "toutiao.com": _toutiao,
    "blog.csdn.net": _csdn,
    **dict.fromkeys(("new.qq.com", "news.qq.com", "view.inews.qq.com", "xw.qq.com"), _tencent),
    "juejin.im": _renamed("juejin.cn"),
    **{f"{language}.wikipedia.org": _wiki for language in ("en", "zh", "ja", "de", "fr", "es", "ko", "ru")},
}  # fmt: skip
"""Sites that write one page in several ways."""
