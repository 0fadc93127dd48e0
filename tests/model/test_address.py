"""What counts as this machine; everything else is called only when somebody says that it is for real."""

from __future__ import annotations

import pytest

from seenby.model.loopback import HOST_HEADERS, leads_here


@pytest.mark.parametrize("host", [*HOST_HEADERS, "127.8.0.1", "LOCALHOST"])
def test_loopback_is_this_machine_with_and_without_a_port_and_a_path(host):
    assert leads_here(f"http://{host}")
    assert leads_here(f"http://{host}:8750/below")


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org",
        "http://0.0.0.0:8750",
        "http://10.0.0.1",
        "127.0.0.1:8750",
        "http://[::1",
        "",
    ],
)
def test_another_machine_and_what_is_no_address_are_not_this_machine(url):
    assert not leads_here(url)
