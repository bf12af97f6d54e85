"""What strangers send, on the wire of the shipping binary: it answers 4xx or closes, and an ordinary client beside it never notices.

The limits themselves (10 s for a head and so on) are shortened and tested in tests/unit/adapters/http_server; here they are
those that ship, with many such connections at once."""

import contextlib
import http.client
import json
import socket
import threading

import pytest
from product import Product

GENEROUS = 30  # seconds; a bound of patience, no measurement


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    running = Product(None, tmp_path_factory.mktemp("hardening"), hooks=False, settings={"NSCHED_CLUSTER": "simulated"})
    running.start()
    yield running
    running.stop()


@contextlib.contextmanager
def ordinary_client(product):
    """Somebody who works all the while: every request of theirs succeeds."""
    over, answered, failures = threading.Event(), [], []

    def work():
        while not over.is_set() or not answered:
            connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=GENEROUS)
            try:
                for path in ("/api/namespaces/status", "/health", "/api/tasks"):
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    answer.read()
                    answered.append(answer.status)
            except OSError as error:
                failures.append(repr(error))
                return
            finally:
                connection.close()

    client = threading.Thread(target=work)
    client.start()
    try:
        yield
    finally:
        over.set()
        client.join()
    assert not failures and set(answered) == {200}


def connect(product):
    return socket.create_connection(("127.0.0.1", product.port), timeout=GENEROUS)


def read_all(connection):
    """Until the server closes."""
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def exchange(product, sent):
    """The bytes that come back until the server closes; the last request must ask for that or be refused."""
    with connect(product) as connection:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            connection.sendall(sent)
        return read_all(connection)


def statuses(answer):
    return [int(line.split(b" ")[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


HOST = b"Host: localhost\r\n"
CLOSE = b"Connection: close\r\n"
POST = b"POST /api/tasks HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
SMUGGLED = b"GET /health HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"

SHAPES = {
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n1234" + SMUGGLED,
    "a list of lengths": POST + b"Content-Length: 4, 5\r\n\r\n1234" + SMUGGLED,
    "a signed length": POST + b"Content-Length: +4\r\n\r\n1234" + SMUGGLED,
    "an endless length": POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + SMUGGLED,
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk without a size": POST + b"Transfer-Encoding: chunked\r\n\r\nz\r\n\r\n" + SMUGGLED,
    "a chunk of endless size": POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + SMUGGLED,
    "a chunk longer than it says": POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + SMUGGLED,
    "a folded line": b"GET /health HTTP/1.1\r\nX-A: b\r\n c\r\n" + HOST + b"\r\n" + SMUGGLED,
    "bare LF": b"GET /health HTTP/1.1\n" + b"Host: localhost\n\n" + SMUGGLED,
    "a space before the colon": b"GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n" + SMUGGLED,
    "no host": b"GET /health HTTP/1.1\r\n\r\n" + SMUGGLED,
    "two hosts": b"GET /health HTTP/1.1\r\n" + HOST + HOST + b"\r\n" + SMUGGLED,
    "NUL in a header": b"GET /health HTTP/1.1\r\nX-A: \0\r\n" + HOST + b"\r\n" + SMUGGLED,
    "NUL in the path": b"GET /api/\0 HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a path of 9 KiB": b"GET /" + b"a" * 9216 + b" HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "headers of 10 MiB": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * (10 * 1024 * 1024),
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_broken_framing_ends_the_connection_and_hides_no_second_request(product, shape):
    with ordinary_client(product):
        found = statuses(exchange(product, SHAPES[shape]))
    assert len(found) <= 1 and all(400 <= status < 500 for status in found), found


PATHS = [b"/api/../api/tasks", b"/api/namespaces/..%2f..%2fetc%2fpasswd/status", b"/%00", b"/%ff%fe", b"/%", b"/%zz",
         b"/../../etc/passwd", b"//api/tasks", b"/api/namespaces/" + b"x" * 4000 + b"/status", b"/api/tasks;a=b",
         b"/api/namespaces/%e2%80%8b/explain", b"/api/namespaces/status?limit=99999999999999999999",
         b"/api/namespaces/status?limit=1&limit=2", b"/api/namespaces/status?cursor=%ff%00"]


@pytest.mark.parametrize("path", PATHS, ids=repr)
def test_absurd_paths_are_refused_with_a_problem(product, path):
    answer = exchange(product, b"GET " + path + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert 400 <= statuses(answer)[0] < 500, answer
    assert b"application/problem+json" in head
    assert json.loads(body)["code"]


BODIES = {
    "deep": b"[" * 100_000, "deep and whole": b'{"a":' * 40 + b"1" + b"}" * 40, "invalid UTF-8": b'{"title": "\xff\xfe"}',
    "a NUL": b'{"title": "\0"}', "a huge number": b'{"title": 1e999999}', "a long number": b'{"title": ' + b"9" * 100_000 + b"}",
    "the same member twice": b'{"title": "a", "title": "b"}', "a BOM": b"\xef\xbb\xbf{}", "something behind": b"{} {}",
    "NaN": b'{"title": NaN}', "half a surrogate": b'{"title": "\\ud800"}', "nothing": b"", "a list": b"[]",
}


@pytest.mark.parametrize("body", BODIES)
def test_bad_bodies_are_refused_with_a_problem(product, body):
    head = POST.replace(b"/api/tasks", b"/api/namespaces/dev-api/activate") + CLOSE
    answer = exchange(product, head + b"Content-Length: %d\r\n\r\n" % len(BODIES[body]) + BODIES[body])
    assert statuses(answer)[0] in (400, 422), answer[:300]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"]


def test_a_body_over_the_limit_is_refused_before_it_is_read(product):
    assert statuses(exchange(product, POST + b"Content-Length: 1048577\r\n\r\n")) == [413]


def test_a_client_may_close_its_half(product):
    with connect(product) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n")
        connection.shutdown(socket.SHUT_WR)
        assert statuses(read_all(connection)) == [200]


def test_many_pipelined_requests_are_answered_one_by_one(product):
    one = b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\n"
    with ordinary_client(product), connect(product) as connection:
        sender = threading.Thread(target=connection.sendall, args=(one * 999 + one.replace(b"\r\n\r\n", b"\r\n" + CLOSE + b"\r\n"),))
        sender.start()
        answer = read_all(connection)
        sender.join()
    assert answer.count(b"HTTP/1.1 200 ") == 1000


def test_hundreds_who_never_finish_take_nobody_elses_turn(product):
    beginnings = [b"", b"G", b"GET /health HTTP/1.1\r\nX-A: ", POST + b"Content-Length: 1000\r\n\r\n{",
                  POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"]
    with contextlib.ExitStack() as stack:
        for index in range(500):
            connection = stack.enter_context(connect(product))
            connection.sendall(beginnings[index % len(beginnings)])
        with ordinary_client(product):
            assert statuses(exchange(product, SMUGGLED)) == [200]
    assert product.ready()
