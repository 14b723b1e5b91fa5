"""Pages that are no article: what stands before one, asks for something or says that there is none."""

from __future__ import annotations

import re

from intelog.parse.pages.about import About
from intelog.parse.pages.page import Page
from intelog.parse.pages.words import plainly

_WALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "it asks for consent to cookies instead of showing the article",
        re.compile(
            r"before you continue to|we (?:and our partners )?(?:use|store)[^.]{0,80}cookies|we value your privacy|accept all cookies|"
            r"bevor sie (?:zu \w+ )?(?:weiter|fortfahren)|avant d.accéder|cookie consent|consent to the use of cookies|"
            r"(?:接受|同意|允许)(?:所有|全部|使用)?\s*cookie|使用\s*cookie[^。]{0,40}(?:同意|接受)|继续(?:使用|访问|前往)[^。]{0,20}之?前",
            re.IGNORECASE,
        ),
    ),
    (
        "it says that too many requests were made, or wants to see that a person asks",
        re.compile(
            r"too many requests|rate limit(?:ed| exceeded)|unusual traffic from your|verify(?:ing)? (?:that )?you(?:'|’)?(?: a)?re (?:a )?(?:not a robot|human)|"
            r"are you a robot|i(?:'|’)m not a robot|confirm (?:that )?you(?:'|’| a)re (?:not a (?:ro)?bot|human)|checking your browser|"
            r"just a moment\.\.\.|attention required! \| cloudflare|solve the captcha|complete the (?:security check|captcha)|"
            r"(?:访问|请求|操作)(?:过于|太|次数过)?(?:频繁|过多|太多)|人机验证|(?:完成|通过|进行)[^。]{0,6}验证|^\W*安全验证|滑动验证|(?:输入|填写)[^。]{0,8}验证码|环境异常|异常流量|确认您?你?不?是(?:真人|机器人)",
            re.IGNORECASE,
        ),
    ),
    (
        "it asks for a login or a subscription instead of showing the article",
        re.compile(
            r"^\W*(?:log ?in|sign ?in)\b|(?:log|sign) ?in to (?:continue|read|view|your account|see)|please (?:log|sign) ?in|you must (?:be logged|log|sign) ?in|"
            r"subscribe to (?:continue|keep) reading|create an account to (?:continue|read)|"
            r"请先?(?:登录|登陆|登入)|(?:登录|登陆|登入)(?:后|之后)(?:即可|才能|可以|可|继续|查看|阅读)|(?:扫码|用户|账号|帐号|密码|短信|立即)(?:登录|登陆)|订阅后(?:阅读|查看)",
            re.IGNORECASE,
        ),
    ),
    (
        "it shows nothing without JavaScript; a browser is needed to read it",
        re.compile(
            r"(?:enable|turn on|activate|(?:site|page|app|application|browser) requires|(?:work|run|function)s? (?:properly |correctly )?without) javascript|javascript (?:is |has been )?(?:disabled|required|not (?:enabled|available))|"
            r"javascript to (?:be enabled|run this app|continue)|(?:启用|开启|打开|允许|需要|禁用了?|不支持)\s*javascript|javascript\s*(?:已?被?禁用|未启用|未开启|才能)",
            re.IGNORECASE,
        ),
    ),
    (
        "it says that there is no such page",
        re.compile(
            r"^\W*(?:404\b|(?:error )?page (?:was )?not found|not found\b)|the page you(?:'|’| a)re looking for|^\W*(?:403\b|access denied|forbidden)|"
            r"页面不存在|页面(?:找不到|已删除|走丢)|找不到(?:该|您要的)?(?:页面|网页)|(?:内容|文章|帖子)(?:已|不存在|已被)(?:.{0,8}删除|不存在|下架)|^\W*(?:无权|拒绝|禁止)访问",
            re.IGNORECASE,
        ),
    ),
    (
        "it is the login page of a network and not the page asked for",
        re.compile(
            r"(?:wi-?fi|hotspot|guest network) (?:login|log ?in|sign ?in|portal|access page)|accept the terms to (?:connect|continue)|captive portal|"
            r"(?:上网|无线|网络|wi-?fi)\s*(?:认证|登录|连接认证)",
            re.IGNORECASE,
        ),
    ),
)
_SHORT = 700
"""Letters and digits; an article that is longer may speak of any of this."""
_SHORT_SIGNED = 90
"""The same where somebody signed or dated it: a release note may say that it counts requests."""
_SCRAP = 60
"""Letters and digits; where less was found, what the page says to readers without scripts may be all it says."""
_ASKING = 250
"""Letters and digits of the article under which a form that asks who is there is what the page is for."""
_CONSENT_LENGTH = 4000
"""The page that asks for consent before YouTube says 1,000."""
_CONSENT_HOST = re.compile(r"^https?://consent\.|/consent(?:\?|/)|guce\.\w+\.com", re.IGNORECASE)


def refusal(page: Page, about: About, text: str) -> str | None:
    """Why this is no article, or None where it is one."""
    words = plainly(text)
    if len(words) < _CONSENT_LENGTH and any(
        _CONSENT_HOST.search(f.get("action") or "") for f in page.root.iter("form")
    ):
        return _WALLS[0][0]
    if len(words) < _ASKING and page.root.xpath("//*[contains(@class,'g-recaptcha') or contains(@id,'captcha')]"):
        return _WALLS[1][0]
    signed = bool(about.published or about.authors)
    if len(words) >= (_SHORT_SIGNED if signed else _SHORT):
        return None
    looked_at = [about.title, " ".join(text.split())]
    shown = " ".join(page.root.text_content().split())
    if len(words) * 2 < len(plainly(shown)) < _SHORT or len(words) < _SCRAP:
        looked_at.append(shown[:3000])
    if len(words) < _SCRAP:
        looked_at.append(page.unscripted)
    for why, pattern in _WALLS:
        if any(pattern.search(one) for one in looked_at):
            return why
    return None if words else "no article was found in it"
