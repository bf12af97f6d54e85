#!/usr/bin/python3
"""A real Kubernetes control plane for the tests: etcd, kube-apiserver and kube-controller-manager, no kubelet.

    with TestCluster() as cluster:
        cluster.kubectl("create", "namespace", "tienda")
        cluster.api("GET", "/api/v1/namespaces/tienda")["metadata"]["uid"]
        subprocess.run([...], env={"KUBECONFIG": cluster.kubeconfig("namespace-scheduler")})

Each instance has its own folder, certificates and ports, so that instances run side by side. Its processes die with the
process that made it, however that ends. The user `namespace-scheduler` has exactly the grants of rbac.yaml and is in the
group system:serviceaccounts (priority and fairness apply to it); `admin` is in system:masters (they do not).

As a program, it runs a command beside a cluster of its own (the C++ contract tests are run so by ctest):

    testcluster.py [--kubelet] [--no-controllers] [--api-flag=--x=y]… --exec COMMAND…   the environment below is set for it
    testcluster.py [...] --env FILE          writes the environment to FILE and serves until it is interrupted

    NSS_TEST_KUBECONFIG, NSS_TEST_KUBECONFIG_ADMIN, NSS_TEST_KUBECTL, NSS_TEST_CLUSTER_DIR
"""

import argparse
import base64
import concurrent.futures
import contextlib
import ctypes
import fcntl
import http.client
import json
import os
import pathlib
import random
import secrets
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PORTS = range(20000, 32000)  # below the ephemeral ports, which any client of this machine may hold
OUR_USER = "namespace-scheduler"

