"""A reverse proxy that misbehaves as it is told: before DynamoDB Local it is the AWS that Local never is, before a kube-apiserver the
bad network. It listens on 127.0.0.1 only, forwards to one server, and is run by the packages of tests/requirements.txt:

    python fault_proxy.py --upstream http://127.0.0.1:8000 [--aws]
                          --upstream https://127.0.0.1:6443 --ca ca.crt --certificate server.crt --key server.key

It prints {"port": …, "control": …} when both listen. Without --aws it passes what it gets piece by piece, so that watches go
through; with it, answers are whole and carry what AWS's carry (id, CRC, date). With --certificate it speaks TLS itself.

Control, on its own port, in JSON:
    POST   /rules            a rule (rules.py)            → {"id": 1}
    GET    /rules            the rules with their hits
    DELETE /rules[/1]        that rule, or all; what they hold goes on
    GET    /seen[?from=7]    the requests so far: {"id", "method", "path", "operation", "tables", "index", "fault", "status"};
                             status "gone": there was nobody to answer, or the rule broke it off before the server was asked
    PUT    /credentials      {access key id: {"secret", "token"?, "expired"?}}: from now on signatures are checked (signatures.py)
    PUT    /clock            {"offset": seconds}          the service's clock is so far ahead: its Date, and how it sees signatures
    DELETE /connections                                   every connection that is open is reset, watches too
    PUT    /stale            {"tables": […]}              indexes of these tables show what they show now; none: they are current again

What a rule may do ("do"; one of these, "delay" also beside another):
    {"answer": "ThrottlingException", …}, {"status": 503}, {"kubernetes": "Conflict"}    that answer (answers.py), without asking the
                                       server; with "committed": true after the server has carried the request out
    {"hold": true}                     nothing, until the rule is taken away; then as usual
    {"delay": 0.5}                     as usual, so many seconds later
    {"reset": true}                    connection reset, the server was not asked
    {"lost_reply": true}               the server carries it out, the answer is lost: connection reset
    {"wrong_crc": true}                x-amz-crc32 of another body
    {"cut": true}                      half of the body, then the end
    {"slow": 5}                        the body takes so many seconds
"""

import argparse
import asyncio
import contextlib
import json
import ssl
import time
import urllib.parse

import answers
import signatures
import stale
import wire
from rules import Rules

PIECES_OF_A_SLOW_BODY = 20
LOOK_EVERY = 0.1   # seconds: whether who waits is still there


class Gone(Exception):
    """The client is no longer there, or the connection shall not be used further."""


class Upstream:
    """The server behind, over one kept connection for each of a client."""

    def __init__(self, url, context):
        parts = urllib.parse.urlsplit(url)
        self._address = parts.hostname, parts.port
        self._context = context
        self._connection = None

    async def ask(self, request):
        """(answer's head, whether a body follows, reader). Nothing is sent twice."""
        if self._connection and self._connection[0].at_eof():
            self.close()
        if self._connection is None:
            self._connection = await asyncio.open_connection(*self._address, ssl=self._context, limit=wire.LINE_LIMIT)
        reader, writer = self._connection
        writer.write(request.encoded())
        await writer.drain()
        return *await wire.read_answer_head(reader, request.method), reader

    def close(self):
        if self._connection:
            self._connection[1].close()
            self._connection = None


