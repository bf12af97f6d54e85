"""The product as its users start it, beside a TestCluster: one process, its settings, its store and its calendar.

    product = Product(cluster, folder)                 the executable with the tests' hooks (crash points, a calendar of ours)
    product.set_clock("mon 19:59:50")                  Bogotá time of the test's week; only with hooks
    product.start()                                    waits until it is ready and knows every namespace
    product.get("/api/tasks")                          the "data" of the answer; HttpError otherwise
    product.stop()                                     SIGTERM, exit code 0; kill() is SIGKILL

Product(…, hooks=False) is the shipping binary, with the machine's own clock. Its log is in `folder` and is printed when
it stops, so that pytest shows it with a failure.
"""

import datetime
import http.client
import json
import math
import os
import pathlib
import signal
import subprocess
import threading
import time

from testcluster import OUR_USER, REPOSITORY, spawn, wait_until

BOGOTA = datetime.timezone(datetime.timedelta(hours=-5))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOG_LINES_SHOWN = 60


def _week():
    """The Monday of the tests' week. Later than today, since the server stamps its objects with the machine's date."""
    today = datetime.datetime.now(BOGOTA).date()
    return today + datetime.timedelta(days=14 - today.weekday())


WEEK = _week()


def instant(text):
    """Seconds since the epoch of "mon 19:59:50" or "tue+7 07:00" (a week later), Bogotá."""
    day, _, clock = text.partition(" ")
    name, _, later = day.partition("+")
    date = WEEK + datetime.timedelta(days=DAYS.index(name) + int(later or 0))
    return int(datetime.datetime.combine(date, datetime.time.fromisoformat(clock), BOGOTA).timestamp())


def rfc3339(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def binary(name):
    path = pathlib.Path(os.environ.get("NSS_TEST_BUILD_DIR", REPOSITORY / "build/release"), name)
    if not os.access(path, os.X_OK):
        raise FileNotFoundError(f"no {path}: build it first (make test does)")
    return str(path)


class HttpError(Exception):
    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body.get('code')}: {body.get('message')}")
        self.status = status
        self.code = body.get("code")
        self.body = body


