"""An HTTP request as a call: where the token may stand, and how parameters come."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call

SECRETS = ("access_token", "appsecret_proof")
MOST_FILES, MOST_FIELDS = 4, 200
SCHEMES = ("bearer", "oauth")


async def read_call(request: Request) -> tuple[Call, str]:
    """The call in a request, and the proof that belongs to its token.

    Raises:
        Refused: When the body is not what its type says.
    """
    params = dict(request.query_params)
    files: dict[str, tuple[str, bytes]] = {}
    if request.method != "GET":
        told, files = await _body(request)
        params |= told
    token, proof = (params.pop(name, "") for name in SECRETS)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() in SCHEMES:
        token = token or bearer.strip()
    version, *parts = [part for part in request.scope["path"].split("/") if part] or [""]
    base = f"{request.url.scheme}://{request.url.netloc}"
    return Call(request.method, version, tuple(parts), params, files, token, base), proof


async def _body(request: Request) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "application/json":
        return _from_json(await request.body()), {}
    params, files = {}, {}
    try:
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=4 << 20) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = (value.filename or "", await value.read())
                else:
                    params[name] = value
    except (HTTPException, ValueError, LookupError):
        raise wrong("The body of the request cannot be read") from None
    return params, files


def _from_json(body: bytes) -> dict[str, str]:
    try:
        told = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, Mapping):
        raise wrong("The body of the request must be a JSON object")
    return {str(name): value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
