"""Content-Encoding, taken off: gzip, deflate, br and zstd, each up to a bound."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator

LIMIT = 10_000_000
"""Bytes a body may decode to: the size of the largest page that is read."""

_STEP = 65_536


class CodingError(Exception):
    """A body that decodes to more than the limit, or in a coding that is not known."""


def decode_content(body: bytes, coding: str, *, limit: int = LIMIT) -> bytes:
    """The body without the codings of a Content-Encoding value, the last applied taken off first.

    A body that is not in the coding its header names is given back as it is (servers and other
    archives do that), a cut one as far as it goes. Raises CodingError on an unknown coding and on
    more than `limit` bytes.
    """
    names = [name.strip().lower() for name in coding.split(",")]
    for name in reversed([name for name in names if name not in ("", "identity")]):
        if name not in _CODINGS:
            raise CodingError(f"Content-Encoding {name} is not known")
        body = _bounded(body, _CODINGS[name], limit)
    return body


def _bounded(body: bytes, decoder: Callable[[bytes], Iterator[bytes]], limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in decoder(body):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise CodingError(f"the body decodes to more than {limit:,} bytes")
    except CodingError:
        raise
    except Exception:  # zlib.error, brotli.error, ZstdError: three libraries, no common base
        return b"".join(pieces) or body
    return b"".join(pieces)


def _inflate(body: bytes, window: int) -> Iterator[bytes]:
    """Pieces of a zlib stream, and of the gzip members that follow it."""
    while body:
        decoder = zlib.decompressobj(window)
        piece = decoder.decompress(body, _STEP)
        while piece or decoder.unconsumed_tail:
            yield piece
            piece = decoder.decompress(decoder.unconsumed_tail, _STEP)
        body = decoder.unused_data if window > zlib.MAX_WBITS else b""


def _gzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, zlib.MAX_WBITS | 16)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Zlib's format, as the standard says, or the bare stream that some servers send."""
    zlib_header = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate(body, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


def _brotli(body: bytes) -> Iterator[bytes]:
    import brotli  # type: ignore[import-untyped]

    decoder = brotli.Decompressor()
    piece = decoder.process(body, output_buffer_limit=_STEP)
    while piece:  # it may say that it could accept more data while it still holds output back
        yield piece
        piece = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=_STEP)


def _zstd(body: bytes) -> Iterator[bytes]:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor
    else:
        from backports.zstd import ZstdDecompressor

    decoder = ZstdDecompressor()
    yield decoder.decompress(body, _STEP)
    while not decoder.eof and not decoder.needs_input:
        yield decoder.decompress(b"", _STEP)


# brotli and zstd come with Scrapy 2.19, which therefore asks servers for both.
_CODINGS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
