"""The page layouts of the generated set: each a function (article, chance) -> HTML.

The markup of those in HEAD_DATED says the hour, whatever the page prints.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from random import Random

from tests.eval import around as a
from tests.eval.article import Article, Part

Layout = Callable[[Article, Random], str]


def divs(made: Article, chance: Random) -> str:
    """Nothing but divs with a build tool's class names."""
    names = [f"css-{chance.getrandbits(28):x}" for _ in range(8)]
    lines = "\n".join(
        f'<div class="{names[1 if part.kind != "h" else 2]}"><div>{part.html}</div></div>'
        for part in made.parts
    )
    side = "\n".join(
        f'<div class="{names[5]}"><a href="{other.path}"><div>{other.shown}</div>'
        f"<div>{other.at:%d.%m.%Y %H:%M}</div></a></div>"
        for other in made.others[:9]
    )
    content = (
        f'<div id="root"><div class="{names[6]}">{a.menu(made, "div", names[7])}</div>'
        f'<div class="{names[3]}"><div class="{names[4]}"><h1>{made.shown}</h1>'
        f'<div class="{names[0]} date">{made.printed}</div>'
        f'<div class="{names[0]}">{lines}</div></div>'
        f"<div>{side}</div></div></div>"
    )
    return a.document(made, a.head(made), content)


def table(made: Article, chance: Random) -> str:
    """2008: tables in tables, <font>, lines parted by <br><br>."""
    text = "<br>\n<br>\n".join(_bold_heading(part) for part in made.parts)
    left = "<br>".join(f'<a href="/s/{n}/">{word}</a>' for n, word in enumerate(made.words.menu))
    right = "<hr>".join(
        f'<font size="1">{other.at:%d.%m.%Y %H:%M}</font><br>'
        f'<a href="{other.path}">{other.shown}</a>'
        for other in made.others[:8]
    )
    content = f"""<table width="100%" border="0" cellpadding="0"><tr><td colspan="3"><a href="/">
{made.words.labels["site"]}</a></td></tr>
<tr><td width="150" valign="top">{left}</td>
<td valign="top"><table width="100%"><tr><td><h1><font size="4">{made.shown}</font></h1></td></tr>
<tr><td class="date"><font size="1">{made.printed}</font></td></tr>
<tr><td class="text"><font face="Verdana" size="2">{text}</font></td></tr>
<tr><td align="right"><a href="/print.php?id={made.seed}">Print</a></td></tr></table></td>
<td width="200" valign="top">{right}</td></tr>
<tr><td colspan="3" align="center">
<font size="1">{made.words.labels["copyright"]}</font></td></tr></table>"""
    return a.document(made, a.head(made, og=False, divider=" :: "), content, lang=False)


def _bold_heading(part: Part) -> str:
    return f"<b>{part.html}</b>" if part.kind == "h" else part.html


def breaks(made: Article, chance: Random) -> str:
    """One div of text, paragraphs parted by <br>."""
    gap = chance.choice(("<br><br>", "<br />\n<br />\n", "<br>&nbsp;<br>"))
    text = gap.join(_bold_heading(part) for part in made.parts)
    content = f"""{a.masthead(made, chance)}
<div class="wrap"><div class="left-col">
<h1>{made.shown}</h1><span class="news-date">{made.printed}</span>
<div class="news-text">{text}</div>{a.share(made)}</div>
<div class="right-col">{a.cards(made, 0, 5, teaser=False)}</div></div>{a.footer(made)}"""
    return a.document(made, a.head(made, divider=" - "), content, lang=chance.random() < 0.5)


