"""One progress for every long job: lines of talk stay, what changes is drawn on a terminal only."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from seenby.cli.output import progress_bar
from seenby.model.progress import Progress, no_progress, only_lines


def console(*, terminal: bool) -> Console:
    return Console(file=StringIO(), force_terminal=terminal, width=80, highlight=False)


def text(of: Console) -> str:
    assert isinstance(of.file, StringIO)
    return of.file.getvalue()


def test_behind_a_pipe_only_lines_of_talk_are_shown():
    piped = console(terminal=False)
    with progress_bar(piped) as show:
        show(Progress(line="Preparing [two] kernels."))
        show(Progress("export.csv", 0, 2))
    assert text(piped) == "Preparing [two] kernels.\n"


def test_on_a_terminal_the_bar_names_what_is_done_and_begins_after_the_talk(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    screen = console(terminal=True)
    with progress_bar(screen, "Taking") as show:
        show(Progress(line="Preparing."))
        assert text(screen) == "Preparing.\n"
        show(Progress("a [b].csv", 1, 2))
    assert "Taking a [b].csv" in text(screen)
    assert "1/2" in text(screen)


def test_a_job_that_tells_of_nothing_draws_no_bar(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    screen = console(terminal=True)
    with progress_bar(screen):
        pass
    assert text(screen) == ""


def test_whoever_wants_the_talk_alone_is_not_told_of_the_rest():
    said: list[str] = []
    show = only_lines(said.append)
    for moment in (Progress("export.csv", 0, 2), Progress(line="Compiled in 2.0 s.")):
        show(moment)
        no_progress(moment)
    assert said == ["Compiled in 2.0 s."]


@pytest.mark.parametrize("before", ["run", "sweep"])
def test_a_world_and_a_sweep_tell_how_far_they_are_and_return_what_they_came_to(before, tmp_path):
    from seenby.worlds.run_sweep import run_sweep, write_sweep
    from seenby.worlds.run_world import run_world

    moments: list[Progress] = []
    if before == "run":
        ran = run_world("no-effect", people=1000, days=1, keep=tmp_path, progress=moments.append)
        assert list(tmp_path.glob("*.checkpoint"))
        ran.write(tmp_path)
        assert (tmp_path / "truth.json").read_text() == ran.as_text()
        assert not list(tmp_path.glob("*.checkpoint"))
    else:
        swept = run_sweep(["no-effect"], seeds=2, changes=["none"], people=1000, days=1, progress=moments.append)
        assert write_sweep(swept, tmp_path).read_text().startswith("<!DOCTYPE html>")
        assert len({row.seed for row in swept.rows}) == 2
    shares = [moment.done / moment.of for moment in moments if moment.of]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert any("people; the world takes" in moment.line for moment in moments)
