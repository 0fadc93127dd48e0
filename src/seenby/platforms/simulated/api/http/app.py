"""The platform as a Starlette application: its dialect everywhere, ``/_platform/`` for tests, a page for people."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seenby.errors import SeenbyError
from seenby.model.loopback import HOST_HEADERS
from seenby.platforms.simulated.api.clock import Clock
from seenby.platforms.simulated.api.errors import Refused, trace_of
from seenby.platforms.simulated.api.http import admin
from seenby.platforms.simulated.api.http.dispatch import respond
from seenby.platforms.simulated.api.http.faults import Fault
from seenby.platforms.simulated.api.http.page import page
from seenby.platforms.simulated.api.http.parse import read_call
from seenby.platforms.simulated.api.http.request import Answer, Call
from seenby.platforms.simulated.api.platform import Platform

LARGEST_BODY = 8 << 20
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SAFE_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"content-security-policy", POLICY.encode()))
METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]
BAD_GATEWAY = (
    "<!DOCTYPE html>\n<html><head><title>Error</title></head>"
    "<body><h1>Sorry, something went wrong.</h1></body></html>\n"
)
LOOK = 0.05
"""Seconds between two looks whether a caller is still waiting."""

EDGES: Mapping[str, Callable[[Platform, Any], Any]] = {"step": admin.step, "faults": admin.ask}
ENDED = "Sorry, this was our fault. An unexpected error has occurred."


def create_app(platform: Platform, clock: Clock | None = None) -> Starlette:
    """The application of a platform; with a clock, time goes by itself."""
    desk = Desk(platform, clock)
    return Starlette(
        routes=[
            Route("/", desk.people),
            Route("/_platform/images/{ident:str}.png", desk.picture),
            Route("/_platform/{edge:str}", desk.control, methods=["GET", "POST", "DELETE"]),
            Route("/{path:path}", desk.dialect, methods=METHODS),
        ],
        # Whoever calls by another name was led here by a web page, and is not let in.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOST_HEADERS)), Middleware(OwnPages)],
        exception_handlers={Exception: _our_fault},
        lifespan=_lifespan(platform, clock),
        max_body_size=LARGEST_BODY,
    )


class OwnPages:
    """Refuses what a web page of somebody else sends through a person's browser, and keeps answers from being pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, unless another page sent it to change something."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        origin = request.headers.get("origin")
        if request.method not in ("GET", "HEAD") and origin not in (None, f"http://{request.headers.get('host')}"):
            await JSONResponse({"error": "another page may not change this platform"}, 403)(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *SAFE_HEADERS]
            await send(message)

        await self.app(scope, receive, safe)


class Desk:
    """The handlers of requests to one platform."""

    def __init__(self, platform: Platform, clock: Clock | None = None) -> None:
        self.platform = platform
        self.goes_by_itself = bool(clock and clock.factor)

    async def dialect(self, request: Request) -> Response:
        """A call in Meta's dialect."""
        platform = self.platform
        try:
            call, proof = await read_call(request)
        except Refused as no:
            return _sent(Answer(no.body(trace_of(platform.trace())), no.status))
        fault = platform.faults.next(call)
        if fault and fault.kind.startswith(("html", "timeout")):
            return await _disturbed(request, platform, call, proof, fault)
        return _sent(await run_in_threadpool(respond, platform, call, proof, fault))

    async def control(self, request: Request) -> Response:
        """What tests ask of the platform itself."""
        edge, platform = request.path_params["edge"], self.platform
        if edge == "faults" and request.method == "DELETE":
            platform.faults.clear()
            return JSONResponse({"taken": 0})
        if request.method == "GET" and edge == "state":
            told = await run_in_threadpool(_locked, platform, admin.state)
            return JSONResponse({**told, "goes_by_itself": self.goes_by_itself})
        if request.method != "POST" or edge not in EDGES:
            return JSONResponse({"error": "there is no such edge"}, 404)
        try:
            told = json.loads(await request.body())
            return JSONResponse(await run_in_threadpool(_locked, platform, lambda one: EDGES[edge](one, told)))
        except (ValueError, RecursionError):
            return JSONResponse({"error": "the body must be JSON"}, 400)
        except SeenbyError as error:
            return JSONResponse({"error": str(error)}, 400)

    async def picture(self, request: Request) -> Response:
        """A picture that was uploaded."""
        node = self.platform.registry.found(request.path_params["ident"])
        if node is None or node.kind != "image":
            return Response(status_code=404)
        return Response(bytes.fromhex(node.values["bytes"]), media_type="image/png")

    async def people(self, _request: Request) -> Response:
        """The page for people."""
        told = await run_in_threadpool(_locked, self.platform, admin.state)
        return HTMLResponse(page(told).encode(errors="replace"))


def _locked(platform: Platform, do: Callable[[Platform], Any]) -> Any:
    with platform.lock:
        return do(platform)


def _sent(answer: Answer) -> Response:
    kind = "text/html; charset=utf-8" if isinstance(answer.body, str) else "application/json; charset=UTF-8"
    return Response(answer.text(), answer.status, dict(answer.headers), media_type=kind)


async def _disturbed(request: Request, platform: Platform, call: Call, proof: str, fault: Fault) -> Response:
    """An answer that is lost on the way, or never comes."""
    if fault.kind.endswith("-after"):
        await run_in_threadpool(respond, platform, call, proof)
    if fault.kind.startswith("timeout"):
        waited = 0.0
        while waited < fault.seconds and not await request.is_disconnected():
            await asyncio.sleep(LOOK)
            waited += LOOK
    return _sent(Answer(BAD_GATEWAY, 200 if fault.kind == "html-200" else 502))


async def _our_fault(_request: Request, _error: Exception) -> Response:
    """Something that must not happen; the tests look for it."""
    told = {"message": ENDED, "type": "OAuthException", "code": 1, "is_transient": False, "fbtrace_id": trace_of(0)}
    return JSONResponse({"error": told}, 500)


def _lifespan(platform: Platform, clock: Clock | None) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_tick(platform, clock)) if clock and clock.factor else None
        yield
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return lifespan


async def _tick(platform: Platform, clock: Clock) -> None:
    """Let time go by, a tick at a time, so that calls come in between."""
    clock.start(platform.tick)
    while True:
        if platform.tick < clock.due():
            await run_in_threadpool(_locked, platform, lambda one: one.step(1))
        else:
            await asyncio.sleep(clock.pause())