class FaultProxy:
    def __init__(self, options):
        self.rules = Rules()
        self.seen = []
        self.credentials = {}
        self.clock_offset = 0.0
        self._open = set()   # writers of the clients
        self._aws = options.aws
        self._url = options.upstream
        self._context = ssl.create_default_context(cafile=options.ca) if options.upstream.startswith("https") else None
        self.stale = stale.StaleIndexes(options.upstream) if options.aws else None

    def now(self):
        return time.time() + self.clock_offset

    # ---- one connection ----

    async def serve(self, reader, writer):
        upstream = Upstream(self._url, self._context)
        self._open.add(writer)
        try:
            while (request := await wire.read_request(reader)) is not None:
                facts, rule = self.rules.find(request)
                entry = self._note(facts, rule)
                try:
                    await self._answer(request, facts, rule, entry, Client(reader, writer), upstream)
                except Gone:
                    entry["status"] = entry["status"] or "gone"
                    break
        except (wire.BadMessage, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            upstream.close()
            writer.close()

    def _note(self, facts, rule):
        entry = {"id": len(self.seen), "method": facts.request.method, "path": facts.request.path, "operation": facts.operation,
                 "tables": facts.tables, "index": facts.index, "fault": rule.do if rule else None, "status": None}
        self.seen.append(entry)
        return entry

    async def _answer(self, request, facts, rule, entry, client, upstream):
        fault = rule.do if rule else {}
        if "hold" in fault:
            await client.wait(rule.gone.wait())
        if "delay" in fault:
            await client.wait(_seconds(fault["delay"]))
        if "reset" in fault:
            client.reset()
        refused = signatures.check(request, self.credentials, self.now()) if self._aws else None
        if refused:
            entry["status"] = await client.send(self._dressed(answers.aws_answer(refused, facts.document, None)))
            return
        said = self._said(fault, facts)
        if said is None or fault.get("committed"):
            real = await self._forward(request, facts, fault, entry, client, upstream)
            if real is None:
                return
            said = said or real
        if self._aws:
            self._dressed(said)
        entry["status"] = said.status
        await client.send_broken(said, fault)

    def _said(self, fault, facts):
        """What the rule answers by itself, if anything."""
        if "answer" in fault:
            return answers.aws_answer(fault, facts.document, facts.tables[0] if facts.tables else None)
        if "status" in fault:
            return answers.plain_answer(fault)
        return answers.kubernetes_answer(fault) if "kubernetes" in fault else None

    async def _forward(self, request, facts, fault, entry, client, upstream):
        """The server's answer, whole; None when it has gone to the client piece by piece."""
        if self.stale:
            request = self.stale.redirected(request, facts)
        answer, has_body, reader = await client.wait(upstream.ask(request))
        entry["status"] = answer.status
        if not self._aws and not fault:
            await client.pass_on(answer, wire.pieces(reader, answer.headers) if has_body else None)
            return None
        if has_body:
            answer.body = b"".join([piece async for piece in wire.pieces(reader, answer.headers)])
        if "lost_reply" in fault:
            client.reset()
        return answer

    def _dressed(self, answer):
        return answers.dress(answer, self.now())

    # ---- control ----

    async def control(self, reader, writer):
        with contextlib.suppress(wire.BadMessage, OSError, asyncio.IncompleteReadError):
            while (request := await wire.read_request(reader)) is not None:
                try:
                    status, said = 200, await self._controlled(request)
                except (KeyError, ValueError, TypeError) as error:
                    status, said = 400, {"error": f"{type(error).__name__}: {error}"}
                answer = wire.Answer(status, [("Content-Type", "application/json")], json.dumps(said).encode())
                writer.write(answer.encoded())
                await writer.drain()
        writer.close()

    async def _controlled(self, request):
        parts = urllib.parse.urlsplit(request.path)
        _, what, *rest = parts.path.split("/")
        body = json.loads(request.body) if request.body else None
        match (request.method, what):
            case ("POST", "rules"):
                return {"id": self.rules.add(body).number}
            case ("GET", "rules"):
                return self.rules.shown()
            case ("DELETE", "rules"):
                self.rules.remove(int(rest[0]) if rest else None)
            case ("GET", "seen"):
                return self.seen[int(urllib.parse.parse_qs(parts.query).get("from", ["0"])[0]):]
            case ("DELETE", "connections"):
                for writer in list(self._open):
                    wire.reset(writer)
            case ("PUT", "credentials"):
                self.credentials = {key: {"secret": each["secret"], **each} for key, each in body.items()}
            case ("PUT", "clock"):
                self.clock_offset = float(body["offset"])
            case ("PUT", "stale"):
                await asyncio.to_thread(self._set_stale, body["tables"])
            case _:
                raise ValueError(f"no {request.method} {parts.path}")
        return {}

    def _set_stale(self, tables):
        if tables:
            self.stale.freeze(tables)
        else:
            self.stale.thaw()


async def _seconds(count):
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), count)


class Client:
    """Who asked: what it is sent, and whether it is still there."""

    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    async def wait(self, work):
        """The work's result; Gone as soon as the client left."""
        task = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({task}, timeout=LOOK_EVERY))[0]:
                if self._reader.at_eof():
                    raise Gone
            return task.result()
        finally:
            task.cancel()

    def reset(self):
        wire.reset(self._writer)
        raise Gone

    async def send(self, answer):
        self._writer.write(answer.encoded())
        await self._writer.drain()
        return answer.status

    async def send_broken(self, answer, fault):
        """The answer, with the rule's fault in it."""
        if "wrong_crc" in fault:
            answer.set("x-amz-crc32", int(answer.header("x-amz-crc32")) ^ 1)
        whole = answer.encoded()
        begin = len(whole) - len(answer.body)
        if "cut" in fault:
            self._writer.write(whole[:begin + len(answer.body) // 2])
            await self._writer.drain()
            self._writer.close()
            raise Gone
        if "slow" not in fault:
            self._writer.write(whole)
            return await self._writer.drain()
        self._writer.write(whole[:begin])
        size = -(-len(answer.body) // PIECES_OF_A_SLOW_BODY) or 1
        starts = range(begin, len(whole), size)
        for at in starts:
            await self.wait(_seconds(fault["slow"] / len(starts)))
            self._writer.write(whole[at:at + size])
            await self._writer.drain()

    async def pass_on(self, answer, body):
        """As it comes: a watch lives for minutes."""
        chunked = answer.header("content-length") is None and body is not None
        if chunked:
            answer.set("Transfer-Encoding", "chunked")
        self._writer.write(answer.head())
        while body is not None:
            piece = await self.wait(anext(body, b""))
            if not piece:
                break
            self._writer.write(wire.chunk(piece) if chunked else piece)
            await self._writer.drain()
        if chunked:
            self._writer.write(wire.chunk(b""))
        await self._writer.drain()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--aws", action="store_true")
    parser.add_argument("--ca")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()
    proxy = FaultProxy(options)
    context = None
    if options.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=context, limit=wire.LINE_LIMIT)
    control = await asyncio.start_server(proxy.control, "127.0.0.1", 0, limit=wire.LINE_LIMIT)
    port, control_port = (each.sockets[0].getsockname()[1] for each in (server, control))
    print(json.dumps({"port": port, "control": control_port}), flush=True)
    await asyncio.gather(server.serve_forever(), control.serve_forever())


if __name__ == "__main__":
    asyncio.run(main())
