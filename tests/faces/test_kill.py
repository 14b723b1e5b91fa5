"""SIGKILL at any moment of an import or a compose: nothing lost, nothing doubled (`faults.md` F01, F02)."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]
DAY = "2026-01-28"
STAGES = ("import: ", "absorb: ", "compose: ")
EDITION = Path("editions", "daily", f"{DAY}.md")
DRAFT = EDITION.with_name(f".{EDITION.name}.part")
"""May stay where a compose was killed between naming its file and forgetting its draft, until the next one writes."""
COMPOSE = ("compose", DAY)

WORKERS = 2
"""Processes at a time; more than cores would only make the moments less exact."""
REMEASURED_EVERY = 8
"""Kills of a scenario; other work comes and goes on the same machine."""

Edit = Callable[[str], str]


class State(NamedTuple):
    """All that a workspace holds."""

    library: Mapping[str, Sequence[tuple[Any, ...]]]
    edition: str | None
    files: frozenset[str]


class Words(NamedTuple):
    """A person's, each once in the edition whatever happens; and those of what they deleted, never."""

    stand: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


NOBODYS = Words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A workspace, a command that is killed in it, and what a person does before it is run again."""

    template: Path
    command: tuple[str, ...]
    stages: tuple[str, ...]
    """Those that the undisturbed command goes through, as `-v` names them."""
    share: float
    """Of the kills."""
    expected: State
    """What an undisturbed workspace holds in the end."""
    meanwhile: Edit | None = None
    words: Words = NOBODYS


# The program


def program(workspace: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "intelog", "-C", str(workspace), "-v", *arguments]


def run(workspace: Path, *arguments: str) -> None:
    """Run a command to its end.  1 says that the corpus has slips worth a look."""
    done = subprocess.run(program(workspace, *arguments), capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr


@contextmanager
def started(command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[str], Callable[[], str]]]:
    """A process, and its next line on standard error."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process, process.stderr.readline
        finally:
            process.kill()


def stage(line: str) -> str:
    """`compose: writing` of `compose: writing /a/b.md`."""
    return " ".join(line.split()[:2])


def killed(command: Sequence[str], *, when: Callable[[Callable[[], str]], None]) -> tuple[bool, str]:
    """Start a command and kill it when *when* has returned; whether it was still running, and its stage."""
    heard: list[str] = []
    with started(command) as (process, line):

        def listening() -> str:
            heard.append(line())
            return heard[-1]

        when(listening)
        process.send_signal(signal.SIGKILL)
        process.wait()
        while listening():
            pass
    stages = [stage(one) for one in heard if one.startswith(STAGES)]
    return process.returncode == -signal.SIGKILL, stages[-1] if stages else "before the first"


# What a workspace holds


def state(workspace: Path) -> State:
    db = apsw.Connection(str(workspace / ".intelog" / "library.sqlite"))
    try:
        assert db.execute("PRAGMA integrity_check").get == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        library = {
            "document": db.execute("SELECT * FROM document ORDER BY id").fetchall(),
            "version": db.execute(
                "SELECT id, document, source_version, text, meta, ranked FROM version ORDER BY id"
            ).fetchall(),
            "origin": db.execute("SELECT * FROM origin ORDER BY 1, 2, 3, 4").fetchall(),
            "record": db.execute("SELECT * FROM record ORDER BY key").fetchall(),
            "claim": db.execute("SELECT * FROM claim ORDER BY record, n").fetchall(),
            "evidence": db.execute("SELECT * FROM evidence ORDER BY record, claim, n").fetchall(),
            "review": db.execute(
                "SELECT record, field, verdict, language, claim, text FROM review ORDER BY 1, 2, 3, 4, 5, 6"
            ).fetchall(),
            "base": db.execute("SELECT period, language, text, pending FROM base ORDER BY 1, 2").fetchall(),
            "progress": db.execute("SELECT * FROM progress ORDER BY stage, partition").fetchall(),
        }
    finally:
        db.close()
    edition = workspace / EDITION
    return State(
        library,
        edition.read_bytes().decode() if edition.exists() else None,
        frozenset(
            str(p.relative_to(workspace))
            for p in workspace.rglob("*")
            if not p.relative_to(workspace).as_posix().startswith(".intelog/index")
        ),
    )


