"""``seenby watch``: every ad, every day."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from seenby.cli.arguments import Engine, Master, parse_points
from seenby.cli.output import person, progress_bar, screen, talk
from seenby.cli.typed import Verbs
from seenby.errors import UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.evidence.temporary_folder import temporary

if TYPE_CHECKING:
    from seenby.model.alarm import Alarm, Watched

app = Verbs(
    help="Watch every ad every day.\n\nExample: seenby watch run watch.toml --out today",
)

FINDING, UNTOLD = 3, 2
PAGE = "index.html"
SHOWN = 20

Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="The watch file, such as watch.toml.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one alarm a line (seenby/alarm/1) instead of a summary.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No talk, no progress.")]
Live = Annotated[bool, typer.Option("--live", help="Let --webhook, and [input], name another machine.")]
Host = Annotated[
    str, typer.Option("--host", metavar="NAME", help="The machine that [input] names, if it is another than this.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the page.")]


@app.command()
def run(
    config: Config,
    lines: Annotated[
        str | None, typer.Argument(metavar="[-]", help="- reads whole days as NDJSON from standard input.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="Leave with code 3 if an alarm is at least these points beyond (alone: any)."),
    ] = None,
    hook: Annotated[str | None, typer.Option("--hook", help="Command that gets each new alarm as JSON.")] = None,
    webhook: Annotated[str | None, typer.Option("--webhook", help="Address that gets each new alarm by POST.")] = None,
    live: Live = False,
    host: Host = "",
    engine: Engine = "duckdb",
    master: Master = None,
    as_json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Take the days that are new, and say which ads go beyond their limit.

    Example: seenby watch run watch.toml --out today --fail-on

    Codes: 0 done; 2 usage, or an alarm that could not be told; 3 an alarm under --fail-on; 5 the platform refused; 6
    another machine without --live; 7 a file that cannot be read, whose days wait.
    """
    from seenby.watch.alarms.notify import by_address, by_command, deliver
    from seenby.watch.alarms.phrases import number_of
    from seenby.watch.engines.factory import engine_named
    from seenby.watch.run import run_watch
    from seenby.watch.settings import read_watch

    console, settings = talk(quiet), read_watch(config)
    bar = _bar(fail_on)
    tells = [by_command(hook)] if hook else []
    tells += [by_address(webhook, live=live)] if webhook else []
    if len(tells) > 1:
        raise UsageError("--hook and --webhook cannot both be given", remedy="choose one")
    with progress_bar(console, "Taking") as tell, _Spooled(lines) as spool:
        opens = engine_named(engine, master)
        found = run_watch(settings, lines=spool, live=live, host=host, ask=person(), opens=opens, progress=tell)
    _show(found, found.alarms, console, as_json=as_json)
    _page(found, out, console)
    untold = False
    for each in tells:
        sent = deliver(settings.state, found.alarms, each)
        console.print(f"{number_of(sent.sent, 'new alarm')} told.")
        for problem in sent.failed:
            typer.echo(f"seenby: {problem}", err=True)
        untold = untold or bool(sent.failed)
    _leave(found.alarms, bar)
    if found.code or untold:
        raise typer.Exit(found.code or UNTOLD)