def semantic(made: Article, chance: Random) -> str:
    """HTML5: article, sections, time, figure, aside."""
    half = len(made.parts) // 2
    content = f"""{a.masthead(made, chance)}<main><article>
<header><h1>{made.shown}</h1>
<p class="byline">{made.author}, <time datetime="{made.iso}">{made.printed}</time></p></header>
{a.figure(made)}<section>{a.body(made.parts[:half])}</section>
<section>{a.body(made.parts[half:])}</section>
<footer>{a.tags(made, chance)}{a.share(made)}</footer></article>
<aside><h2>{made.words.labels["latest"]}</h2>{a.cards(made, 0, 6)}</aside></main>
{a.footer(made)}"""
    return a.document(made, a.head(made), content)


def stated(made: Article, chance: Random) -> str:
    """JSON-LD with the whole text, beside a list of others."""
    whole = "\n".join(part.text for part in made.parts)
    data = [a.item_list(made), a.news_article(made, articleBody=whole, description=made.lead)]
    graph = {"@context": "https://schema.org", "@graph": data}
    content = f"""{a.masthead(made, chance)}<div class="page"><div class="article">
<h1>{made.shown}</h1><div class="info"><span>{made.printed}</span></div>
<div class="article-fulltext">{a.body(made.parts)}</div>{a.share(made, "article-share")}</div>
{a.most_read(made)}</div>{a.footer(made)}"""
    ld = a.json_ld(graph if chance.random() < 0.5 else data)
    return a.document(made, a.head(made, ld, a.description(made)), content)


def stated_lead(made: Article, chance: Random) -> str:
    """JSON-LD with the lead alone, which stands outside the container."""
    ld = a.json_ld(a.news_article(made, articleBody=made.lead, description=made.lead))
    content = f"""<div class="top">{a.menu(made, "div")}</div><main><div class="article__block">
<a class="label" href="/s/">{made.section}</a><h1>{made.shown}</h1>
<div class="articleImg"><img src="/i.jpg" alt="{made.caption}"><span>
{made.words.credit} pixabay</span></div>
<div class="description">{made.parts[0].html}</div>
<div class="content">{a.body(made.parts[1:])}{a.share(made, "willShare")}
{a.tags(made, chance, "tags newsTags")}</div></div>
<div class="more"><div>{made.words.labels["also"]}</div>
{a.cards(made, 0, 3, teaser=False, name="item")}</div></main>{a.footer(made)}"""
    return a.document(made, a.head(made, ld, a.description(made), divider=" - "), content)


def broken(made: Article, chance: Random) -> str:
    """JSON-LD that nobody can read, and "read also" between the paragraphs."""
    bad = chance.choice(
        (
            '{"@type": "NewsArticle", "image": [,]}',
            f'{{"@type": "NewsArticle", "headline": "{made.title}"',
            "",
        )
    )
    lines = []
    for number, part in enumerate(made.parts):
        lines.append(a.body([part]))
        if number % 3 == 1:
            other = made.others[number % 16]
            lines.append(
                f"<p><strong>{made.words.labels['also']}:</strong> "
                f'<a href="{other.path}">{other.shown}</a></p>'
            )
    text = "\n".join(lines)
    content = f"""{a.masthead(made, chance)}<div class="container"><div class="row">
<div class="col-8">
<h1 class="title">{made.shown}</h1>
<div class="meta">{made.printed} <i>{chance.randint(100, 9000)}</i></div>
<div class="full-text">{text}</div>{a.comments(made, 2)}</div>
<div class="col-4">{a.most_read(made, "latest", "div")}</div></div></div>{a.footer(made)}"""
    return a.document(made, a.head(made, a.script(bad), a.published_meta(made)), content)


def microdata(made: Article, chance: Random) -> str:
    """schema.org in the markup itself."""
    content = f"""{a.masthead(made, chance)}
<div itemscope itemtype="https://schema.org/NewsArticle">
<meta itemprop="datePublished" content="{made.iso}">
<meta itemprop="mainEntityOfPage" content="{made.url}">
<h1 itemprop="headline">{made.shown}</h1>
<div class="who"><span itemprop="author" itemscope><span itemprop="name">{made.author}</span></span>
{made.printed}</div>
<p itemprop="description" class="intro">{made.parts[0].html}</p>
<div itemprop="articleBody">{a.body(made.parts[1:])}</div></div>
<div class="related"><h3>{made.words.labels["also"]}</h3>{a.cards(made, 2, 4)}</div>
{a.footer(made)}"""
    return a.document(made, a.head(made, og=False), content)