def assert_same(found: State, expected: State, where: str) -> None:
    for table, rows in expected.library.items():
        counted, wanted = Counter(found.library[table]), Counter(rows)
        lost, more = wanted - counted, counted - wanted
        assert not lost, f"{where}: lost from {table}: {list(lost)[:3]}"[:1000]
        assert not more, f"{where}: more or doubled in {table}: {list(more)[:3]}"[:1000]
    assert found.edition == expected.edition, where
    assert found.files - {str(DRAFT)} == expected.files, where


# What a person does


def items(text: str) -> list[str]:
    """The items of an edition, each from its heading to the next."""
    return re.findall(r"^### .*?(?=^##)", text, re.DOTALL | re.MULTILINE)


def edited(text: str, rewritten: int, deleted: int, added: int, words: str) -> str:
    """One headline rewritten, one item deleted, one paragraph added."""
    held = items(text)
    rewrite, delete, add = held[rewritten], held[deleted], held[added]
    text = text.replace(rewrite, re.sub(r"\[.*?\]\(", f"[{words} headline](", rewrite, count=1))
    text = text.replace(add, add.replace("\n* ", f"\n{words} paragraph.\n\n* ", 1))
    return text.replace(delete, "")


def title(item: str) -> str:
    found = re.match(r"### \[(.*?)\]\(", item)
    assert found is not None
    return f"### [{found[1]}]("


def first_edit(text: str) -> str:
    return edited(text, 0, 1, 2, "My first")


def second_edit(text: str) -> str:
    """Of places that are in the edition before and after the first edit was composed."""
    return edited(text, 3, 4, 5, "My second")


def apply(edit: Edit, workspace: Path) -> None:
    path = workspace / EDITION
    path.write_bytes(edit(path.read_bytes().decode()).encode())


# The scenarios

IMPORTING = ("import: reading", "import: adding")
COMPOSING = ("absorb: reading", "compose: choosing", "compose: announcing", "compose: writing", "compose: confirming")
OVER_EDITS = ("absorb: keeping", *COMPOSING)
MAIN = {*IMPORTING, *COMPOSING, "absorb: keeping"}


