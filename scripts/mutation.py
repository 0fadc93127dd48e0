"""Changes the code in small ways, one at a time, and counts how many of the changes some test notices.

Usage: make mutation, or python scripts/mutation.py [--room NAME] [--sample 80] [--seed 1] [--keep FOLDER],
with a Python that has the libraries of the tests and mutmut.

mutmut makes the changes and runs the tests; this script says on what. It works in a copy of the project, one room after
the other, on a sample drawn from all changes that mutmut can make. What is said of a room holds of the sample; the
interval (Wilson, 95 %) says of all changes of that room. Changes that cannot change what the room does are listed with
their reasons in ``equivalent_mutants.toml`` and counted apart.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

HOME = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
OFTEN = "test_the_claim_over_accounts_holds_no_more_often_than_it_says_where_accounts_differ"
CHANGES = "changes.json"
KERNEL_TESTS = (
    "test_the_compiled_step_is_the_one_of_the_statistics",
    "test_an_ad_comes_to_the_same_bits_alone_and_among_others",
    "test_evidence_that_a_day_wipes_out_is_still_evidence",
)
STREAMS = "test_no_more_streams_on_their_limit_outlive_their_true_clustering_than_may_be_called_by_mistake"
LEFT_OUT = (
    "tests/stats/test_tipping_point_drift.py::test_it_is_the_smallest_clustering_that_a_search_by_hand_finds",
    f"tests/stats/test_tipping_point_drift.py::{STREAMS}",
    "tests/stats/test_foundations.py::test_importing_the_room_does_not_load_scipys_heavy_parts",
    # The changed modules import mutmut.
    "tests/stats/test_foundations.py::test_the_room_imports_only_numpy_scipy_and_itself",
)
KEPT_DECORATORS = {"classmethod", "staticmethod"}


class Room(NamedTuple):
    """What is changed, and by which tests it should be noticed; what takes long is left out of these."""

    changed: tuple[str, ...]
    tests: tuple[str, ...]
    but_not_changed: tuple[str, ...] = ()
    but_not_run: tuple[str, ...] = ()
    compiled: bool = False


ROOMS = {
    "judge": Room(
        ("src/seenby/judge/*.py",),
        ("tests/judge",),
        but_not_run=("tests/judge/test_rates.py", f"tests/judge/claims/test_claim_d_accounts.py::{OFTEN}"),
    ),
    "measure": Room(("src/seenby/measure/*.py",), ("tests/measure",)),
    "stats": Room(
        ("src/seenby/stats/*.py",),
        ("tests/stats",),
        but_not_changed=("src/seenby/stats/lab/*.py",),
        but_not_run=("tests/stats/lab", *LEFT_OUT),
    ),
    "guard": Room(
        ("src/seenby/study/ads/running/guard.py",),
        ("tests/study/ads/running/test_guard.py",),
        # These run whole studies over HTTP; what they alone would notice is not counted.
        but_not_run=tuple(
            f"tests/study/ads/running/test_guard.py::{test}"
            for test in (
                "test_a_registration_that_changed_in_between_stops_the_run",
                "test_a_folder_whose_journal_was_lost_makes_nothing_again",
                "test_what_somebody_changed_before_the_start_stops_it",
                "test_an_ad_that_somebody_deleted_stops_the_start",
            )
        ),
    ),
    "state": Room(
        ("src/seenby/watch/state/*.py",),
        (
            "tests/watch/state",
            "tests/watch/test_state_columns.py",
            "tests/watch/test_ranges.py",
            *(f"tests/watch/test_drift.py::{test}" for test in KERNEL_TESTS),
        ),
        # A hundred thousand numbers each, which takes minutes where nothing is compiled.
        but_not_run=("tests/watch/state/test_fast_math.py::test_they_are_good_to_two_units_in_the_last_place",),
        compiled=True,
    ),
}


def main() -> None:
    """Run each room asked for, and say how many changes were noticed and which were not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", choices=ROOMS, action="append", help="one of them; all, where none is named")
    parser.add_argument("--sample", type=int, default=80, help="how many changes a room, at most")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--keep", type=Path, help="where the copies stay; a temporary folder otherwise")
    asked = parser.parse_args()
    reasons = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    lines = []
    with tempfile.TemporaryDirectory(prefix="seenby-mutation-") as temporary:
        for name in asked.room or ROOMS:
            folder = (asked.keep or Path(temporary)).resolve() / name
            lines.append(one_room(name, folder, asked.sample, asked.seed, reasons["equivalent"]))
    print("\n" + "\n".join(lines))