def amp(made: Article, chance: Random) -> str:
    """An AMP page."""
    ld = a.json_ld(a.news_article(made))
    content = f"""<amp-sidebar id="sidebar" layout="nodisplay">
{a.menu(made, "div", "amp-menu")}</amp-sidebar>
<header class="header"><a href="/">{made.words.labels["site"]}</a></header>
<article class="amp-article"><h1 class="amp-title">{made.shown}</h1>
<div class="amp-meta"><time datetime="{made.iso}">{made.printed}</time></div>
<amp-img src="/i/{made.seed}.jpg" width="16" height="9" alt="{made.caption}"></amp-img>
<div class="amp-content">{a.body(made.parts)}</div>
<amp-ad width="300" height="250" type="adfox"></amp-ad>
<amp-social-share type="telegram"></amp-social-share></article>
<div class="amp-related">{a.cards(made, 0, 5, teaser=False)}</div>{a.footer(made)}"""
    head = a.head(made, ld, '<script async src="https://cdn.ampproject.example/v0.js"></script>')
    return a.document(made, head, content).replace("<html", "<html amp")


def endless(made: Article, chance: Random) -> str:
    """The next article follows the first one."""
    following = made.others[0]
    more = "\n".join(
        f"<p>{escape(other.teaser)} {escape(made.others[n - 3].teaser)}</p>"
        for n, other in enumerate(made.others[4:9])
    )
    content = f"""{a.masthead(made, chance)}<div class="feed"><div class="post-wrap">
<h1>{made.shown}</h1><time datetime="{made.iso}">{made.printed}</time>
<div class="post-body">{a.body(made.parts)}</div>{a.share(made)}</div>
<div class="post-wrap"><h1><a href="{following.path}">{following.shown}</a></h1>
<time datetime="{following.at.isoformat()}">{following.at:%d.%m.%Y}</time>
<div class="post-body">{more}</div></div></div>{a.footer(made)}"""
    return a.document(made, a.head(made), content)


def has_sidebar(made: Article, chance: Random) -> str:
    """ASP.NET: one form around the page, and a wrapper that is named after its sidebar."""
    content = f"""<form id="aspnetForm" action="./{made.seed}.aspx">
<input type="hidden" name="__VIEWSTATE" value="{chance.getrandbits(400):x}">
{a.masthead(made, chance)}<div class="layout has-sidebar"><div class="main-column">
<h1>{made.shown}</h1><div class="article-date">{made.printed}</div>
{a.figure(made)}{a.body(made.parts)}{a.tags(made, chance)}</div>
<div class="sidebar">{a.subscribe(made)}{a.cards(made, 0, 6)}</div></div>{a.footer(made)}</form>"""
    return a.document(made, a.head(made), content, lang=chance.random() < 0.5)


def commented(made: Article, chance: Random) -> str:
    """Readers wrote more than the author."""
    content = f"""{a.masthead(made, chance)}<div class="content-wrap"><div class="news-item">
<h1>{made.shown}</h1><div class="news-item__date">{made.printed}</div>
<div class="news-item__text">{a.body(made.parts)}</div>
<div class="rating">+{chance.randint(1, 90)}</div></div>
{a.comments(made, 4, chance.choice(("comments", "comments-list", "uk-comment")))}
{a.most_read(made, "mostread", "div")}</div>{a.footer(made)}"""
    return a.document(made, a.head(made), content)


