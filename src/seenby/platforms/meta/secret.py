"""A secret that is never shown: not when printed, compared, logged or pickled."""

from __future__ import annotations

import hashlib
import hmac
from typing import NoReturn

HIDDEN = "<hidden>"


class Secret:
    """A token or an app secret. `reveal` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not to be written down")

    def reveal(self) -> str:
        """The secret itself, for the one place that sends it."""
        return self._value

    def hide(self, text: str) -> str:
        """A text with the secret taken out, wherever it stands."""
        return text.replace(self._value, HIDDEN) if self._value else text


def proof_of(token: Secret, app_secret: Secret) -> str:
    """The ``appsecret_proof``: HMAC-SHA256 of the token under the app's secret, in hexadecimal digits."""
    return hmac.new(app_secret.reveal().encode(), token.reveal().encode(), hashlib.sha256).hexdigest()
