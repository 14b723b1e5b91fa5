"""What the commands say, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from intelog.model.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The outcome lines of the command line."""

    imported: str
    withdrawn: str
    kinds: str
    would_read: str
    formats: dict[str, str]
    """What files of a format are called, by its name; others by the name alone."""
    skipped: str
    remarks: str
    told: str
    more_alike: str
    found_of: str
    found_none: str
    found_near: str
    found_again: str
    found_renumbered: str
    copies: str
    renumbered: str
    entries: str
    """What the search index takes in, in its progress."""
    composed: str
    composed_month: str
    proposal: str
    no_proposals: str
    adopted: str
    mended: str
    written: str
    unchanged: str
    checked: str
    clean: str
    found: str
    made: str
    nothing_made: str
    init_next: str
    why_in: str
    why_out: str
    why: dict[str, str]
    """What speaks for a development, by its reason's code."""
    rows: str
    """What a copy counts, in its progress."""
    copied: str
    backed_up: str
    restored: str
    kept_aside: str
    restore_next: str
    signs: dict[str, str]
    """How a fact's sign is shown, all as wide."""
    facts: dict[str, str]
    """What `intelog doctor` says, by a fact's code."""
    all_well: str
    some_findings: str
    demo_built: str
    demo_open: str
    demo_first: str
    demo_both: str
    demo_update: str
    demo_notes: str
    demo_try: str