def portal(made: Article, chance: Random) -> str:
    """A portal: cards with dates and sentences on both sides and below."""
    content = f"""{a.cookie(made)}{a.masthead(made, chance)}
<div class="grid"><div class="col-left">{a.cards(made, 0, 5, name="news-card")}</div>
<div class="col-center"><div class="breadcrumbs"><a href="/">
{made.words.menu[0]}</a> / <a href="/s/">{made.section}</a></div>
<h1>{made.shown}</h1><div class="publication-date date">{made.printed}</div>
<div class="detail">{a.body(made.parts)}</div>{a.share(made)}{a.subscribe(made)}
<div class="same-news"><h4>{made.words.labels["also"]}</h4>
{a.cards(made, 5, 4, name="news-card")}</div></div>
<div class="col-right">{a.most_read(made)}{a.cards(made, 10, 4, name="news-card")}</div></div>
{a.footer(made)}"""
    return a.document(made, a.head(made), content)


def wrapped(made: Article, chance: Random) -> str:
    """Every paragraph in wrappers of its own, posts of networks between them."""
    posts = (
        '<div class="block block-embed"><iframe src="https://t.me/post/1"></iframe></div>',
        '<div class="block block-embed"><blockquote class="instagram-media"><a href="https://instagram.com/p/1">'
        "Instagram</a></blockquote></div>",
        '<div class="block block-ad"><div id="adfox_1"></div></div>',
    )
    lines = []
    for number, part in enumerate(made.parts):
        lines.append(
            f'<div class="block block-text"><div class="inner">{a.body([part])}</div></div>'
        )
        if number % 4 == 2:
            lines.append(chance.choice(posts))
    text = "\n".join(lines)
    content = f"""{a.masthead(made, chance)}<main class="material"><h1>{made.shown}</h1>
<div class="material-meta"><time datetime="{made.iso}">{made.printed}</time></div>{text}</main>
<div class="recommended">{a.cards(made, 3, 4)}</div>{a.footer(made)}{a.cookie(made)}"""
    return a.document(made, a.head(made), content)


def lead_outside(made: Article, chance: Random) -> str:
    """The lead beside the headline, a picture with a stock agency's keywords, then the body."""
    content = f"""{a.masthead(made, chance)}<div class="article-page"><div class="article-head">
<h1>{made.shown}</h1><div class="article-lead">{made.parts[0].html}</div>
<div class="article-info"><span class="date">{made.printed}</span> <span>{made.author}</span>
</div></div>
{a.figure(made, keywords=True)}<div class="article-body">{a.body(made.parts[1:])}</div></div>
{a.most_read(made)}{a.footer(made)}"""
    return a.document(made, a.head(made, a.description(made)), content)


def interview(made: Article, chance: Random) -> str:
    """Questions in bold, answers with a dash."""
    content = f"""{a.masthead(made, chance)}<div class="single"><h1>{made.shown}</h1>
<div class="single-date">{made.printed}</div><div class="single-text">
{a.body(made.parts, heading="h3")}</div>
{a.tags(made, chance)}</div><div class="similar">{a.cards(made, 1, 4, teaser=False)}</div>
{a.footer(made)}"""
    return a.document(made, a.head(made), content)


def wordpress(made: Article, chance: Random) -> str:
    """A theme of WordPress."""
    content = f"""<div id="page" class="site">{a.masthead(made, chance)}
<div id="content" class="site-content"><div id="primary" class="content-area">
<article id="post-{made.seed}" class="post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{made.shown}</h1>
<div class="entry-meta">
<time class="entry-date published" datetime="{made.iso}">{made.printed}</time>
<span class="author vcard"><a href="/author/1/">{made.author}</a></span></div></header>
<div class="entry-content">{a.body(made.parts)}
<div class="sharedaddy sd-sharing-enabled">{a.share(made, "sd-sharing")}</div>
<div id="jp-relatedposts" class="jp-relatedposts">
{a.cards(made, 0, 3, teaser=False, name="jp-post")}</div></div>
<footer class="entry-footer">{a.tags(made, chance, "tags-links")}</footer></article>
{a.comments(made, 3, "comments-area comments")}</div>
<div id="secondary" class="widget-area sidebar">
{a.most_read(made, "widget", "div")}</div></div></div>{a.footer(made)}"""
    return a.document(made, a.head(made, divider=" – "), content)