@app.command()
def follow(
    config: Config,
    master: Master = None,
    every: Annotated[
        int | None, typer.Option(help="Look again every so many seconds; without it, take what is there.", min=1)
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take days of Parquet as they come, with Spark Structured Streaming; stop it with Ctrl-C.

    Example: seenby watch follow watch.toml --every 600
    """
    from seenby.store.engines import spark_installed
    from seenby.watch.settings import read_watch

    with spark_installed():
        from seenby.watch.engines.streaming import follow_watch
    console = talk(quiet)
    follow_watch(
        read_watch(config),
        lambda watched: _show(watched, watched.alarms, console, as_json=as_json),
        master=master,
        seconds=every,
    )


@app.command()
def replay(
    config: Config,
    first: Annotated[str, typer.Option("--from", help="The first day, such as 2026-05-01.")] = "",
    last: Annotated[str, typer.Option("--to", help="The last day.")] = "",
    live: Live = False,
    host: Host = "",
    engine: Engine = "duckdb",
    master: Master = None,
    as_json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Say what would have been said on past days; the watch's own state is not touched.

    Example: seenby watch replay watch.toml --from 2026-05-01 --to 2026-05-31

    Codes: as for run; 7 where a file cannot be read, and its days and later ones are left out.
    """
    from seenby.watch.alarms.phrases import number_of
    from seenby.watch.engines.factory import engine_named
    from seenby.watch.run import replay_watch
    from seenby.watch.settings import read_watch

    console, opens = talk(quiet), engine_named(engine, master)
    with progress_bar(console, "Replaying") as tell:
        found, risen = replay_watch(
            read_watch(config),
            first=first,
            last=last,
            live=live,
            host=host,
            ask=person(),
            opens=opens,
            progress=tell,
        )
    if as_json:
        _lines(risen)
    else:
        shown = screen()
        for alarm in risen:
            shown.print(f"{alarm.on}: {alarm.sentence}")
        days, ads = number_of(len(found.taken), "day"), number_of(found.ads, "ad")
        shown.print(f"{days}, {ads}; {number_of(len(risen), 'alarm')} rose.")
    _tell_waits(found, console)
    _page(found, out, console)
    if found.code:
        raise typer.Exit(found.code)


@app.command()
def plan(
    config: Annotated[
        Path | None, typer.Argument(metavar="[CONFIG]", help="A watch file to take rho_max and q from.")
    ] = None,
    limit: Annotated[float, typer.Option(help="The limit, as a share.", min=0.001, max=0.998)] = 0.6,
    aim: Annotated[
        float | None,
        typer.Option(help="The share aimed at, in place of --limit: the limit is the line beyond it.", min=0, max=0.99),
    ] = None,
    excess: Annotated[
        float, typer.Option(help="How far beyond the limit (with --aim: beyond the aim), in points.", min=0.1, max=99)
    ] = 10.0,
    per_day: Annotated[int, typer.Option("--per-day", help="Impressions of an ad a day.", min=1)] = 1000,
    ads: Annotated[int, typer.Option(help="Ads watched together.", min=1)] = 1000,
    beyond: Annotated[int, typer.Option(help="How many of them go beyond.", min=1, max=2000)] = 10,
    days: Annotated[int, typer.Option(help="Days to simulate.", min=1, max=365)] = 60,
    rho: Annotated[float, typer.Option(help="How clustered days really are.", min=0, max=0.99)] = 0.02,
    within: Annotated[
        int, typer.Option(help="Say what it takes to find nine in ten within so many days.", min=1, max=365)
    ] = 14,
    seed: Annotated[int, typer.Option(help="Of the simulation.", min=0)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON (seenby/watch-plan/1).")] = False,
) -> None:
    """Say how soon an excess of a given size would be found.

    Example: seenby watch plan watch.toml --aim 0.5 --excess 12 --per-day 1000 --ads 2000 --beyond 20
    """
    from seenby.judge.claims.claim_c_rules import FALSE_SHARE
    from seenby.watch.power import plan_sentences, plan_watch, with_needs
    from seenby.watch.settings import RHO_MAX, Expected, read_watch

    told = read_watch(config).file if config else None
    line = (told.expected if told and told.expected else Expected()).line
    if aim is not None:
        limit, excess = min(aim + line / 100, 0.998), excess - line
        if excess <= 0:
            raise UsageError(
                f"the line allows {line:g} points beyond the aim, so an ad no further beyond is never found",
                remedy="lower line under [expected], or ask for more",
            )
    planned = plan_watch(
        limit=limit,
        excess=excess / 100,
        per_day=per_day,
        ads=max(ads, beyond),
        beyond=beyond,
        seed=seed,
        days=days,
        rho=rho,
        rho_max=told.rho_max if told else RHO_MAX,
        q=told.q if told else FALSE_SHARE,
    )
    found = with_needs(planned, within, limit=limit, seed=seed)
    if as_json:
        typer.echo(json.dumps(found.as_json()))
        return
    for sentence in plan_sentences(found, seed):
        typer.echo(sentence)


@app.command()
def ad(
    config: Config,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The ad, as the input names it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Show one ad's days, with the range that its mean share lies in on all days at once.

    Example: seenby watch ad watch.toml 120210 --out ad
    """
    from seenby.report.watch.watch_page import render_histories
    from seenby.version import VERSION
    from seenby.watch.run import ad_histories
    from seenby.watch.settings import read_watch

    console, found = talk(quiet), ad_histories(read_watch(config), name)
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False))
    else:
        shown = screen()
        for one in found:
            shown.print(one.stream)
            for day in one.days:
                shown.print(
                    f"  {day.day}  {day.low * 100:5.1f}–{day.high * 100:5.1f} of 100  ({day.total:,.0f} impressions)"
                )
    if out:
        write_whole(out / PAGE, render_histories(VERSION, found))
        console.print(f"The page is {(out / PAGE).resolve()}")


class _Spooled:
    """Standard input in a file, for as long as it is read; None where it is not asked for."""

    def __init__(self, lines: str | None) -> None:
        if lines not in (None, "-"):
            raise UsageError("the second argument can only be -", remedy="write - to read standard input")
        self.wanted = lines == "-"

    def __enter__(self) -> Path | None:
        if not self.wanted:
            return None
        self.room = ExitStack()
        path = self.room.enter_context(temporary("lines")).path / "lines.ndjson"
        with path.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        return path

    def __exit__(self, *_: object) -> None:
        if self.wanted:
            self.room.close()


def _bar(text: str | None) -> float | None:
    if text is None:
        return None
    return 0.0 if text == "gap" else parse_points(text, "--fail-on")


def _show(watched: Watched, alarms: tuple[Alarm, ...], console: Console, *, as_json: bool) -> None:
    from seenby.watch.alarms.phrases import number_of

    if as_json:
        _lines(alarms)
    else:
        shown = screen()
        day = watched.on or "no day"
        ads, days = number_of(watched.ads, "ad"), number_of(len(watched.taken), "new day")
        shown.print(f"Until {day}: {ads}, {days}, {number_of(watched.most, 'alarm')}.")
        for alarm in alarms[:SHOWN]:
            shown.print(f"- {alarm.sentence}")
        if watched.most > SHOWN:
            shown.print(f"{watched.most - SHOWN:,} more: --json has them.")
        for one in watched.unwatched:
            shown.print(f"Not watched: {one.what}: {one.why}.")
    _tell_waits(watched, console)


def _tell_waits(watched: Watched, console: Console) -> None:
    """What could not be taken, on standard error; what else a person should know is talk."""
    for sentence in watched.waits[:SHOWN]:
        typer.echo(f"seenby: {sentence}", err=True)
    for note in watched.notes[len(watched.waits) :][:SHOWN]:
        console.print(note, markup=False)


def _lines(alarms: tuple[Alarm, ...]) -> None:
    for alarm in alarms:
        typer.echo(json.dumps(alarm.as_json(), ensure_ascii=False, allow_nan=False))


def _page(watched: Watched, out: Path | None, console: Console) -> None:
    if out:
        from seenby.report.watch.watch_page import render_watch

        write_whole(out / PAGE, render_watch(watched))
        console.print(f"The page is {(out / PAGE).resolve()}")


def _leave(alarms: tuple[Alarm, ...], bar: float | None) -> None:
    if bar is not None and any(alarm.at_least >= bar for alarm in alarms):
        raise typer.Exit(FINDING)
