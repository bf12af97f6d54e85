"""The fault proxy (tests/fault_proxy) as tests use it: in front of DynamoDB Local or of a TestCluster's API server.

    with FaultProxy(local.url, aws=True) as proxy:
        proxy.rule({"answer": "ThrottlingException"}, times=3, operation="Query")
        proxy.url                            where the product is sent
        proxy.seen(operation="Query")        what came so far
    with FaultProxy.before(cluster) as proxy:
        Product(cluster, folder, kubeconfig=proxy.kubeconfig(cluster, folder / "proxied.kubeconfig"))
"""

import http.client
import json
import pathlib
import subprocess

import packages
from testcluster import REPOSITORY, spawn


class FaultProxy:
    def __init__(self, upstream, *, aws=False, ca=None, certificate=None, key=None):
        self._command = [packages.interpreter(), REPOSITORY / "tests/fault_proxy/fault_proxy.py", "--upstream", upstream]
        self._command += ["--aws"] if aws else []
        for name, value in (("ca", ca), ("certificate", certificate), ("key", key)):
            self._command += [f"--{name}", value] if value else []
        self._scheme = "https" if certificate else "http"

    @classmethod
    def before(cls, cluster):
        """In front of a TestCluster's API server, with that server's own certificate."""
        return cls(cluster.url, ca=cluster.folder / "ca.crt", certificate=cluster.folder / "server.crt",
                   key=cluster.folder / "server.key")

    def __enter__(self):
        self._process = spawn(self._command, stdout=subprocess.PIPE, text=True)
        said = self._process.stdout.readline()
        if not said:
            raise RuntimeError("the fault proxy ended at its start")
        ports = json.loads(said)
        self.port, self._control = ports["port"], ports["control"]
        self.url = f"{self._scheme}://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def rule(self, do, *, skip=0, times=1, rate=1.0, **when):
        """Its number. `when`: operation, table, index, method, path, body (tests/fault_proxy/rules.py)."""
        return self._ask("POST", "/rules", {"when": when, "skip": skip, "times": times, "rate": rate, "do": do})["id"]

    def always(self, do, **when):
        return self.rule(do, times=None, **when)

    def clear(self, number=None):
        self._ask("DELETE", "/rules" if number is None else f"/rules/{number}")

    def hits(self, number):
        """How often that rule was taken."""
        return next(each["hits"] for each in self._ask("GET", "/rules") if each["id"] == number)

    def seen(self, begin=0, **wanted):
        """The requests from that number on that have these values: operation="Query", fault=None, …"""
        return [each for each in self._ask("GET", f"/seen?from={begin}")
                if all(each[name] == value for name, value in wanted.items())]

    def count(self):
        """How many requests came so far: the `begin` of those that come next."""
        return len(self._ask("GET", "/seen"))

    def break_connections(self):
        """Every connection that is open is reset, watches too."""
        self._ask("DELETE", "/connections")

    def check_signatures(self, credentials):
        """{access key id: {"secret", "token"?, "expired"?}}; none: they are not checked."""
        self._ask("PUT", "/credentials", credentials)

    def set_clock(self, offset):
        """The service's clock is so many seconds ahead."""
        self._ask("PUT", "/clock", {"offset": offset})

    def freeze_indexes(self, *tables):
        """Their indexes show what they show now, until thaw_indexes()."""
        self._ask("PUT", "/stale", {"tables": tables})

    def thaw_indexes(self):
        self._ask("PUT", "/stale", {"tables": []})

    def kubeconfig(self, cluster, path):
        """Path of a kubeconfig like the cluster's own for our user, whose server is this proxy."""
        text = pathlib.Path(cluster.kubeconfig()).read_text().replace(cluster.url, self.url)
        path = pathlib.Path(path)
        path.write_text(text)
        path.chmod(0o600)
        return str(path)

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._control, timeout=60)
        try:
            connection.request(method, path, body=None if body is None else json.dumps(body, default=list))
            answer = connection.getresponse()
            said = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(said["error"])
        return said