def bitrix(made: Article, chance: Random) -> str:
    """The standard template of a widespread system: text and <br> straight in the div."""
    text = "<br />\n<br />\n".join(_bold_heading(part) for part in made.parts[1:])
    content = f"""{a.masthead(made, chance)}<div id="workarea"><h1 id="pagetitle">
{made.shown}</h1>
<div class="news-detail"><span class="news-date-time">{made.printed}</span>
<img class="detail_picture" src="/upload/{made.seed}.jpg" alt="{made.caption}"
title="{made.caption}" />
{made.parts[0].html}<br />
<br />
{text}<div style="clear:both"></div><br /></div>
<p><a href="/news/">{made.words.labels["latest"]}</a></p></div>
<div id="rightcol">{a.cards(made, 2, 5, teaser=False, name="news-item-small")}</div>
{a.footer(made)}"""
    return a.document(made, a.head(made, og=False), content)


def old(made: Article, chance: Random) -> str:
    """1999: capitals, no body, no closing tags."""
    lines = "\n".join(f"<P ALIGN=JUSTIFY>{_bold_heading(part)}" for part in made.parts)
    links = "\n".join(f'<A HREF="{other.path}">{other.shown}</A><BR>' for other in made.others[:5])
    return f"""<HTML><HEAD><TITLE>{escape(made.title)} - {made.words.labels["site"]}</TITLE>
<META NAME="date" CONTENT="{made.at:%Y-%m-%d}"></HEAD>
<A HREF="/">{made.words.labels["site"]}</A><HR><CENTER><H1>{made.shown}</H1></CENTER>
{lines}
<HR>
<P>{links}
<HR><CENTER><FONT SIZE=1>{made.words.labels["copyright"]}</FONT></CENTER>"""


def hydrated(made: Article, chance: Random) -> str:
    """A page that JavaScript takes over: modules' class names, the state as a script."""
    mark = f"{chance.getrandbits(20):05x}"
    state = json.dumps(
        {"props": {"article": made.text, "next": made.others[0].teaser}}, ensure_ascii=False
    )
    lines = a.body(made.parts, attrs=f' class="Paragraph_p__{mark}"')
    site = {"@context": "https://schema.org", "@type": "WebPage", "name": made.words.labels["site"]}
    ld = a.json_ld(site) + a.json_ld(a.news_article(made))
    content = f"""<div id="__next"><div class="Header_root__{mark}">
{a.menu(made, "nav", f"Nav_list__{mark}")}</div>
<main class="Main_root__{mark}">
<div class="Article_head__{mark}"><h1 class="Article_title__{mark}">{made.shown}</h1>
<span class="Article_time__{mark}">{made.printed}</span></div>
<div class="Article_body__{mark}">{lines}</div>
<div class="Feed_root__{mark}">{a.cards(made, 0, 6, name=f"Feed_card__{mark}")}</div></main></div>
<div class="Popup_cookie__{mark} cookie">{a.cookie(made)}</div>
<script id="__NEXT_DATA__" type="application/json">{state}</script>"""
    return a.document(made, a.head(made, ld), content)


HEAD_DATED = (
    semantic,
    stated,
    stated_lead,
    broken,
    microdata,
    amp,
    endless,
    wrapped,
    wordpress,
    hydrated,
)
"""Layouts whose markup gives the time with its offset."""
DAY_ONLY = (old,)
"""Layouts that give the day alone."""
LAYOUTS: tuple[Layout, ...] = (
    divs, table, breaks, semantic, stated, stated_lead, broken, microdata, amp, endless,
    has_sidebar, commented, portal, wrapped, lead_outside, interview, wordpress, bitrix, old,
    hydrated,
)  # fmt: skip
"""All layouts, by the names under which the set has them."""