_libc = ctypes.CDLL(None, use_errno=True)
# PR_SET_PDEATHSIG is tied to the *thread* that forked, so all children come from one thread that lives as long as we do.
_spawner = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def wait_until(condition, seconds=60, what="the condition", every=0.05):
    """Polls until condition() is true and returns its value; a clear error after `seconds`."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        pause.wait(every)


def find_binary(name):
    """KUBEBUILDER_ASSETS wins, program by program; then our own build. A missing binary is a failure, never a skip."""
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets and os.access(pathlib.Path(assets, name), os.X_OK):
        return str(pathlib.Path(assets, name))
    where = subprocess.run([REPOSITORY / "scripts/testcluster-build", "--where"], stdout=subprocess.PIPE, text=True)
    path = pathlib.Path(where.stdout.strip(), name)
    if not os.access(path, os.X_OK):
        raise FileNotFoundError(f"no {name} for the test cluster at {path}: run scripts/testcluster-build")
    return str(path)


def _die_with_parent():
    _libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def spawn(command, **options):
    """A child process that is killed when this process ends, whatever ends it."""
    return _spawner.submit(subprocess.Popen, command, preexec_fn=_die_with_parent, **options).result()


class ReservedPort:
    """A free port of 127.0.0.1, held by a lock file: a server that is killed and started again finds it still its own."""

    def __init__(self):
        folder = pathlib.Path(tempfile.gettempdir(), "nss-test-ports")
        folder.mkdir(mode=0o777, exist_ok=True)
        for number in random.sample(PORTS, len(PORTS)):
            self._file = open(folder / str(number), "w")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
                self.number = number
                return
            except OSError:
                self._file.close()
        raise RuntimeError("no free port")

    def release(self):
        self._file.close()


class ApiError(Exception):
    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body[:400]}")
        self.status = status
        self.body = body


class TestCluster:
    __test__ = False  # not a pytest class, in spite of its name

    def __init__(self, api_flags=(), controllers=True, audit=False, users=None):
        """api_flags: added to kube-apiserver's, e.g. "--max-requests-inflight=8", "--etcd-compaction-interval=30s".
        audit: keep an audit log of every request (audit_events). users: further {name: [group, …]}."""
        self._api_flags = list(api_flags)
        self._with_controllers = controllers
        self._audit = audit
        self._users = {"admin": ["system:masters"], OUR_USER: ["system:serviceaccounts"], **(users or {})}
        self._tokens = {name: secrets.token_hex(16) for name in self._users}
        self._processes = {}
        self._ports = []
        self._local = threading.local()
        self.folder = None

    # ---- life ----

    def start(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="nss-testcluster-"))
        try:
            self._ports = [ReservedPort(), ReservedPort()]
            self.etcd_url = f"http://127.0.0.1:{self._ports[0].number}"
            self.port = self._ports[1].number
            self.url = f"https://127.0.0.1:{self.port}"
            self._make_certificates()
            self._write_users()
            self._start_etcd()
            self.restart_apiserver()
            self.kubectl("apply", "-f", str(REPOSITORY / "tests/system/rbac.yaml"))
            if self._with_controllers:
                self.start_controllers()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        for name in list(self._processes)[::-1]:
            self._kill(name)
        for port in self._ports:
            port.release()
        self._ports = []
        if self.folder and not os.environ.get("NSS_TEST_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # ---- faults ----

    def kill_apiserver(self):
        self._kill("kube-apiserver")

    def restart_apiserver(self):
        """Kills the API server if it runs, starts it and waits until it is ready. Address and data stay."""
        self._kill("kube-apiserver")
        self._start("kube-apiserver", self._apiserver_flags())
        self._wait_ready("kube-apiserver", self._api_ready, seconds=90)

    def freeze_apiserver(self):
        """The server keeps its connections and answers nothing: what a half-open connection looks like."""
        self._processes["kube-apiserver"].send_signal(signal.SIGSTOP)

    def thaw_apiserver(self):
        self._processes["kube-apiserver"].send_signal(signal.SIGCONT)

    def stop_controllers(self):
        self._kill("kube-controller-manager")

    def start_controllers(self):
        self._start("kube-controller-manager", self._controller_flags())

    # ---- access ----

    def kubeconfig(self, user=OUR_USER):
        """Path of a kubeconfig of that user (token, CA inline)."""
        path = self.folder / f"{user}.kubeconfig"
        ca = base64.b64encode((self.folder / "ca.crt").read_bytes()).decode()
        path.write_text(
            "apiVersion: v1\nkind: Config\n"
            f"clusters:\n- name: test\n  cluster:\n    server: {self.url}\n    certificate-authority-data: {ca}\n"
            f"users:\n- name: {user}\n  user:\n    token: {self.token(user)}\n"
            f"contexts:\n- name: test\n  context:\n    cluster: test\n    user: {user}\ncurrent-context: test\n"
        )
        path.chmod(0o600)
        return str(path)

    def token(self, user=OUR_USER):
        return self._tokens[user]

    def client_certificate(self, user, groups=()):
        """(certificate, key): paths of a client certificate that the API server accepts for that user."""
        subject = f"/CN={user}" + "".join(f"/O={group}" for group in groups)
        return self._issue(f"client-{user}", subject, "extendedKeyUsage=clientAuth")

    def kubectl(self, *args, stdin=None, user="admin", check=True):
        """kubectl's stdout; its stderr is in the exception when it fails."""
        done = subprocess.run(
            [find_binary("kubectl"), "--kubeconfig", self.kubeconfig(user), *args],
            input=stdin, capture_output=True, text=True,
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"kubectl {' '.join(args)}: {done.stderr.strip()}")
        return done.stdout

    def api(self, method, path, body=None, content_type="application/json", user="admin"):
        """One request; the decoded answer, or ApiError. Connections are kept, one per thread."""
        payload = json.dumps(body) if isinstance(body, (dict, list)) else body
        headers = {"Authorization": f"Bearer {self.token(user)}", "Accept": "application/json"}
        if payload is not None:
            headers["Content-Type"] = content_type
        for attempt in (1, 2):
            connection = self._connection()
            try:
                connection.request(method, path, body=payload, headers=headers)
                answer = connection.getresponse()
                text = answer.read().decode()
                break
            except (http.client.HTTPException, ConnectionError, ssl.SSLError, socket.timeout):
                # A kept connection may have been closed since; only what is safe to repeat is sent twice.
                self._local.connection = None
                if attempt == 2 or method not in ("GET", "PUT", "DELETE"):
                    raise
        if answer.status >= 400:
            raise ApiError(answer.status, text)
        return json.loads(text) if text.startswith("{") else text

    def patch(self, path, body, user="admin"):
        return self.api("PATCH", path, body, "application/merge-patch+json", user)

    def watch(self, path, stop, user="admin"):
        """Yields (type, object) of a list path from now on, existing objects first, until stop (an Event) is set.
        A stream that ends is opened again; what changed meanwhile comes as ADDED again."""
        while not stop.is_set():
            try:
                yield from self._watch_once(path, stop, user)
            except (http.client.HTTPException, OSError, ApiError, ValueError):
                stop.wait(0.2)

    def audit_events(self):
        """The finished requests of the audit log, oldest first (audit=True)."""
        events = []
        for line in (self.folder / "audit.log").read_text().splitlines():
            with contextlib.suppress(ValueError):  # the last line may be half written
                events.append(json.loads(line))
        return events

    def environment(self):
        return {
            "NSS_TEST_KUBECONFIG": self.kubeconfig(OUR_USER),
            "NSS_TEST_KUBECONFIG_ADMIN": self.kubeconfig("admin"),
            "NSS_TEST_KUBECTL": find_binary("kubectl"),
            "NSS_TEST_CLUSTER_DIR": str(self.folder),
        }

    def apiserver_cpu_seconds(self):
        """User and system time of the API server so far."""
        fields = pathlib.Path(f"/proc/{self._processes['kube-apiserver'].pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # ---- inside ----

    def _make_certificates(self):
        self._run_openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=nss-test-ca", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "ca.key", "-out", "ca.crt",
        )
        self._issue("server", "/CN=kube-apiserver",
                    "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.default.svc\nextendedKeyUsage=serverAuth")
        self._run_openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sa.key")
        self._run_openssl("ec", "-in", "sa.key", "-pubout", "-out", "sa.pub")

    def _issue(self, name, subject, extensions):
        (self.folder / f"{name}.ext").write_text(extensions)
        self._run_openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                          "-subj", subject, "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self._run_openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial",
                          str(secrets.randbits(63)), "-days", "30", "-extfile", f"{name}.ext", "-out", f"{name}.crt")
        return str(self.folder / f"{name}.crt"), str(self.folder / f"{name}.key")

    def _run_openssl(self, *args):
        done = subprocess.run(["openssl", *args], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {args[0]}: {done.stderr.strip()}")

    def _write_users(self):
        rows = [f'{self._tokens[name]},{name},{name},"{",".join(groups)}"\n' for name, groups in self._users.items()]
        (self.folder / "tokens.csv").write_text("".join(rows))
        (self.folder / "audit.yaml").write_text(
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived, ResponseStarted]\n"
            "rules:\n- level: Metadata\n")

    def _start_etcd(self):
        self._start("etcd", [
            f"--data-dir={self.folder / 'etcd'}", "--unsafe-no-fsync=true", "--log-level=warn",
            f"--listen-client-urls={self.etcd_url}", f"--advertise-client-urls={self.etcd_url}",
            "--listen-peer-urls=http://127.0.0.1:0",
        ])

    def _apiserver_flags(self):
        folder = self.folder
        flags = [
            f"--etcd-servers={self.etcd_url}", f"--cert-dir={folder}", "--bind-address=127.0.0.1",
            f"--secure-port={self.port}", f"--tls-cert-file={folder / 'server.crt'}",
            f"--tls-private-key-file={folder / 'server.key'}", "--service-cluster-ip-range=10.0.0.0/24",
            "--allow-privileged=true", "--disable-admission-plugins=ServiceAccount", "--authorization-mode=RBAC",
            f"--client-ca-file={folder / 'ca.crt'}", f"--token-auth-file={folder / 'tokens.csv'}",
            f"--service-account-issuer={self.url}/", f"--service-account-key-file={folder / 'sa.pub'}",
            f"--service-account-signing-key-file={folder / 'sa.key'}",
            "--api-audiences=https://kubernetes.default.svc,nsscheduler", "--endpoint-reconciler-type=none",
            # A watch that nobody reads must not hold up the end of the server.
            "--shutdown-delay-duration=0s",
        ]
        if self._audit:
            flags += [f"--audit-policy-file={folder / 'audit.yaml'}", f"--audit-log-path={folder / 'audit.log'}"]
        return flags + self._api_flags

    def _controller_flags(self):
        names = ("deployment replicaset statefulset daemonset cronjob job horizontal-pod-autoscaler disruption "
                 "namespace serviceaccount garbage-collector").split()
        return [
            f"--kubeconfig={self.kubeconfig('admin')}", "--leader-elect=false", "--secure-port=0",
            f"--service-account-private-key-file={self.folder / 'sa.key'}", f"--root-ca-file={self.folder / 'ca.crt'}",
            "--kube-api-qps=5000", "--kube-api-burst=5000",
            "--controllers=" + ",".join(f"{name}-controller" for name in names),
        ]

    def _start(self, name, flags):
        log = open(self.folder / f"{name}.log", "ab")
        self._processes[name] = spawn([find_binary(name), *flags], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                      cwd=self.folder)
        log.close()

    def _kill(self, name):
        process = self._processes.pop(name, None)
        if process:
            process.kill()
            process.wait()

    def _wait_ready(self, name, ready, seconds):
        def check():
            if self._processes[name].poll() is not None:
                raise RuntimeError(f"{name} ended at its start:\n{self.log_tail(name)}")
            return ready()
        try:
            wait_until(check, seconds, f"{name} ready", every=0.1)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.log_tail(name)}") from None

    def log_tail(self, name, lines=15):
        text = (self.folder / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def _api_ready(self):
        # The namespaces come a moment after /readyz; kube-system's uid is what a store is bound to.
        try:
            self.api("GET", "/readyz")
            self.api("GET", "/api/v1/namespaces/kube-system")
            self.api("GET", "/api/v1/namespaces/default")
            return True
        except (ApiError, OSError, http.client.HTTPException):
            return False

    def _connection(self):
        connection = getattr(self._local, "connection", None)
        # A kept connection that has something to read was closed by the server (killed, restarted, idle for long).
        if connection is not None and connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
            connection.close()
            connection = None
        if connection is None:
            connection = self._local.connection = self._new_connection(30)
        return connection

    def _new_connection(self, timeout):
        context = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=timeout)

    def _watch_once(self, path, stop, user):
        listed = self.api("GET", path, user=user)
        for item in listed["items"]:
            yield "ADDED", item
        connection = self._new_connection(1)
        version = listed["metadata"]["resourceVersion"]
        separator = "&" if "?" in path else "?"
        connection.request("GET", f"{path}{separator}watch=1&allowWatchBookmarks=true&resourceVersion={version}",
                           headers={"Authorization": f"Bearer {self.token(user)}"})
        answer = connection.getresponse()
        pending = b""
        with contextlib.closing(connection):
            while not stop.is_set():
                try:
                    chunk = answer.read1(65536)
                except TimeoutError:
                    continue
                if not chunk:
                    return
                *lines, pending = (pending + chunk).split(b"\n")
                for line in filter(None, lines):
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        return
                    if event["type"] != "BOOKMARK":
                        yield event["type"], event["object"]


