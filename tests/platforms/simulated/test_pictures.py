"""Pictures are drawn shapes whose features stand inside the PNG."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import BadValue, Damaged, UnknownFormat
from seenby.platforms.simulated import embed, picture_of, read_features
from seenby.platforms.simulated.pictures.png import CHUNK, SIGNATURE, write_png

BLANK = np.zeros((2, 3, 3), np.uint8)
FIGURE = ("care", "attention")


def chunks(png):
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(kind + body)
        yield kind, body
        at += 12 + length


def pixels(png):
    parts = dict(chunks(png))
    width, height = struct.unpack_from(">II", parts[b"IHDR"])
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, 1 + 3 * width)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, 3)


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.floats(-5, 5, allow_nan=False), max_size=5))
def test_features_come_back_as_they_went_in(features):
    assert read_features(write_png(BLANK, features)) == features


def test_any_program_can_show_the_picture():
    png = picture_of({"item": 1.0, "care": 1.0}, FIGURE).png()
    assert [kind for kind, _ in chunks(png)] == [b"IHDR", CHUNK, b"IDAT", b"IEND"]
    assert pixels(png).shape == (96, 96, 3)


def test_a_black_box_takes_the_figure_away_and_adds_its_own():
    whole = picture_of({"item": 1.0, "care": 1.0, "attention": 0.5}, FIGURE)
    covered = whole.covered()
    assert covered.features == {"item": 1.0, "box": 1.0}
    assert not covered.has_figure
    assert read_features(covered.png()) == {"item": 1.0, "box": 1.0}
    black = (pixels(covered.png()) == 0).all(axis=2)
    assert black.sum() > 3_000
    assert not (pixels(whole.png()) == 0).all(axis=2).any()


def test_without_its_figure_only_the_thing_is_left():
    assert picture_of({"item": 1.0, "care": 1.0}, FIGURE).without_figure().features == {"item": 1.0}


def test_a_user_s_own_function_may_say_what_is_in_a_picture():
    png = picture_of({"item": 1.0}, FIGURE).png()
    assert embed(png) == {"item": 1.0}
    assert embed(png, lambda data: {"bytes": float(len(data))}) == {"bytes": float(len(png))}


def test_what_is_no_picture_of_ours_is_refused():
    png = picture_of({"item": 1.0}, FIGURE).png()
    with pytest.raises(UnknownFormat, match="no PNG"):
        read_features(b"GIF89a")
    with pytest.raises(UnknownFormat, match="no features"):
        read_features(png.replace(b"".join(chunk_bytes(png, CHUNK)), b""))
    with pytest.raises(Damaged, match="checksum"):
        read_features(png.replace(b'"item"', b'"itam"'))
    with pytest.raises(Damaged):
        read_features(png[:40])


@pytest.mark.parametrize("body", [b"[1]", b'{"a": "b"}', b'{"a": true}', b"nonsense", b'{"a": NaN}', b"\xff\xfe"])
def test_features_that_are_no_numbers_are_refused(body):
    whole = struct.pack(">I", len(body)) + CHUNK + body + struct.pack(">I", zlib.crc32(CHUNK + body))
    with pytest.raises(BadValue):
        read_features(SIGNATURE + whole)


def chunk_bytes(png, wanted):
    for kind, body in chunks(png):
        if kind == wanted:
            yield struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
