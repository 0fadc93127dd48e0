"""A PNG and the features inside it, in the few lines it takes.

The features are JSON in a chunk of our own, ``feAt``: by the rules of the PNG specification (ISO/IEC 15948, 5.4) its
letters say that it is ancillary, private, and safe to copy, so every program shows the picture and leaves it in.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from seenby.errors import BadValue, Damaged, UnknownFormat

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHUNK = b"feAt"
TRUECOLOUR_8 = struct.pack(">BBBBB", 8, 2, 0, 0, 0)


def write_png(pixels: NDArray[np.uint8], features: Mapping[str, float]) -> bytes:
    """Return a truecolour PNG of pixels, shape (height, width, 3), with its features inside."""
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + width * 3), np.uint8)  # each line begins with the number of its filter: none
    lines[:, 1:] = pixels.reshape(height, -1)
    told = json.dumps(dict(sorted(features.items())), separators=(",", ":")).encode()
    chunks = (
        (b"IHDR", struct.pack(">II", width, height) + TRUECOLOUR_8),
        (CHUNK, told),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def read_features(png: bytes, where: str = "picture") -> dict[str, float]:
    """Return the features inside a PNG.

    Raises:
        UnknownFormat: When it is no PNG, or has no features of ours in it.
        Damaged: When a chunk ends early or its checksum is wrong.
        BadValue: When the features are not a number for each name.
    """
    if not png.startswith(SIGNATURE):
        raise UnknownFormat("is no PNG", where=where, remedy="draw one, or give an embedding function")
    for kind, body in _chunks(png, where):
        if kind == CHUNK:
            return _features(body, where)
    raise UnknownFormat("has no features inside", where=where, remedy="draw it here, or give an embedding function")


def _features(body: bytes, where: str) -> dict[str, float]:
    try:
        told = json.loads(body.decode())
        return {str(name): _number(value) for name, value in told.items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadValue(
            "has features that are not a number each", where=where, rows=[1], remedy="draw it again"
        ) from error


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(png: bytes, where: str) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        if at + 12 > len(png):
            raise Damaged("ends in the middle of a chunk", where=where, remedy="get it again")
        (length,) = struct.unpack_from(">I", png, at)
        kind, body, rest = png[at + 4 : at + 8], png[at + 8 : at + 8 + length], png[at + 8 + length : at + 12 + length]
        if len(rest) < 4 or struct.unpack(">I", rest)[0] != zlib.crc32(kind + body):
            raise Damaged("has a chunk that is not what its checksum says", where=where, remedy="get it again")
        yield kind, body
        at += 12 + length
