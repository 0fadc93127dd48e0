"""The script that counts which small changes no test notices: what it takes for one change, and for no change."""

from __future__ import annotations

import ast
import importlib.util
import tomllib
from pathlib import Path

import pytest
from scipy.stats import binomtest

HOME = Path(__file__).parents[1]
SCRIPT = HOME / "scripts" / "mutation.py"
spec = importlib.util.spec_from_file_location("mutation", SCRIPT)
assert spec is not None
assert spec.loader is not None
mutation = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mutation)

LISTED = tomllib.loads(SCRIPT.with_name("equivalent_mutants.toml").read_text(encoding="utf-8"))["equivalent"]


def test_decorators_come_after_the_functions_they_are_put_on():
    text = (
        "class A:\n    @property\n    def two(self):\n        return 2\n\n"
        "    @classmethod\n    def of(cls):\n        return cls()\n"
    )
    after = mutation.decorated_afterwards(text)
    assert "    def two(self):\n        return 2\n\n    two = (property)(two)\n" in after
    assert "    @classmethod\n" in after
    told: dict[str, type] = {}
    exec(compile(after, "after", "exec"), told)
    assert told["A"]().two == 2


def test_an_interval_of_a_share_is_the_one_of_wilson():
    right = binomtest(70, 80).proportion_ci(method="wilson")
    assert mutation.wilson(70, 80) == pytest.approx((right.low, right.high), abs=1e-6)
    assert mutation.wilson(10, 10)[1] == pytest.approx(1.0)


def test_a_change_is_known_by_its_function_and_what_it_puts_in_or_by_what_alone_differs():
    listed = [
        {"function": "judge.chance.once", "becomes": "return 2", "reason": "one"},
        {"apart_from": ", strict=(True|False)", "reason": "two"},
    ]
    here = "seenby.judge.chance.x_once__mutmut_3"
    assert mutation.reason_of(here, "- return 1\n+ return 2", listed) == "one"
    assert mutation.reason_of(here, "- return 1\n+ return 3", listed) == ""
    assert mutation.reason_of("seenby.judge.chance.x_often__mutmut_3", "- return 1\n+ return 2", listed) == ""
    assert mutation.reason_of(here, "- zip(a, b, strict=True)\n+ zip(a, b, strict=False)", listed) == "two"
    assert (
        mutation.function_of("seenby.watch.state.counts.xǁCellCountsǁpart__mutmut_1")
        == "watch.state.counts.CellCounts.part"
    )


def test_a_folder_that_is_no_copy_is_never_cleared(tmp_path):
    kept = tmp_path / "measure"
    kept.mkdir()
    (kept / "mine.txt").touch()
    with pytest.raises(SystemExit, match="no copy that this script made"):
        mutation.copy(mutation.ROOMS["measure"], kept)
    assert (kept / "mine.txt").exists()


@pytest.mark.parametrize("room", mutation.ROOMS.values(), ids=mutation.ROOMS)
def test_every_room_has_modules_to_change_and_tests_that_are_there(room):
    assert mutation.changed_files(room, HOME)
    for test in (*room.tests, *room.but_not_run):
        file, _, name = test.partition("::")
        assert (HOME / file).exists(), test
        assert not name or f"def {name}(" in (HOME / file).read_text(encoding="utf-8"), test


@pytest.mark.parametrize("one", [one for one in LISTED if "function" in one], ids=lambda one: one["function"])
def test_what_is_listed_as_changing_nothing_is_of_a_function_that_is_there(one):
    assert one["reason"]
    module, _, name = one["function"].rpartition(".")
    path = HOME / "src" / "seenby" / f"{module.replace('.', '/')}.py"
    if not path.exists():  # a method
        path = path.parent.with_suffix(".py")
    names = {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if hasattr(node, "name")}
    assert name in names
