"""The same result to the bit: for any number of threads, after a kill, and for the same seed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import replace

import numba
import pytest
from tests.conftest import PATIENCE, SEENBY
from tests.platforms.simulated.making import state_of

from seenby.errors import Damaged, UsageError
from seenby.model.progress import Progress
from seenby.platforms.simulated import build_world, length, prepare, preset, remedies, run
from seenby.platforms.simulated.auction.checkpoint import load, save


def small(people: int = 20_000, days: int = 1, name: str = "charm-2024"):
    made = preset(name, people=people, days=days)
    return replace(made, platform=replace(made.platform, exploration=1.0, learning=0.01, controller_batch=20))


def ran(remedy: str = "none", seed: int = 3, threads: int | None = None) -> dict[str, bytes]:
    before = numba.get_num_threads()
    numba.set_num_threads(threads or before)
    try:
        platform = prepare(small(), seed, remedies(remedy)[-1])
        platform.step(24)
    finally:
        numba.set_num_threads(before)
    return state_of(platform)


@pytest.mark.skipif(vars(numba.config)["NUMBA_NUM_THREADS"] < 2, reason="this machine offers one thread")
@pytest.mark.parametrize("remedy", ["none", "controller", "split-budget"])
def test_one_and_two_threads_give_the_same_bits(remedy):
    assert ran(remedy, threads=1) == ran(remedy, threads=2)


def test_another_seed_gives_another_result():
    assert ran(seed=3) == ran(seed=3)
    assert ran(seed=3) != ran(seed=4)


def test_steps_may_be_taken_one_by_one_or_together():
    one, other = (prepare(small(), 1) for _ in range(2))
    one.step(24)
    for _ in range(24):
        other.step()
    assert state_of(one) == state_of(other)


def test_a_kept_run_goes_on_to_the_same_result(tmp_path):
    whole, first, second = (prepare(small(days=2), 1, remedies("controller")[-1]) for _ in range(3))
    whole.step(48)
    first.step(17)
    save(first, tmp_path / "kept")
    load(second, tmp_path / "kept")
    second.step(31)
    assert state_of(second) == state_of(whole)


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    platform = prepare(small(), 1)
    platform.step(2)
    save(platform, tmp_path / "kept")
    with pytest.raises(UsageError, match="another run"):
        load(prepare(small(), 2), tmp_path / "kept")
    whole = (tmp_path / "kept").read_bytes()
    (tmp_path / "kept").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Damaged, match="whole"):
        load(prepare(small(), 1), tmp_path / "kept")


def test_a_run_that_is_stopped_between_ticks_can_go_on(tmp_path):
    def stop(moment: Progress) -> None:
        if moment.done == 30:
            raise KeyboardInterrupt

    made = small(days=2)
    platform = prepare(made, 1)
    with pytest.raises(KeyboardInterrupt):
        run(platform, length(made), progress=stop, checkpoint=tmp_path / "kept")
    again = prepare(made, 1)
    run(again, length(made), checkpoint=tmp_path / "kept")
    whole = prepare(made, 1)
    run(whole, length(made))
    assert state_of(again) == state_of(whole)


def world_command(out) -> list[str]:
    return [str(SEENBY), "platform", "world", "charm-2024", "--people", "80000", "--days", "8", "--out", str(out)]


def test_a_killed_command_goes_on_to_the_same_files(tmp_path):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    process = subprocess.Popen(world_command(killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while not (killed / "run-0.checkpoint").exists():
        assert time.monotonic() < deadline
        assert process.poll() is None, "it ended before it kept anything"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (killed / "truth.json").exists()
    for folder in (killed, whole):
        subprocess.run(world_command(folder), check=True, capture_output=True, timeout=PATIENCE)
    for name in ("truth.json", "delivery.csv", "responses.csv"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes()
    assert not (killed / "run-0.checkpoint").exists()


def test_a_world_is_the_same_people_whatever_runs_in_it():
    one, other = build_world(small(), 1), build_world(small(), 1)
    assert one.people.behaviour.tobytes() == other.people.behaviour.tobytes()
    assert one.people.traits.tobytes() == other.people.traits.tobytes()
