"""Whether a platform's answer ends with a link to a further page, which then is not in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seenby.model import Health
from seenby.read.files.open_files import RawFile, read_pieces
from seenby.read.sentences import say

TAIL = 64 * 2**10


def more_pages(raw: RawFile) -> Iterator[Health]:
    """A note where the last page in a file names a next one. The link may carry a token, so nothing of it is told."""
    tail = _tail(raw)
    if _links_on(tail) or _counts_on(tail):
        yield Health("more-pages", "warning", say("more-pages", "file"), raw.shown)


def _tail(raw: RawFile) -> bytes:
    if not raw.packed:
        with raw.open() as stream:
            stream.seek(max(raw.size - TAIL, 0))
            return stream.read()
    tail = b""
    for piece in read_pieces(raw):
        tail = (tail + piece)[-TAIL:]
    return tail


def _links_on(tail: bytes) -> bool:
    """Meta's and Snapchat's ``paging``, Pinterest's ``bookmark``: of the last page, not of those before it."""
    paging = tail[tail.rfind(b'"paging"') :] if b'"paging"' in tail else b""
    marks = _BOOKMARK.findall(tail)
    # Google names a token, and nothing on the last page; a stream of answers has none at all.
    token = bool(_TOKEN.search(tail))
    return token or bool(_NEXT.search(paging)) or bool(marks and marks[-1] not in (b"null", b'""'))


def _counts_on(tail: bytes) -> bool:
    """TikTok's ``page_info``."""
    info = tail[tail.rfind(b'"page_info"') :] if b'"page_info"' in tail else b""
    page, pages = _PAGE.search(info), _PAGES.search(info)
    return bool(page and pages and int(page[1]) < int(pages[1]))


_NEXT = re.compile(rb'"next(?:_link)?"\s*:\s*"[^"]')
_TOKEN = re.compile(
    rb'"(?:nextPageToken|next_page_token|pageToken)"\s*:\s*"[^"]+"(?!.*"results"\s*:\s*\[\s*\{)|"hasNextPage"\s*:\s*true',
    re.DOTALL,
)
_BOOKMARK = re.compile(rb'"bookmark"\s*:\s*("[^"]*"|null)')
_PAGE = re.compile(rb'"page"\s*:\s*(\d{1,9})\b')
_PAGES = re.compile(rb'"total_page"\s*:\s*(\d{1,9})\b')