def main(arguments):
    parser = argparse.ArgumentParser(description="Runs a command beside a real Kubernetes control plane.")
    parser.add_argument("--kubelet", action="store_true", help="pods become ready (fake_kubelet.py)")
    parser.add_argument("--no-controllers", action="store_true")
    parser.add_argument("--api-flag", action="append", default=[], metavar="--NAME=VALUE")
    parser.add_argument("--env", metavar="FILE", help="write the environment there and serve until interrupted")
    parser.add_argument("--exec", nargs=argparse.REMAINDER, metavar="COMMAND", help="run this and end with it")
    options = parser.parse_args(arguments)
    if not options.env and not options.exec:
        parser.error("either --env FILE or --exec COMMAND")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that stop() runs
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(TestCluster(options.api_flag, controllers=not options.no_controllers))
        if options.kubelet:
            from fake_kubelet import FakeKubelet
            stack.enter_context(FakeKubelet(cluster))
        if options.exec:
            return spawn(options.exec, env={**os.environ, **cluster.environment()}).wait()
        lines = [f"export {name}='{value}'\n" for name, value in cluster.environment().items()]
        pathlib.Path(options.env).write_text("".join(lines))
        print(f"test cluster at {cluster.url}; its environment is in {options.env}", flush=True)
        signal.pause()
    return 0


if __name__ == "__main__":
    sys.modules["testcluster"] = sys.modules["__main__"]  # fake_kubelet imports us by that name
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
