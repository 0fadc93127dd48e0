"""What the modules of the room stand on: checks, intervals, roots, special functions, and the public list."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import special as scipy_special

import seenby.stats
from seenby.stats import confidence_interval
from seenby.stats.errors import BadInput, TooFew, Undefined
from seenby.stats.numeric import arrays, solve, special

ROOM = Path(seenby.stats.__file__).parent


def test_errors_are_value_errors_that_say_what_would_be_enough() -> None:
    error = TooFew(3, 6, "pairs")
    assert isinstance(error, Undefined)
    assert isinstance(error, ValueError)
    assert str(error) == "needs at least 6 pairs, there are 3"
    assert not issubclass(BadInput, Undefined)


def test_ranges_are_checked_at_their_ends() -> None:
    assert arrays.within("x", [0, 1], 0, 1).tolist() == [0.0, 1.0]
    for bad in ([0.0], [1.0], [np.nan]):
        with pytest.raises(BadInput):
            arrays.inside("x", bad, 0, 1)
    with pytest.raises(BadInput):
        arrays.within("x", [1.0000001], 0, 1)
    with pytest.raises(BadInput):
        arrays.finite("x", [1.0], ndim=2)


def test_an_interval_excludes_only_what_lies_outside() -> None:
    found = confidence_interval.Interval(0.1, 0.4, 0.95)
    assert found.excludes(0.0)
    assert found.excludes(0.41)
    assert not found.excludes(0.1)


def test_roots_are_found_for_many_functions_at_once_and_kept_at_the_ends() -> None:
    target = np.array([0.2, 0.7, -1.0, 5.0])
    found = solve.falling_root(lambda x: target - x, np.zeros(4), np.ones(4))
    assert found == pytest.approx([0.2, 0.7, 0.0, 1.0], abs=1e-12)
    assert found[2] == 0.0


def test_peaks_are_found_for_many_functions_at_once() -> None:
    target = np.array([0.2, 0.7])
    assert solve.peak(lambda x: -((x - target) ** 2), np.zeros(2), np.ones(2)) == pytest.approx(target, abs=1e-7)


def test_log_of_twice_phi_is_scipys_over_the_whole_line() -> None:
    z = np.concatenate([np.linspace(-60, 40, 20_001), [-36.9, -37.1, -1e4, 1e3]])
    ours = special.log_twice_normal_cdf(z, np.empty_like(z))
    theirs = scipy_special.log_ndtr(z) + np.log(2)
    assert ours == pytest.approx(theirs, rel=1e-13, abs=1e-13)


def test_the_public_list_names_everything_imported_and_nothing_else() -> None:
    tree = ast.parse((ROOM / "__init__.py").read_text())
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert sorted(imported) == sorted(seenby.stats.__all__)
    assert len(set(seenby.stats.__all__)) == len(seenby.stats.__all__)


def test_every_public_name_has_a_docstring() -> None:
    for name in seenby.stats.__all__:
        thing = getattr(seenby.stats, name)
        if callable(thing):
            assert thing.__doc__, name
            assert not thing.__doc__.startswith(f"{name}("), f"{name} has only the docstring a dataclass writes itself"


def test_every_public_name_is_in_the_reference() -> None:
    page = (ROOM.parents[2] / "docs" / "reference" / "statistics.md").read_text(encoding="utf-8")
    missing = [name for name in seenby.stats.__all__ if f"`{name}`" not in page]
    assert not missing


def test_the_room_imports_only_numpy_scipy_and_itself() -> None:
    allowed = ("numpy", "scipy", "seenby.stats")
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                root = name.split(".")[0]
                assert name.startswith(allowed) or root in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_importing_the_room_does_not_load_scipys_heavy_parts() -> None:
    code = "import sys, seenby.stats; print([m for m in ('scipy.special', 'scipy.stats') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_no_word_of_advertising_in_the_room() -> None:
    words = (
        "impression",
        "advert",
        "campaign",
        "audience",
        "creative",
        "merchant",
        "click",
        "gender",
        "men ",
        "platform",
    )
    for path in ROOM.glob("*.py"):
        if path.name == "bounds.py":
            continue
        text = path.read_text().lower().replace("implement ", "").replace("increment ", "").replace("argument ", "")
        found = [word for word in words if word in text]
        assert not found, f"{path.name}: {found}"
