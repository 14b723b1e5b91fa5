"""What stands before an article is not the article, and an article may speak of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.pages.article import ALSO, SAID, article, item, refusal

WALLS = {
    "consent": [
        "<title>Before you continue to YouTube</title><h1>Before you continue</h1><p>We use cookies and data to do this and that.</p>",
        "<title>示例</title><p>本网站使用 Cookie，继续浏览即表示您同意。请点击接受所有 Cookie。</p>",
    ],
    "too many requests": [
        "<title>429 Too Many Requests</title><h1>Too Many Requests</h1><p>nginx</p>",
        "<title>Just a moment...</title><p>Checking your browser before you access the site.</p>",
        "<p>Our systems have detected unusual traffic from your computer network.</p>",
        "<title>安全验证</title><p>您的访问过于频繁，请完成验证后继续。</p>",
        "<p>当前环境异常，完成验证后即可继续访问。</p>",
    ],
    "a login": [
        "<title>Log in to Example</title><form><input name=u><input type=password></form><p>Forgot your password?</p>",
        "<title>A long read</title><p>Please sign in to continue reading this story.</p>",
        "<title>登录 - 示例网</title><p>扫码登录，或使用密码登录</p>",
        "<p>请先登录后查看全文内容。</p>",
    ],
    "JavaScript": [
        "<title>App</title><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        "<p>JavaScript is disabled in your browser. Please turn it on.</p>",
        "<title>应用</title><noscript>请启用 JavaScript 以继续使用。</noscript>",
    ],
    "no such page": [
        "<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server.</p>",
        "<title>Page not found | Site</title><p>Sorry, the page you are looking for is gone.</p>",
        "<title>提示</title><p>抱歉，您访问的页面不存在。</p>",
        "<p>该内容已被发布者删除</p>",
    ],
    "login page of a network": [
        "<title>Hotel</title><p>Welcome to our hotel. Accept the terms to connect to the internet.</p>",
        "<title>校园网</title><p>校园无线网络认证：请输入账号</p>",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("reason", "html"), [(reason, html) for reason, all_ in WALLS.items() for html in all_])
def test_a_page_that_stands_before_the_article_is_not_the_article(reason: str, html: str) -> None:
    assert reason in refusal(f"<html><body>{html}</body></html>")


@pytest.mark.parametrize(
    "name", ["youtube_consent_page.html", "youtube_consent_page_invalid.html", "youtube_too_many_requests.html"]
)
def test_real_pages_that_stand_before_a_video_are_refused(name: str, corpus: Path) -> None:
    why = refusal((corpus / "feeds" / "youtube" / name).read_bytes())

    assert ("consent" if "consent" in name else "too many requests") in why


@pytest.mark.parametrize(
    "words",
    [
        "Before you continue to use cookies, too many requests and a login: how walls are built, and why they fall.",
        "有的网站要求先登录，或者说访问过于频繁；本文讨论验证码与 Cookie 提示为何令人厌烦。",
    ],
)
def test_an_article_may_speak_of_walls(words: str) -> None:
    said = "\n".join(f"<p>{SAID} {ALSO} ({n})</p>" for n in range(8))

    assert words in article(f"<p>{words}</p>{said}").text


@pytest.mark.parametrize(
    "words",
    [
        "Fixed: a 429 Too Many Requests from the server is now tried again, and a rate limit exceeded twice is told to the user, who may wait or go on as before.",
        "A village gets internet access: the network opens in May, and those who want it need no login and no subscription to it, says the mayor of the village.",
        "修复：访问过于频繁时不再报错，而是等待后重试；登录后可以看到全部记录，验证码的长度改为六位，其余不变，并补充了说明文档与测试用例，以便大家升级到这个新的版本，"
        "感谢所有贡献者在过去一个月里提交的问题报告与修改建议，下一个版本计划在三月发布，届时会支持更多的语言与更多的模型，敬请期待，谢谢各位。",
    ],
)
def test_a_short_note_that_is_dated_may_too(words: str) -> None:
    assert item(f"<head><meta name=date content=2026-01-28></head><article><p>{words}</p></article>").text == words