WORDS = {
    Language.ENGLISH: Words(
        imported="{read} read: {new} new, {updated} updated, {duplicates} told again, {unchanged} unchanged",
        withdrawn="{n} no longer stand in their file and were withdrawn",
        kinds="files: {kinds}",
        would_read="{format}: {files}, {size:.1f} MB",
        formats={
            "arxiv_api": "arXiv answers",
            "releases": "GitHub answers",
            "hacker_news": "Hacker News answers",
            "pages": "web pages",
            "pdf": "PDFs",
            "mail": "letters",
            "opml": "lists of feeds",
            "archive": "archives",
            "learning log": "learning logs",
            "monthly log": "monthly logs",
        },
        skipped="{n} skipped:",
        remarks="{n} worth a look:",
        told="{n} notes on how things were read (--json lists them)",
        more_alike="    and {n} more lines like it (--json lists them)",
        found_of="{shown} of {total}",
        found_none="nothing found",
        found_near="did you mean, for {word}: {near}?",
        found_again="also: {where}",
        found_renumbered="with other numbers ({changed}): {where}",
        copies="{n} of the new ones say nearly the same as another document; each is kept, search shows them together",
        renumbered="{n} copies with other numbers:",
        entries="entries indexed",
        composed="{file}: developments {items}, minutes {minutes:.1f}, edits kept {edits}, {state}",
        composed_month="{file}: records {items}, minutes {minutes:.1f}, edits kept {edits}, proposals {proposals}, {state}",
        proposal="{title} · {field}\n  yours:    {yours}\n  proposed: {proposed}",
        no_proposals="{file}: nothing is proposed beside your words",
        adopted="{file}: {models} model reviews, {topics} topics, {papers} papers taken in; "
        "{held} with a source held, {not_held} with no source held",
        mended="{file}:{line}: {code} mended",
        written="written",
        unchanged="unchanged",
        checked="{files} checked: errors {errors}, warnings {warnings}, notes {notes}",
        clean="{files} checked: clean",
        found="{file}:{line}: {code} {message}",
        made="made {path}",
        nothing_made="{path} is a workspace already; nothing was changed",
        init_next="next: `intelog import PATH...`, then `intelog compose 2026-01-28`",
        why_in="in   {score:5.1f}  {title}  ({why})",
        why_out="out  {score:5.1f}  {title}  ({why})",
        why={
            "told-by": "told by {detail}",
            "noted": "you noted it",
            "releases": "something is released",
            "numbers": "numbers: {detail}",
            "first-told": "first told {detail}",
            "no-sentence": "no sentence can stand by itself",
            "interest": "interest: {detail}",
        },
        rows="rows",
        copied="copied to {to}: {documents} documents in {versions} versions from {origins} places, {records} records, "
        "{reviews} corrections",
        backed_up="backed up to {to} ({size:.1f} MB): {documents} documents in {versions} versions from {origins} places, "
        "{records} records, {reviews} corrections",
        restored="restored from {source}: {documents} documents in {versions} versions from {origins} places, {records} records, "
        "{reviews} corrections",
        kept_aside="what stood in its place is kept in {path}",
        restore_next="next: `intelog import PATH...` reads again what came in after the backup was made",
        signs={"ok": "ok    ", "note": "note  ", "look": "look  ", "broken": "broken"},
        facts={
            "programs": "intelog {version}, Python {python}, SQLite {sqlite}, {system}",
            "old-sqlite": "SQLite {version} can lose writes: `pip install --upgrade apsw`",
            "package": "{package} is missing: `pip install --force-reinstall intelog` brings it",
            "extra": "{what}: installed ({packages})",
            "no-extra": "{what}: not installed; `pip install 'intelog[{extra}]'` where you want it",
            "barrier": "what reads untrusted files can do nothing else: all {parts} protections hold",
            "barrier-part": "what reads untrusted files lacks a protection, {part}: {why}; import only what you trust here",
            "no-workspace": "no workspace here: `intelog init` makes one; these are facts of the machine",
            "workspace": "workspace {path}, language {language}, time zone {zone}",
            "settings": "{why}",
            "password": "{file} holds a password: put it into PGPASSWORD or ~/.pgpass and take it out",
            "password-read": "{file} holds a password that other users of this machine can read: change the password, put the new "
            "one into PGPASSWORD or ~/.pgpass, and `chmod 600` the file",
            "passwords": "{file} can be read by others, so PostgreSQL's driver passes it over: `chmod 600 {file}`",
            "room": "free on the disk: {free:,.0f} MB",
            "cannot-write": "{path} cannot be written: make it writable",
            "no-library": "no library yet: `intelog import PATH...` makes it",
            "library": "library whole, every text as it was written: {documents} documents in {versions} versions, {records} "
            "records, {reviews} corrections; {size:,.1f} MB, {engine}, schema {schema}, {where}",
            "older": "the library's schema is {schema}, today's is {known}: the next command brings it up to date",
            "damaged": "the library is damaged ({why}): `intelog restore {backup}` puts the newest backup in its place and keeps "
            "this one",
            "damaged-no-backup": "the library is damaged ({why}) and there is no backup beside it: `intelog restore FILE`, or move "
            "{path} away with its -wal and -shm and import your files again",
            "foreign": "{path} is not a library ({why}): `intelog restore {backup}` puts the newest backup in its place and keeps "
            "this file",
            "foreign-no-backup": "{path} is not a library ({why}): move it away and import your files again, or `intelog restore "
            "FILE`",
            "unusable": "{why}",
            "no-driver": "{where}: a library in PostgreSQL needs `pip install 'intelog[postgres]'`",
            "cut-short": "a restore was cut short: run it again; what stood in its place is in .intelog/library.sqlite.replaced",
            "no-backup": "no backup: `intelog backup` makes one; your corrections are only in the library",
            "backup": "last backup {days} days ago: {path}",
            "old-backup": "last backup {days} days ago, and the library was written to since: `intelog backup` ({path})",
            "index": "search index up to date",
            "index-behind": "search index {behind} changes behind: the next search takes them in",
            "index-anew": "search index: {why}; the next search makes it anew",
            "no-index": "no search index yet: the first search makes it",
            "index-unknown": "search index: made from the library, so nothing can be said without it",
            "pages": "reading web pages",
            "pdf": "reading PDFs",
            "postgres": "a library in PostgreSQL",
        },
        all_well="all is well",
        some_findings="{n} to look at",
        demo_built="built in {seconds:.1f} s: {documents} documents, {editions} daily editions in two languages, all checked",
        demo_open="open next:",
        demo_first="  {path}  a full day: every sentence has its receipt at the foot",
        demo_both="  {path}  the same day in the other language",
        demo_update="  {path}  a story told again as an update, with the day it was first covered (its note is in Chinese)",
        demo_notes="  {path}  the learning log it was made from",
        demo_try="try: change a digit in an edition, then `intelog check`; or rewrite a headline, then `intelog compose {day}`",
    ),
    Language.CHINESE: Words(
        imported="读到 {read} 篇：新增 {new}，更新 {updated}，重复讲述 {duplicates}，未变 {unchanged}",
        withdrawn="{n} 篇已不在原文件中，已撤回",
        kinds="文件：{kinds}",
        would_read="{format}：{files} 个文件，{size:.1f} MB",
        formats={
            "feeds": "订阅源",
            "sitemaps": "站点地图",
            "opml": "订阅列表（OPML）",
            "pages": "网页",
            "pdf": "PDF",
            "arxiv_api": "arXiv 接口回答",
            "releases": "GitHub 接口回答",
            "hacker_news": "Hacker News 接口回答",
            "transcripts": "文字稿与字幕",
            "mail": "邮件",
            "lists": "清单",
            "notes": "笔记",
            "archive": "压缩包",
            "learning log": "学习日志",
            "monthly log": "月报",
            "arXiv JSON lines": "arXiv JSON 行",
        },
        skipped="跳过 {n} 项：",
        remarks="{n} 处值得看一眼：",
        told="另有 {n} 条读取说明（--json 列出）",
        more_alike="    还有 {n} 行也是如此（--json 全部列出）",
        found_of="共 {total} 条，显示 {shown} 条",
        found_none="没有找到",
        found_near="“{word}”是不是：{near}？",
        found_again="另见：{where}",
        found_renumbered="数字不同（{changed}）：{where}",
        copies="新文档中有 {n} 篇与别的文档几乎相同；各自保留，搜索时合在一起显示",
        renumbered="{n} 篇副本的数字不同：",
        entries="条进入索引",
        composed="{file}：{items} 条进展，{minutes:.1f} 分钟，保留 {edits} 处人工修改，{state}",
        composed_month="{file}：{items} 条记录，{minutes:.1f} 分钟，保留 {edits} 处人工修改，{proposals} 条建议，{state}",
        proposal="{title} · {field}\n  你写的：{yours}\n  建议的：{proposed}",
        no_proposals="{file}：对你写的内容没有新建议",
        adopted="{file}：收录 {models} 个模型、{topics} 个主题、{papers} 篇论文；{held} 条有来源，{not_held} 条没有来源",
        mended="{file}:{line}: {code} 已修好",
        written="已写入",
        unchanged="未变",
        checked="检查了 {files} 份：{errors} 个错误，{warnings} 个警告，{notes} 条提示",
        clean="检查了 {files} 份：没有问题",
        found="{file}:{line}: {code} {message}",
        made="已建立 {path}",
        nothing_made="{path} 已经是一个工作区，没有改动",
        init_next="接下来：`intelog import 路径…`，然后 `intelog compose 2026-01-28`",
        why_in="入选  {score:5.1f}  {title}（{why}）",
        why_out="落选  {score:5.1f}  {title}（{why}）",
        why={
            "told-by": "{detail} 处讲述",
            "noted": "你记过笔记",
            "releases": "有东西发布",
            "numbers": "有 {detail} 个数字",
            "first-told": "首次报道于 {detail}",
            "no-sentence": "没有能独立成句的话",
            "interest": "关注：{detail}",
        },
        rows="行",
        copied="已复制到 {to}：{documents} 篇文档（{versions} 个版本，{origins} 处出处）、{records} 条记录、{reviews} 处人工修改",
        backed_up="已备份到 {to}（{size:.1f} MB）：{documents} 篇文档（{versions} 个版本，{origins} 处出处）、{records} 条记录、"
        "{reviews} 处人工修改",
        restored="已从 {source} 恢复：{documents} 篇文档（{versions} 个版本，{origins} 处出处）、{records} 条记录、{reviews} 处人工修改",
        kept_aside="原来的资料库保留在 {path}",
        restore_next="接下来：`intelog import 路径…`，重新读入备份之后新增的内容",
        signs={"ok": "正常", "note": "说明", "look": "留意", "broken": "损坏"},
        facts={
            "programs": "intelog {version}，Python {python}，SQLite {sqlite}，{system}",
            "old-sqlite": "SQLite {version} 可能丢失写入：`pip install --upgrade apsw`",
            "package": "缺少 {package}：`pip install --force-reinstall intelog` 会补上",
            "extra": "{what}：已安装（{packages}）",
            "no-extra": "{what}：未安装；需要时 `pip install 'intelog[{extra}]'`",
            "barrier": "读取不可信文件的进程做不了别的事：{parts} 项防护全部生效",
            "barrier-part": "读取不可信文件的进程少一项防护，{part}：{why}；在这台机器上只导入你信任的文件",
            "no-workspace": "这里没有工作区：`intelog init` 建立一个；以下只是这台机器的情况",
            "workspace": "工作区 {path}，语言 {language}，时区 {zone}",
            "settings": "{why}",
            "password": "{file} 里有密码：请移到 PGPASSWORD 或 ~/.pgpass，并从文件中删去",
            "password-read": "{file} 里有密码，这台机器上的其他用户读得到：请更换密码，把新密码放到 PGPASSWORD 或 ~/.pgpass，并对该文件 `chmod 600`",
            "passwords": "{file} 别人也能读，PostgreSQL 的驱动因此不用它：`chmod 600 {file}`",
            "room": "磁盘剩余空间：{free:,.0f} MB",
            "cannot-write": "{path} 不能写入：请改为可写",
            "no-library": "还没有资料库：`intelog import 路径…` 会建立",
            "library": "资料库完好，每段文本都与写入时一致：{documents} 篇文档（{versions} 个版本）、{records} 条记录、{reviews} 处人工修改；"
            "{size:,.1f} MB，{engine}，结构版本 {schema}，{where}",
            "older": "资料库的结构版本是 {schema}，现在是 {known}：下一条命令会更新它",
            "damaged": "资料库已损坏（{why}）：`intelog restore {backup}` 用最近的备份替换它，原文件会保留",
            "damaged-no-backup": "资料库已损坏（{why}），旁边没有备份：`intelog restore 文件`；或者把 {path} 连同它的 -wal 和 -shm 移走，"
            "重新导入你的文件",
            "foreign": "{path} 不是资料库（{why}）：`intelog restore {backup}` 用最近的备份替换它，原文件会保留",
            "foreign-no-backup": "{path} 不是资料库（{why}）：把它移走，重新导入你的文件，或者 `intelog restore 文件`",
            "unusable": "{why}",
            "no-driver": "{where}：资料库在 PostgreSQL 里，需要 `pip install 'intelog[postgres]'`",
            "cut-short": "有一次恢复被中断：请再运行一次；原来的资料库在 .intelog/library.sqlite.replaced",
            "no-backup": "没有备份：`intelog backup` 做一份；你的修改只存在资料库里",
            "backup": "最近一次备份在 {days} 天前：{path}",
            "old-backup": "最近一次备份在 {days} 天前，此后资料库又有写入：`intelog backup`（{path}）",
            "index": "搜索索引是最新的",
            "index-behind": "搜索索引落后 {behind} 处变化：下次搜索时补上",
            "index-anew": "搜索索引：{why}；下次搜索时重建",
            "no-index": "还没有搜索索引：第一次搜索时建立",
            "index-unknown": "搜索索引由资料库生成，没有资料库就无从判断",
            "pages": "读网页",
            "pdf": "读 PDF",
            "postgres": "把资料库放在 PostgreSQL",
        },
        all_well="一切正常",
        some_findings="有 {n} 处需要留意",
        demo_built="用时 {seconds:.1f} 秒：{documents} 篇文档，{editions} 份中英文日报，全部检查过",
        demo_open="接下来打开：",
        demo_first="  {path}  内容最多的一天，每句话在文末都有收据",
        demo_both="  {path}  同一天的另一种语言",
        demo_update="  {path}  一件事的更新，写明首次报道的日期",
        demo_notes="  {path}  原始的学习日志",
        demo_try="试一试：改动某份日报里的一个数字，再运行 `intelog check`；或者改写一个标题，再运行 `intelog compose {day}`",
    ),
}
