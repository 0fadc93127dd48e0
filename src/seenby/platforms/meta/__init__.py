"""A thin client of Meta's Marketing API. The simulated platform speaks the same dialect; only the base differs.

    from seenby.platforms.meta import Account, Client, Connection, Secret

    with Client(Connection("http://127.0.0.1:8750", Secret("any"))) as client:
        account = Account(client, "act_101")
        account.insights("act_101", {"level": "ad", "breakdowns": ["age", "gender"], "date_preset": "maximum"})

Nothing leaves this machine unless the connection was made with ``live=True``.
"""

from seenby.platforms.meta.account import Account, accounts, library
from seenby.platforms.meta.backoff import Patience, Usage, read_usage
from seenby.platforms.meta.client import Client
from seenby.platforms.meta.connection import META, VERSION, Connection, from_environment
from seenby.platforms.meta.pagination import listed, plain, reported
from seenby.platforms.meta.secret import Secret, proof_of

__all__ = [
    "META",
    "VERSION",
    "Account",
    "Client",
    "Connection",
    "Patience",
    "Secret",
    "Usage",
    "accounts",
    "from_environment",
    "library",
    "listed",
    "plain",
    "proof_of",
    "read_usage",
    "reported",
]