def one_room(name: str, folder: Path, sample: int, seed: int, reasons: list[dict[str, str]]) -> str:
    """Change one room and run its tests; prints the changes that nobody noticed, returns one line of counts."""
    room = ROOMS[name]
    copy(room, folder)
    size, changes = make_changes(room, folder, sample, seed)
    drawn = sorted(changes)
    noticed = run(room, folder, drawn)
    silent = [change for change in sorted(drawn) if not noticed[change]]
    gaps = 0
    for change in silent:
        reason = reason_of(change, changes[change], reasons)
        gaps += not reason
        print(f"\n{function_of(change)}: {reason or 'no test noticed'}\n{changes[change]}", flush=True)
    counted = len(drawn) - (len(silent) - gaps)
    seen = len(drawn) - len(silent)
    low, high = wilson(seen, counted)
    return (
        f"{name}: {size} changes, {len(drawn)} drawn with seed {seed}, {seen} noticed: {seen / len(drawn):.0%};"
        f" without the {len(silent) - gaps} that change nothing {seen / counted:.0%} ({low:.0%} to {high:.0%})"
    )


def copy(room: Room, folder: Path) -> None:
    """Lay a copy of the project into the folder, told what to change and which tests to run."""
    if folder.exists() and not (folder / CHANGES).exists():
        raise SystemExit(f"{folder}: is no copy that this script made; name another folder with --keep")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / CHANGES).touch()
    shutil.copy(HOME / "pyproject.toml", folder)
    for part in ("src", "tests", "docs"):
        shutil.copytree(HOME / part, folder / part)
    for path in changed_files(room, folder):
        path.write_text(decorated_afterwards(path.read_text(encoding="utf-8")), encoding="utf-8")


def changed_files(room: Room, folder: Path) -> list[Path]:
    """The modules of the room in the copy, in a fixed order."""

    def is_one(path: Path) -> bool:
        relative = path.relative_to(folder).as_posix()
        return any(fnmatch(relative, one) for one in room.changed) and not any(
            fnmatch(relative, one) for one in room.but_not_changed
        )

    return sorted(path for path in (folder / "src").rglob("*.py") if is_one(path))


def decorated_afterwards(text: str) -> str:
    """The same module, with ``name = decorator(name)`` after a function instead of the decorator before it.

    mutmut leaves decorated functions as they are: properties and cached functions would not be changed at all.
    """
    lines = text.splitlines()
    for function in sorted(decorated_functions(ast.parse(text)), key=lambda node: -node.lineno):
        indent = " " * function.col_offset
        after = [
            f"{indent}{function.name} = ({ast.unparse(decorator)})({function.name})"
            for decorator in reversed(function.decorator_list)
        ]
        assert function.end_lineno is not None
        lines[function.end_lineno : function.end_lineno] = ["", *after]
        del lines[function.decorator_list[0].lineno - 1 : function.lineno - 1]
    return "\n".join(lines) + "\n"


