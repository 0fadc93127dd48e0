"""What must be said, or refused, when nothing in a file says how its text is encoded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from seenby.errors import UnknownFormat, UsageError
from seenby.model import Health
from seenby.read.cells.vocabulary import unrecognised
from seenby.read.files.code_pages import UTF8, Encoding

LONGEST_EXAMPLE = 60
REMEDY = "save it as “CSV UTF-8”, or name its code page with --encoding, such as --encoding cp1250"


def encoding_notes(encoding: Encoding, where: str) -> Iterator[Health]:
    """What the user should know about how a file was decoded.

    Args:
        encoding: How it was decoded.
        where: The file.
    """
    if encoding.broken:
        note = f"Some bytes are no text in {encoding.name}, as most others are; they are shown as numbers, like \\xe9."
        yield Health("text-broken", "warning", note, where)
    if not encoding.assumed or encoding.name == UTF8:
        return
    note = f"The file is not UTF-8 and does not say how its text is encoded; it was read as {encoding.name}."
    yield Health("encoding-assumed", "info", note, where)
    if encoding.example:
        ours, other = (text.strip()[:LONGEST_EXAMPLE] for text in encoding.example)
        note = (
            f"The file may be in {encoding.likely[0]} rather than {encoding.name}: “{ours}” would then be “{other}”. "
            "Save it as “CSV UTF-8”, or name the code page with --encoding, to be sure."
        )
        yield Health("names-may-differ", "warning", note, where)


def refuse_doubtful_headers(encoding: Encoding, unused: Iterable[str], fields: Collection[str], where: str) -> None:
    """Stop where a column that was not read may be the one that tells the ads apart, or has a broken name.

    Args:
        encoding: How the header was decoded.
        unused: The headers that no list knows.
        fields: What the other headers stand for.
        where: The table.

    Raises:
        UnknownFormat: When the ads might melt into one, or a column be lost.
    """
    whole = not {"ad", "ad_id"}.isdisjoint(fields)
    if any(encoding.is_broken(header) or (not whole and encoding.is_doubtful(header)) for header in unused):
        raise UnknownFormat(
            f"has column names that make no sense in {encoding.name}, the likeliest of its possible encodings",
            where=where,
            remedy=REMEDY,
        )


def refuse_doubtful_groups(encoding: Encoding, field: str, texts: Iterable[str | None], where: str) -> None:
    """Stop where a word for people is in no list and may only have been decoded wrongly.

    Args:
        encoding: How the words were decoded.
        field: ``gender`` or ``age``.
        texts: The distinct cells.
        where: The table.

    Raises:
        UnknownFormat: When the word would become a group that nobody is in.
    """
    if any(map(encoding.is_doubtful, unrecognised(field, [text for text in texts if text]))):
        raise UnknownFormat(
            f"has words under “{field}” that make no sense in {encoding.name}, the likeliest of its possible encodings",
            where=where,
            remedy=REMEDY,
        )


def check_encoding(name: str | None) -> str | None:
    """The name of an encoding that exists.

    Raises:
        UsageError: When there is none of that name, or it is no encoding of text.
    """
    try:
        if name is not None:
            "a".encode(name)
    except (LookupError, ValueError) as error:
        raise UsageError(f"there is no encoding “{name}”", remedy="name one such as cp1250 or mac-roman") from error
    return name
