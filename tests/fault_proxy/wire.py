"""HTTP/1.1 as the fault proxy needs it: whole requests, answers piece by piece, and the ways to break off a connection."""

import asyncio
import contextlib
import dataclasses
import http
import socket
import struct

LINE_LIMIT = 1 << 20
WITHOUT_BODY = (204, 304)


class BadMessage(Exception):
    """The other side does not speak HTTP/1.1, or broke off in the middle of a message."""


@dataclasses.dataclass
class Request:
    method: str
    path: str                         # with its query
    headers: list                     # [(name, value), …] as they came
    body: bytes

    def header(self, name):
        return _header(self.headers, name)

    def with_body(self, body):
        """The same request with another body, its length said anew."""
        kept = [each for each in self.headers if each[0].lower() not in ("content-length", "transfer-encoding")]
        return Request(self.method, self.path, [*kept, ("Content-Length", str(len(body)))], body)

    def encoded(self):
        return _head(f"{self.method} {self.path} HTTP/1.1", self.headers) + self.body


@dataclasses.dataclass
class Answer:
    status: int
    headers: list
    body: bytes = b""

    def header(self, name):
        return _header(self.headers, name)

    def set(self, name, value):
        kept = [each for each in self.headers if each[0].lower() != name.lower()]
        self.headers = [*kept, (name, str(value))]

    def head(self):
        return _head(f"HTTP/1.1 {self.status} {http.HTTPStatus(self.status).phrase}", self.headers)

    def encoded(self):
        """With its length, whatever the headers say of it."""
        self.headers = [each for each in self.headers if each[0].lower() != "transfer-encoding"]
        self.set("Content-Length", len(self.body))
        return self.head() + self.body


def _header(headers, name):
    for key, value in headers:
        if key.lower() == name.lower():
            return value
    return None


def _head(first, headers):
    return "".join(f"{line}\r\n" for line in [first, *(f"{name}: {value}" for name, value in headers), ""]).encode("latin-1")


async def _read_head(reader):
    """(first line, headers), or (None, []) when the connection ended between messages."""
    try:
        text = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None, []
        raise BadMessage("ended in a head") from None
    except asyncio.LimitOverrunError:
        raise BadMessage("a head without an end") from None
    first, *lines = text.decode("latin-1").split("\r\n")[:-2]
    return first, [tuple(part.strip() for part in line.split(":", 1)) for line in lines]


async def read_request(reader):
    """The next request, whole; None when the client closed."""
    first, headers = await _read_head(reader)
    if first is None:
        return None
    method, path, _ = first.split(" ", 2)
    body = b"".join([piece async for piece in pieces(reader, headers, request=True)])
    request = Request(method, path, headers, body)
    return request.with_body(body) if _header(headers, "transfer-encoding") else request


async def read_answer_head(reader, method):
    """(answer without its body, whether it has one)."""
    first, headers = await _read_head(reader)
    if first is None:
        raise BadMessage("closed without an answer")
    status = int(first.split(" ", 2)[1])
    return Answer(status, headers), method != "HEAD" and status not in WITHOUT_BODY


async def pieces(reader, headers, request=False):
    """The body's bytes as they arrive, without the marks of chunks."""
    if "chunked" in (_header(headers, "transfer-encoding") or "").lower():
        async for piece in _chunks(reader):
            yield piece
        return
    length = _header(headers, "content-length")
    if length is None and request:
        return
    left = int(length) if length is not None else None
    while left is None or left > 0:
        piece = await reader.read(65536 if left is None else min(left, 65536))
        if not piece:
            if left:
                raise BadMessage("ended in a body")
            return
        left = None if left is None else left - len(piece)
        yield piece


async def _chunks(reader):
    try:
        while True:
            size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
            piece = await reader.readexactly(size)
            await reader.readexactly(2)
            if size == 0:
                return
            yield piece
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise BadMessage("ended in a chunk") from None


def chunk(piece):
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def reset(writer):
    """The other side sees "connection reset by peer"; nothing happens to one that is closed already."""
    connected = writer.transport.get_extra_info("socket")
    if connected is not None:
        with contextlib.suppress(OSError):
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
