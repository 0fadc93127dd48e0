"""Whole studies, a hundred without a picture effect and a hundred with one: how often the answer is "goes beyond".

Usage: python bench/studies.py [--studies 100] [--people 100000] [--first 1] [--processes 2]

Each study is begun from the template, planned, drawn by lot, registered, run to its end and judged by the same code
that `seenby study` uses: 12 pairs of three arms and 9 twins in the world charm-2024, each in a world and with a lot of
its own. Calls reach the simulated platform's own handlers without sockets in between, which would only cost time.
Without an effect all three arms have the picture of the item alone; everything else that moves shares (prices,
learning, other advertisers) is there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2

from seenby.model.progress import only_lines
from seenby.platforms.meta import Client, Connection, Secret
from seenby.platforms.meta.study_platform import MetaStudies
from seenby.platforms.simulated import preset, warm_up
from seenby.platforms.simulated.api import Call, Platform, Setup, respond
from seenby.platforms.simulated.api.http.admin import state, step
from seenby.study import steps
from seenby.study.ads import running as room
from seenby.study.ads.running.context import Manners, context
from seenby.study.folder import REGISTRATION, StudyFolder
from seenby.study.steps.simulated_clock import SteppedClock, admin_of

WORLD, BASE = "charm-2024", "http://127.0.0.1:1"
MILLION = 1_000_000
LOOK = timedelta(days=12)
FILE = re.compile(
    rb'name="(?P<part>[^"]+)"; filename="(?P<name>[^"]*)"\r\n(?:[^\r\n]+\r\n)*\r\n(?P<body>.*)\r\n--', re.DOTALL
)


class NoSockets(httpx2.BaseTransport):
    """Hands requests to a platform's own handlers."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        if path.startswith("/_platform/"):
            told = state(self.platform) if request.method == "GET" else step(self.platform, json.loads(request.read()))
            return httpx2.Response(200, json={**told, "goes_by_itself": False})
        version, *parts = [part for part in path.split("/") if part]
        body, kind = request.read(), request.headers.get("content-type", "")
        params = dict(parse_qsl(urlsplit(str(request.url)).query, keep_blank_values=True))
        files = {}
        if kind.startswith("multipart"):
            found = FILE.search(body)
            files = {found["part"].decode(): (found["name"].decode(), found["body"])} if found else {}
        else:
            params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        answer = respond(self.platform, Call(request.method, version, tuple(parts), params, files, "simulated", BASE))
        return httpx2.Response(answer.status, headers=dict(answer.headers), content=answer.text().encode())


def study(seed: int, people: int, *, effect: bool) -> str:
    """The verdict of a whole study: the strongest of its two comparisons."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        steps.new(folder, "paired-picture", world=WORLD)
        _scaled(folder, people)
        if not effect:
            item = (folder / "pictures" / "item.png").read_bytes()
            for name in ("hidden", "child"):
                (folder / "pictures" / f"{name}.png").write_bytes(item)
        steps.plan(folder, seed)
        steps.register(folder)
        _run(folder, Platform(Setup(preset(WORLD, people=people), seed=seed)))
        verdicts = {str(one.verdict) for one in steps.judge(folder).audit.findings if one.claim == "B"}
    return next(one for one in ("goes beyond", "within", "too little to tell", "not measurable") if one in verdicts)


def _scaled(folder: Path, people: int) -> None:
    """Budgets follow the people, as a world's own do."""
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    asked = re.search(r"(?m)^impressions = (\d+)", text)
    assert asked is not None, path
    size = int(asked[1])
    path.write_text(
        re.sub(r"(?m)^impressions = \d+", f"impressions = {size * people // MILLION}", text), encoding="utf-8"
    )


def _run(folder: Path, platform: Platform) -> None:
    opened = StudyFolder.at(folder)
    plan = steps.check_registered(opened)
    seal = hashlib.sha256(opened.path(REGISTRATION).read_bytes()).hexdigest()
    sockets, currency = NoSockets(platform), plan.study.money.currency
    with Client(Connection(BASE, Secret("simulated")), transport=sockets) as client, opened.lock():
        on = MetaStudies(client, currency, SteppedClock(admin_of(BASE, transport=sockets)))
        room.run(context(opened, plan, seal, on, Manners(watch=LOOK, pause=0.0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    warm_up(only_lines(print))
    seeds = range(asked.first, asked.first + asked.studies)
    with ProcessPoolExecutor(asked.processes, get_context("spawn")) as pool:
        for title, effect in (("no picture effect", False), ("the fitted effect", True)):
            begun = time.perf_counter()
            found = Counter(pool.map(partial(study, people=asked.people, effect=effect), seeds))
            told = ", ".join(f"{count} {verdict}" for verdict, count in found.most_common())
            print(f"{title}, {asked.studies} studies: {told} ({time.perf_counter() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