def decorated_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Those of the module and of its classes that mutmut would pass over."""
    for outer in ast.walk(tree):
        for node in outer.body if isinstance(outer, (ast.Module, ast.ClassDef)) else ():
            decorators = {ast.unparse(one) for one in getattr(node, "decorator_list", ())}
            if isinstance(node, ast.FunctionDef) and decorators and not decorators & KEPT_DECORATORS:
                yield node


def make_changes(room: Room, folder: Path, sample: int, seed: int) -> tuple[int, dict[str, str]]:
    """Draw from all changes that mutmut can make in the room of the copy, and write these into it.

    Returns:
        How many there are to draw from, and by the name of each that was drawn what it takes out and puts in.
    """
    from mutmut.mutation.file_mutation import create_mutations

    made = []
    for path in changed_files(room, folder):
        with contextlib.chdir(folder):
            module, mutations, _, _ = create_mutations(str(path), path.read_text(encoding="utf-8"))
        made.append((path, module, [one for one in mutations if one.contained_by_top_level_function is not None]))
    everything = [(path, number) for path, _, mutations in made for number in range(len(mutations))]
    drawn = set(random.Random(seed).sample(everything, min(sample, len(everything))))
    changes: dict[str, str] = {}
    for path, module, mutations in made:
        if chosen := [one for number, one in enumerate(mutations) if (path, number) in drawn]:
            changes |= write_changes(path, module, chosen, folder)
    return len(everything), changes


def write_changes(path: Path, module: Any, chosen: list[Any], folder: Path) -> dict[str, str]:
    """Write a module in which a changed function is there many times, and chooses at each call which of them runs."""
    from mutmut.mutation.file_mutation import combine_mutations_to_source

    made = combine_mutations_to_source(module, chosen)
    path.write_text(made.code, encoding="utf-8")
    relative = path.relative_to(folder / "src").with_suffix("")
    dotted = ".".join(part for part in relative.parts if part != "__init__")
    lines, spans = made.code.splitlines(), made.line_span_by_function_name
    changes = {}
    for name in made.mutant_names:
        mangled = name.rpartition("_")[0]
        before, after = (
            [line.replace(one, mangled) for line in lines[spans[one].start - 1 : spans[one].end]]
            for one in (f"{mangled}_orig", name)
        )
        changes[f"{dotted}.{name}"] = difference(before, after)
    return changes


def difference(before: list[str], after: list[str]) -> str:
    """The lines that are taken out and put in, one a line, after ``-`` and ``+``."""
    compared = difflib.unified_diff(before, after, n=0, lineterm="")
    return "\n".join(
        f"{line[0]} {line[1:].strip()}" for line in compared if line[:3] not in {"---", "+++"} and line[0] != "@"
    )


def run(room: Room, folder: Path, changes: list[str]) -> dict[str, str | None]:
    """Try the changes, one at a time; returns by which test each was noticed."""
    (folder / CHANGES).write_text(json.dumps(changes), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(folder), str(HOME / "scripts")]),
        # What is compiled cannot be switched from one change to the next: it runs as the plain Python that it is.
        "NUMBA_DISABLE_JIT": "1" if room.compiled else "0",
    }
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "mutation_tests",
        "--hypothesis-seed=0",
        f"--basetemp={folder / 'tmp'}",
    ]
    words += [*room.tests, *(f"--deselect={test}" for test in room.but_not_run)]
    ended = subprocess.run(words, check=False, cwd=folder, env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(
            f"the tests ended with {ended.returncode} in {folder}:\n{ended.stdout[-4000:]}{ended.stderr[-4000:]}"
        )
    results: dict[str, str | None] = json.loads((folder / "noticed.json").read_text(encoding="utf-8"))
    return results


def reason_of(change: str, shown: str, listed: list[dict[str, str]]) -> str:
    """Why the list says that this change changes nothing; empty where it says nothing of it.

    A line of the list names a function and what is put in, or, in ``apart_from``, what may differ anywhere.
    """
    function = function_of(change)
    put_in = [line[2:] for line in shown.splitlines() if line.startswith("+")]
    taken_out = [line[2:] for line in shown.splitlines() if line.startswith("-")]
    for one in listed:
        pattern = one.get("apart_from")
        if pattern and [re.sub(pattern, "", line) for line in put_in] == [
            re.sub(pattern, "", line) for line in taken_out
        ]:
            return one["reason"]
        if function == one.get("function") and put_in == one["becomes"].strip().splitlines():
            return one["reason"]
    return ""


def function_of(change: str) -> str:
    """``judge.chance.worst`` or ``watch.state.counts.CellCounts.total``, from the name that mutmut gives a change."""
    module, _, name = change.partition("__mutmut_")[0].rpartition(".")
    return f"{module.removeprefix('seenby.')}.{name.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def wilson(hits: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """The interval of a share, from 0 to 1, that a sample of this size speaks for with 95 %."""
    share, weight = hits / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    half = z * math.sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    return middle - half, middle + half


if __name__ == "__main__":
    main()