@pytest.fixture(scope="module")
def scenarios(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    """Each with its template workspace, and with what the undisturbed command makes of it."""
    root = tmp_path_factory.mktemp("templates")
    log = corpus / "seeds" / "daily-learning-log-2026-01.md"
    papers = sorted((corpus / "arxiv-daily").glob("2026-01-2*.jsonl"))
    assert len(papers) == 10
    importing = ("import", str(log), *map(str, papers))

    def template(name: str, before: Path, *commands: Sequence[str], edit: Edit | None = None) -> Path:
        workspace = shutil.copytree(before, root / name)
        for command in commands:
            run(workspace, *command)
        if edit is not None:
            apply(edit, workspace)
        return workspace

    empty = root / "empty"
    subprocess.run(
        [sys.executable, "-m", "intelog", "init", str(empty), "--language", "zh", "--timezone", "UTC"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    imported = template("imported", empty, importing)
    composed = template("composed", imported, COMPOSE)
    once = template("edited", composed, edit=first_edit)
    once_composed = template("edited and composed", once, COMPOSE)
    twice = template("edited again", once_composed, edit=second_edit)
    twice_composed = template("edited again and composed", twice, COMPOSE)

    before, between = (items((w / EDITION).read_text("utf-8")) for w in (composed, once))
    first = Words(("My first headline", "My first paragraph."), (title(before[0]), title(before[1])))
    both = Words(
        (*first.stand, "My second headline", "My second paragraph."),
        (*first.gone, title(between[3]), title(between[4])),
    )
    return {
        "import": Scenario(
            template=empty, command=importing, stages=IMPORTING, share=0.3, expected=state(imported)
        ),
        "compose": Scenario(
            template=imported, command=COMPOSE, stages=COMPOSING, share=0.2, expected=state(composed)
        ),
        "compose over edits": Scenario(
            template=once, command=COMPOSE, stages=OVER_EDITS, share=0.3, expected=state(once_composed), words=first
        ),
        "compose over edits, edited again": Scenario(
            template=once, command=COMPOSE, stages=OVER_EDITS, share=0.2, expected=state(twice_composed),
            meanwhile=second_edit, words=both,
        ),
    }  # fmt: skip


def check(scenario: Scenario, workspace: Path, where: str) -> None:
    """Run the killed command again to its end, and compare with an undisturbed workspace."""
    if scenario.meanwhile is not None:
        apply(scenario.meanwhile, workspace)
    run(workspace, *scenario.command)

    found = state(workspace)
    assert_same(found, scenario.expected, where)
    for words in scenario.words.stand:
        assert (found.edition or "").count(words) == 1, f"{where}: {words}"
    for words in scenario.words.gone:
        assert words not in (found.edition or ""), f"{where}: {words}"
    if (workspace / DRAFT).exists():
        assert_the_draft_disturbs_nothing(workspace, where)


def assert_the_draft_disturbs_nothing(workspace: Path, where: str) -> None:
    """A person goes on in the file, and the next compose that writes takes it in, and the draft away."""
    before = (workspace / EDITION).read_bytes()
    path = workspace / EDITION
    with path.open("ab") as file:
        file.write(b"\nMy last words.\n")
    (deleted,) = items(before.decode())[-1:]
    apply(lambda text: text.replace(deleted, ""), workspace)

    run(workspace, *COMPOSE)

    text = path.read_text("utf-8")
    assert text.count("My last words.") == 1, where
    assert title(deleted) not in text, where
    assert not (workspace / DRAFT).exists(), where


# Killed by the clock


class Pace(NamedTuple):
    """Seconds to the first stage, and from there to the end."""

    start: float
    work: float


def measured(scenario: Scenario, folder: Path) -> Pace:
    """How long the undisturbed command takes, now."""
    shutil.copytree(scenario.template, folder)
    begun = time.monotonic()
    with started(program(folder, *scenario.command)) as (process, line):
        assert line()
        at_work = time.monotonic()
        while line():
            pass
        process.wait()
        ended = time.monotonic()
    shutil.rmtree(folder)
    return Pace(at_work - begun, ended - at_work)


class Moment(NamedTuple):
    """When to kill: a share of the start, or of the work that comes after it."""

    scenario: str
    at_work: bool
    share: float


def moments(scenarios: Mapping[str, Scenario], kills: int) -> list[Moment]:
    """Spread evenly over each scenario's time: an eighth over the start, the others over the work."""
    found: list[Moment] = []
    for name, scenario in scenarios.items():
        of_scenario = round(kills * scenario.share)
        early = of_scenario // 8
        for at_work, n in ((False, early), (True, of_scenario - early)):
            found += [Moment(name, at_work, (k + 0.5) / n) for k in range(n)]
    assert len(found) == kills
    # Not in order of time: a slow minute of the machine must not fall on one stage.
    return sorted(found, key=lambda m: m.share * 89 % 1)


class Report(NamedTuple):
    """What one kill hit."""

    moment: Moment
    landed: bool
    stage: str


def kill_by_the_clock(todo: Sequence[Moment], scenarios: Mapping[str, Scenario], root: Path) -> list[Report]:
    reports: list[Report] = []
    paces: dict[str, list[Pace]] = {name: [] for name in scenarios}
    since = Counter[str]()
    for number, moment in enumerate(todo):
        scenario = scenarios[moment.scenario]
        if not paces[moment.scenario] or since[moment.scenario] == REMEASURED_EVERY:
            since[moment.scenario] = 0
            paces[moment.scenario].append(measured(scenario, root / "measured"))
        since[moment.scenario] += 1
        start = min(p.start for p in paces[moment.scenario][-3:])
        work = min(p.work for p in paces[moment.scenario][-3:])  # a moment too late hits nothing

        def when(line: Callable[[], str], moment: Moment = moment, start: float = start, work: float = work) -> None:
            if moment.at_work:
                line()
                time.sleep(work * moment.share)
            else:
                time.sleep(start * moment.share)

        workspace = root / f"killed-{number}"
        shutil.copytree(scenario.template, workspace)
        landed, hit = killed(program(workspace, *scenario.command), when=when)
        check(scenario, workspace, f"{moment} in {hit}")
        shutil.rmtree(workspace)
        reports.append(Report(moment, landed, hit))
    return reports


@pytest.mark.parametrize("kills", [pytest.param(200, id="200"), pytest.param(2_000, id="2000", marks=SOAK)])
def test_killed_at_any_moment_the_same_command_goes_on_and_nothing_is_lost_or_doubled(
    scenarios: dict[str, Scenario], tmp_path: Path, kills: int
) -> None:
    todo = moments(scenarios, kills)
    begun = time.monotonic()

    with ThreadPoolExecutor(WORKERS) as pool:
        roots = [tmp_path / str(n) for n in range(WORKERS)]
        for root in roots:
            root.mkdir()
        parts = pool.map(lambda n: kill_by_the_clock(todo[n::WORKERS], scenarios, roots[n]), range(WORKERS))
        reports = [report for part in parts for report in part]
    by_clock = Counter(r.stage for r in reports if r.landed)
    by_line = Counter[str]()
    for name, scenario in scenarios.items():
        for wanted in scenario.stages:
            if by_clock[wanted] + by_line[wanted] == 0:  # too short for the clock
                by_line[wanted] += kill_at_line(scenario, wanted, tmp_path / f"{name} {wanted}")

    landed = sum(r.landed for r in reports)
    print(  # noqa: T201
        f"{len(reports)} kills in {time.monotonic() - begun:.0f} s: {landed} landed, {sum(by_clock[s] for s in MAIN)} "
        f"of them at work; stages hit by the clock: {dict(by_clock.most_common())}; by their line: {dict(by_line)}"
    )
    assert len(reports) == kills
    assert landed >= kills * 3 / 4
    assert sum(by_clock[s] for s in MAIN) >= kills * 5 / 8
    assert {s for s in MAIN if by_clock[s] + by_line[s] == 0} == set()


def kill_at_line(scenario: Scenario, wanted: str, root: Path) -> bool:
    """Kill as soon as a stage says that it begins; a short one may be over by then, so try again."""
    for attempt in range(20):
        workspace = root / str(attempt)
        shutil.copytree(scenario.template, workspace)

        def when(line: Callable[[], str]) -> None:
            while stage(line()) not in (wanted, ""):
                pass

        landed, hit = killed(program(workspace, *scenario.command), when=when)
        check(scenario, workspace, f"{wanted}, hit in {hit}")
        if landed and hit == wanted:
            return True
    return False


# Killed at a call to the disk

STEPPED = """
import os, signal, sys
import apsw

last, *arguments = sys.argv[1:]
met = 0

def step():
    global met
    met += 1
    if last == "0":
        print("call", met, file=sys.stderr)
    if met == int(last):
        os.kill(os.getpid(), signal.SIGKILL)

disk = apsw.vfs_names()[0]

class File(apsw.VFSFile):
    def __init__(self, name, flags):
        super().__init__(disk, name, flags)

    def xWrite(self, data, offset):
        step()
        super().xWrite(data, offset)

    def xSync(self, flags):
        step()
        super().xSync(flags)

    def xTruncate(self, size):
        step()
        super().xTruncate(size)

class Disk(apsw.VFS):
    def __init__(self):
        super().__init__("killing", disk, makedefault=True)

    def xOpen(self, name, flags):
        step()
        return File(name, flags)

    def xDelete(self, name, synced):
        step()
        super().xDelete(name, synced)

killing = Disk()

def changes(event, arguments):
    if event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.truncate") or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    ):
        step()

from intelog.cli.main import cli
from intelog.store import files

exchange, fsync = files._exchange, os.fsync
files._exchange = lambda a, b: (step(), exchange(a, b), step())[1]
os.fsync = lambda handle: (step(), fsync(handle))[1]
sys.addaudithook(changes)
cli(arguments)
"""


def stepped(last: int, workspace: Path, *arguments: str) -> list[str]:
    """The program, killed before its call to the disk of this number; with 0 it says each."""
    return [sys.executable, "-c", STEPPED, str(last), "-C", str(workspace), "-v", *arguments]


def calls_by_stage(scenario: Scenario, workspace: Path) -> dict[str, list[int]]:
    """The numbers of an undisturbed command's calls to the disk, by the stage they fall in."""
    shutil.copytree(scenario.template, workspace)
    said = subprocess.run(stepped(0, workspace, *scenario.command), capture_output=True, text=True, check=False).stderr
    found: dict[str, list[int]] = {}
    now = "before the first"
    for line in said.splitlines():
        if line.startswith("call "):
            found.setdefault(now, []).append(int(line.removeprefix("call ")))
        elif line.startswith(STAGES):
            now = stage(line)
    return found


@pytest.mark.parametrize("in_each", [pytest.param(4, id="4"), pytest.param(300, id="300", marks=SOAK)])
def test_killed_at_any_call_to_the_disk_the_same_command_goes_on_and_nothing_is_lost_or_doubled(
    scenarios: dict[str, Scenario], tmp_path: Path, in_each: int
) -> None:
    todo: list[tuple[str, int]] = []
    for name, scenario in scenarios.items():
        for calls in calls_by_stage(scenario, tmp_path / name).values():
            todo += [(name, call) for call in calls[:: -(-len(calls) // in_each)]]

    def kill(one: tuple[str, int]) -> tuple[bool, str]:
        name, call = one
        scenario = scenarios[name]
        workspace = shutil.copytree(scenario.template, tmp_path / f"{name} {call}")

        def when(line: Callable[[], str]) -> None:
            while line():
                pass

        landed, hit = killed(stepped(call, workspace, *scenario.command), when=when)
        check(scenario, workspace, f"{name}, call {call} to the disk, in {hit}")
        shutil.rmtree(workspace)
        return landed, hit

    with ThreadPoolExecutor(WORKERS) as pool:
        reports = list(pool.map(kill, todo))

    stages = Counter(hit for landed, hit in reports if landed)
    print(f"{len(reports)} kills, {sum(stages.values())} landed; stages hit: {dict(stages.most_common())}")  # noqa: T201
    assert sum(stages.values()) == len(reports)
    assert MAIN - {"import: reading", "absorb: reading", "compose: choosing"} <= set(stages)  # those only read


SWAPPED = """
import os, signal, sys
from intelog.cli.main import cli
from intelog.store import files

exchange = files._exchange

def saved_just_before(a, b):
    b.write_bytes(b.read_bytes().replace(b"\\n* ", b"\\nSaved at the last moment.\\n\\n* ", 1))
    exchange(a, b)
    os.kill(os.getpid(), signal.SIGKILL)

files._exchange = saved_just_before
cli(sys.argv[1:])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="swaps two names in one step, as Linux can")
@pytest.mark.parametrize("next_", [COMPOSE, ("check", DAY)], ids=["compose", "check"])
def test_what_was_saved_just_before_a_compose_that_is_killed_as_it_swaps_stands(
    scenarios: dict[str, Scenario], tmp_path: Path, next_: Sequence[str]
) -> None:
    scenario = scenarios["compose over edits"]
    workspace = shutil.copytree(scenario.template, tmp_path / "workspace")
    arguments = ["-C", str(workspace), *COMPOSE]
    ended = subprocess.run([sys.executable, "-c", SWAPPED, *arguments], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert "Saved at the last moment." not in (workspace / EDITION).read_text("utf-8")

    run(workspace, *next_)

    text = (workspace / EDITION).read_text("utf-8")
    assert text.count("Saved at the last moment.") == 1
    run(workspace, *COMPOSE)
    composed = (workspace / EDITION).read_text("utf-8")
    for words in (*scenario.words.stand, "Saved at the last moment."):
        assert composed.count(words) == 1
    (workspace / EDITION).unlink()  # all of it is in the library
    run(workspace, *COMPOSE)
    assert (workspace / EDITION).read_text("utf-8") == composed
