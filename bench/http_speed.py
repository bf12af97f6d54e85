"""What the API takes, through HTTP, on the simulated cluster and SQLite. For bench/run.

activities  GET /api/activities over a million records beside a thousand: p99 within 3 times
http        GET /api/namespaces?limit=500 and switching namespaces off and on with 1, 16 and 64 clients, beside nginx with a file of that size
"""

import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

from product import Product
from testcluster import spawn

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = (1, 16, 64)
ROUNDS = 3
MONDAY_MORNING = "2026-06-01T10:00:00-05:00"   # business hours: every activation is accepted


def load(url, paths, clients, seconds, method="GET", body=None):
    """What wrk measured: requests a second, p50 and p99 in milliseconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        threads = 1 if clients < 16 else 2
        done = subprocess.run(["wrk", f"-t{threads}", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", HERE / "load.lua",
                               url, "--", method, file.name, *([json.dumps(body)] if body else [])],
                              capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    assert not answer["refused"] and not answer["broken"] and answer["requests"], answer
    return {"rate": answer["requests"] / answer["seconds"], "p50": answer["p50_us"] / 1000, "p99": answer["p99_us"] / 1000}


@contextlib.contextmanager
def simulated(folder, **settings):
    """The shipping binary on the simulated cluster."""
    product = Product(None, folder, hooks=False, settings={
        "NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": MONDAY_MORNING, **settings})
    try:
        yield product.start()
        product.stop()
    finally:
        product.kill()


@contextlib.contextmanager
def nginx(folder, content):
    """nginx with that content as a file, as it comes but for its paths; its URL."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    program = subprocess.run(["bash", "-c", f"source {HERE.parent}/scripts/common.sh; nginx_program"], capture_output=True,
                             text=True, check=True).stdout.strip()
    (folder / "answer.json").write_bytes(content)
    places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes auto;
{"user root;" if os.geteuid() == 0 else ""}
events {{ worker_connections 768; }}
http {{
  sendfile on; tcp_nopush on; access_log off; default_type application/json; {places}
  server {{ listen 127.0.0.1:8092; root {folder}; keepalive_requests 1000000; }}
}}
""")
    process = spawn([program, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        yield "http://127.0.0.1:8092"
    finally:
        process.terminate()
        process.wait()


def activities(build):
    print("\nGET /api/activities, one client, p50 and p99 in ms:")
    found = {}
    for count in (1000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([build / "fill_activities", pathlib.Path(folder, "store.db"), "bench", str(count)], check=True)
            with simulated(folder, EKS_CLUSTER_NAME="bench") as product:
                for name, paths in questions(product).items():
                    for path in paths:
                        assert product.get(path)["items"], f"nothing to find: {path}"
                    found[name, count] = load(f"http://127.0.0.1:{product.port}", paths, 1, 5)
    for name in dict.fromkeys(name for name, _ in found):
        few, many = found[name, 1000], found[name, 1_000_000]
        print(f"  {name:22} a thousand {few['p50']:.2f} {few['p99']:.2f}, a million {many['p50']:.2f} {many['p99']:.2f}, ratio of "
              f"p99 {many['p99'] / few['p99']:.2f} (goal <= 3)")


def questions(product):
    """Paths by what they narrow; those of a page in the middle go on from a cursor of the same store."""
    first = product.get("/api/activities?limit=50")
    begin = product.get("/api/activities?limit=500")["items"][-1]["timestamp_start"]
    return {
        "newest": ["/api/activities?limit=50"],
        "second page": [f"/api/activities?limit=50&cursor={first['next_cursor']}"],
        "by cost centre": [f"/api/activities?limit=50&cost_center=CC-{n:02}" for n in range(10)],
        "by type": [f"/api/activities?limit=50&operation_type={kind}" for kind in ("auto_startup", "manual_activation")],
        "by person": [f"/api/activities?limit=50&requested_by=persona-{n:02}" for n in range(20)],
        "by namespace": [f"/api/activities?limit=50&namespace=carga-{n:02}" for n in range(40)],
        "until an instant": [f"/api/activities?limit=50&end={begin}"],
    }


def beside_nginx(title, product_load, nginx_url, goal, clients=CLIENTS):
    print(f"\n{title}, requests a second (p50, p99 in ms), medians of {ROUNDS}:")
    for count in clients:
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(product_load(count))
            theirs.append(load(nginx_url, ["/answer.json"], count, 3))
        middle = {name: {key: statistics.median(each[key] for each in rows) for key in ("rate", "p50", "p99")}
                  for name, rows in (("product", ours), ("nginx", theirs))}
        ratio = statistics.median(o["rate"] / t["rate"] for o, t in zip(ours, theirs))
        print(f"  {count:2} clients: " + ", ".join(f"{name} {each['rate']:.0f} ({each['p50']:.2f}, {each['p99']:.2f})"
                                                     for name, each in middle.items()) + f", ratio {ratio:.2f}{goal}")


def http():
    with tempfile.TemporaryDirectory() as folder, simulated(pathlib.Path(folder, "product"),
                                                            NSCHED_SIMULATED_NAMESPACES="500") as product:
        url = f"http://127.0.0.1:{product.port}"
        path = "/api/namespaces?limit=500"
        content = product.request("GET", path)[1].encode()
        count = len(json.loads(content)["data"]["items"])
        with nginx(pathlib.Path(folder, "list"), content) as beside:
            beside_nginx(f"GET {path}: {count} namespaces, {len(content)} bytes", lambda clients: load(url, [path], clients, 3),
                         beside, " (goal >= 0.8)")
        names = [each["name"] for each in product.items("/api/namespaces?type=user") if each["status"] == "active"]
        product.post("/api/cost-centers/bench/permissions", {"is_authorized": True})
        paths = [f"/api/namespaces/{name}/{word}" for name in names for word in ("deactivate", "activate")]
        body = {"cost_center": "bench", "requested_by": "bench"}
        status, answer = product.request("POST", paths[0], body)
        assert status in (200, 202), answer
        with nginx(pathlib.Path(folder, "activation"), answer.encode()) as beside:
            beside_nginx(f"POST …/deactivate and …/activate on SQLite, {len(names)} namespaces in turn",
                         lambda clients: load(url, paths, clients, 3, "POST", body), beside, " of a static file")
