"""No test leaves this machine: the guard bites in the test, in a Python that it starts, and not on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ELSEWHERE = "192.0.2.1"
"""An address that is set aside for examples, and belongs to nobody."""


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A record of this test's own, so that what is refused on purpose does not fail it."""
    record = tmp_path / "refused"
    record.touch()
    monkeypatch.setenv("SEENBY_TESTS_REFUSED", str(record))
    return record


def test_a_test_that_connects_elsewhere_is_refused_and_written_down(recorded: Path) -> None:
    with socket.socket() as caller, pytest.raises(ConnectionRefusedError, match="beyond loopback"):
        caller.connect((ELSEWHERE, 80))
    with socket.socket() as caller, pytest.raises(ConnectionRefusedError, match="beyond loopback"):
        caller.connect_ex((ELSEWHERE, 80))
    with pytest.raises(socket.gaierror, match="beyond loopback"):
        socket.create_connection(("platform.example.org", 443))
    assert recorded.read_text().split() == [ELSEWHERE, ELSEWHERE, "platform.example.org"]


def test_a_python_that_a_test_starts_is_refused_too(recorded: Path) -> None:
    code = f"import socket; socket.socket().connect(({ELSEWHERE!r}, 80))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "ConnectionRefusedError" in done.stderr
    assert recorded.read_text().split() == [ELSEWHERE]


def test_loopback_and_sockets_of_files_stay_open(recorded: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        socket.create_connection(("localhost", listening.getsockname()[1])).close()
    with socket.socket(socket.AF_UNIX) as held, socket.socket(socket.AF_UNIX) as caller:
        held.bind(str(tmp_path / "held"))
        held.listen()
        caller.connect(str(tmp_path / "held"))
    assert not recorded.read_text()


def test_a_test_that_swallows_the_refusal_fails_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "test_away.py").write_text(
        "import contextlib, socket\n\n\ndef test_away():\n    with contextlib.suppress(OSError):\n"
        f"        socket.socket().connect(({ELSEWHERE!r}, 80))\n"
    )
    home = Path(__file__).parents[1]
    (tmp_path / "conftest.py").write_text((home / "tests" / "conftest.py").read_text())
    (tmp_path / "loopback").symlink_to(home / "tests" / "loopback")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_away.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"beyond this machine: {ELSEWHERE}" in done.stdout
