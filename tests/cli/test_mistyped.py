"""What was mistyped on the command line is asked about, and leaves with code 2."""

from __future__ import annotations

import pytest

from seenby.cli.arguments import two_by_two
from seenby.cli.typed import one_by_one, with_points
from seenby.errors import UsageError

PAIR = ["--pair", "A", "--pair", "B"]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["audit", "x.csv", "--basline", "a"], "--baseline"),
        (["watch", "run", "watch.toml", "--fail_on"], "--fail-on"),
        (["platform", "world", "charm-2024", "--remedies", "none"], "--remedy"),
        (["audt", "x.csv"], "audit"),
        (["study", "registre", "x"], "register"),
        (["demo", "exprt"], "export"),
        (["platform", "world", "charm2024"], "charm-2024"),
    ],
)
def test_an_option_or_a_verb_that_is_nearly_right_is_asked_for(seenby, arguments, meant):
    done = seenby(*arguments)
    assert done.returncode == 2
    assert f"id you mean “{meant}”?" in " ".join(done.stderr.split())
    assert not done.stdout


def test_an_option_like_no_other_brings_no_suggestion(seenby):
    done = seenby("audit", "x.csv", "--frobnicate")
    assert done.returncode == 2
    assert "--frobnicate" in done.stderr
    assert "ou mean" not in done.stderr


@pytest.mark.parametrize("what", [["--pair", "A"], ["--pair"], ["--pair", "A", "--json"], ["--pair=A", "B"]])
def test_a_pair_of_fewer_than_two_names_makes_no_sense(what):
    with pytest.raises(UsageError, match="two names"):
        one_by_one(["x.csv", *what])


def test_pairs_may_be_repeated_and_what_stands_around_them_stays():
    assert one_by_one(["x.csv", "--pair", "A", "B", "--json"]) == ["x.csv", *PAIR, "--json"]
    assert two_by_two(["A", "B", "B", "a name, with -signs"]) == [("A", "B"), ("B", "a name, with -signs")]
    assert two_by_two([]) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["--fail-on"], ["--fail-on", "gap"]),
        (["--fail-on", "x.csv"], ["--fail-on", "gap", "x.csv"]),
        (["--fail-on", "12.5", "x.csv"], ["--fail-on", "12.5", "x.csv"]),
        (["--fail-on", "--json"], ["--fail-on", "gap", "--json"]),
        (["--fail-on="], ["--fail-on="]),
    ],
)
def test_points_may_be_left_out(typed, meant):
    assert with_points(typed) == meant


def test_a_verb_without_such_options_takes_what_looks_like_them_as_it_is(seenby):
    done = seenby("study", "deviate", "nowhere", "--pair")
    assert done.returncode == 2
    assert "two names" not in done.stderr


def test_an_ad_that_is_nearly_named_is_asked_for(seenby, tmp_path):
    rows = ["Name,Who,Shown"] + [f"{ad},{who},500" for ad in ("Charm", "Bag") for who in ("men", "women")]
    (tmp_path / "x.csv").write_text("\n".join(rows))
    (tmp_path / "m.toml").write_text('platform = "x"\n[columns]\nad = "Name"\ngender = "Who"\nimpressions = "Shown"\n')
    for how in (("--baseline", "Charn"), ("--pair", "Bag", "Charn")):
        done = seenby("audit", "x.csv", "--mapping", "m.toml", *how)
        assert done.returncode == 2
        assert "did you mean “Charm”?" in done.stderr