class Product:
    def __init__(self, cluster, folder, hooks=True, settings=None, kubeconfig=None):
        self.cluster = cluster
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = self.folder / "store.db"
        self.settings = dict(settings or {})
        self.port = None
        self._hooks = hooks
        self.process = None
        self._log = self.folder / "log"
        self._log.touch()
        self._clock = self.folder / "clock"
        self._kubeconfig = kubeconfig or (cluster.kubeconfig(OUR_USER) if cluster else "")
        self._begin = 0

    # ---- life ----

    def environment(self, crash_at=None):
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", "TZ": "Pacific/Auckland",
            "NSCHED_LISTEN": "127.0.0.1:0", "NSCHED_CLUSTER": "kubeconfig", "KUBECONFIG": self._kubeconfig,
            "NSCHED_SQLITE_PATH": str(self.store), "NSCHED_LOCALE": "en",
            "NSCHED_RATE_READS_PER_MINUTE": "0", "NSCHED_RATE_WRITES_PER_MINUTE": "0", **self.settings,
        }
        if self._hooks:
            environment["NSS_CLOCK_FILE"] = str(self._clock)
        if crash_at:
            environment["NSS_CRASH_AT"] = crash_at
        return environment

    def start(self, crash_at=None, ready=True):
        """Starts it; with ready, waits until it is (or says what it said when it ended)."""
        assert self.process is None
        self._begin = self._log.stat().st_size
        with open(self._log, "ab") as log:
            self.process = spawn([binary("namespace-scheduler-hooks" if self._hooks else "namespace-scheduler"), "serve"],
                                  env=self.environment(crash_at), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=log)
        self.port = None
        if ready:
            self.wait_ready()
        return self

    def wait_ready(self):
        def ready():
            if not self.running():
                raise RuntimeError(f"it ended at its start with {self.process.returncode}:\n{self.log()[-2000:]}")
            return self.find_port() and self.ready()
        wait_until(ready, seconds=30, what="the product ready", every=0.02)

    def find_port(self):
        """Its port, once its log names it."""
        if self.port is None:
            for line in self.log_lines(self._begin):
                if line.get("message") == "serving":
                    self.port = int(line["address"].rsplit(":", 1)[1])
        return self.port

    def run_to_end(self, *arguments, seconds=30, check=None, settings=None):
        """One of its commands (or a start that is refused): (exit code, stdout, stderr). No process of ours needs to run."""
        name = "namespace-scheduler-hooks" if self._hooks else "namespace-scheduler"
        done = subprocess.run([binary(name), *arguments], env={**self.environment(), **(settings or {})}, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
        print(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        assert check is None or done.returncode == check, f"exit {done.returncode}, not {check}: {done.stderr}"
        return done.returncode, done.stdout, done.stderr

    def running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def exit_code(self):
        return None if self.process is None else self.process.poll()

    def stop(self):
        """SIGTERM and a clean end."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self._gone()
        assert code == 0, f"ended with {code} after SIGTERM"

    def kill(self):
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        self._gone()

    def wait_killed(self, seconds=30):
        """For a process that kills itself at a crash point."""
        wait_until(lambda: not self.running(), seconds, "the crash")
        code = self.process.returncode
        self._gone()
        assert code == -signal.SIGKILL, f"ended with {code}, not by SIGKILL"

    def restart(self, **options):
        self.kill()
        return self.start(**options)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def lose_store(self):
        """The files of the store, and what was spooled, are gone."""
        for path in self.folder.glob("store.db*"):
            path.unlink()

    def _gone(self):
        self.process = None
        self.port = None

    # ---- its calendar ----

    def set_clock(self, text_or_seconds):
        """It is now that time for the product, or less than a second later; it goes on from there by itself."""
        seconds = instant(text_or_seconds) if isinstance(text_or_seconds, str) else text_or_seconds
        fresh = self.folder / "clock.new"
        fresh.write_text(str(math.ceil(seconds - time.time())))
        fresh.replace(self._clock)

    def move_clock(self, seconds):
        fresh = self.folder / "clock.new"
        fresh.write_text(str(self.clock_ahead() + seconds))
        fresh.replace(self._clock)

    def clock_ahead(self):
        """Seconds by which its calendar is ahead of the machine's."""
        return int(self._clock.read_text())

    # ---- its answers ----

    def request(self, method, path, body=None):
        """(status, text) of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            payload = None if body is None else json.dumps(body)
            headers = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, body=payload, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _data(self, method, path, body=None):
        status, text = self.request(method, path, body)
        answer = json.loads(text)
        if status >= 400:
            raise HttpError(status, answer)
        return answer["data"]

    def get(self, path):
        return self._data("GET", path)

    def post(self, path, body=None):
        return self._data("POST", path, body or {})

    def authorize(self, *cost_centers):
        """They may pay for every namespace, for any number of places: a real cluster's store begins with nobody authorised."""
        for each in cost_centers:
            self.post(f"/api/cost-centers/{each}/permissions", {"is_authorized": True, "max_concurrent_namespaces": 1000})

    def ready(self):
        try:
            return self.request("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def problem(self):
        """What /readyz says is wrong; empty when nothing is."""
        status, text = self.request("GET", "/readyz")
        return "" if status == 200 else json.loads(text)["message"]

    def items(self, path):
        """Every item of a list, page by page."""
        found, cursor = [], None
        while True:
            separator = "&" if "?" in path else "?"
            page = self.get(f"{path}{separator}limit=200" + (f"&cursor={cursor}" if cursor else ""))
            found += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    def operations(self, namespace=None):
        """Oldest first."""
        return self.items("/api/logs" + (f"?namespace={namespace}" if namespace else ""))[::-1]

    def states(self):
        return {each["namespace"]: each["status"] for each in self.items("/api/namespaces/status")}

    def state(self, namespace):
        return self.get(f"/api/namespaces/{namespace}")

    def metric(self, name):
        for line in self.request("GET", "/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        raise KeyError(name)

    def adopted(self, *namespaces):
        """Waits until it knows these namespaces and has taken them over: only then may the calendar move."""
        def known():
            planned = {name for change in self.get("/api/upcoming")["items"] for name in change["namespaces"]}
            return set(namespaces) <= planned and set(namespaces) <= set(self.states())
        wait_until(known, what=f"{', '.join(namespaces)} adopted")

    def settled(self, namespace, count):
        """Waits until exactly `count` operations of that namespace are recorded and all are over; oldest first."""
        def over():
            found = self.operations(namespace)
            assert len(found) <= count, [(each["operation_type"], each["reason"], each["requested_at"]) for each in found]
            return found if len(found) == count and all(each["completed_at"] for each in found) else None
        return wait_until(over, what=f"{count} operations of {namespace}")

    # ---- its log ----

    def log(self):
        return self._log.read_text(errors="replace")

    def log_lines(self, begin=0):
        """The JSON lines from that byte on."""
        lines = []
        with open(self._log, "rb") as file:
            file.seek(begin)
            for line in file:
                try:
                    lines.append(json.loads(line))
                except ValueError:
                    continue   # a line for people, or one half written
        return [line for line in lines if isinstance(line, dict)]

    def show_log(self):
        lines = self.log().splitlines()
        print(f"---- the last lines of {self._log} ----")
        print("\n".join(lines[-LOG_LINES_SHOWN:]))


def pause(seconds):
    """For what is itself a length of time (a quiet while, a random instant): never to wait for a state."""
    threading.Event().wait(seconds)
