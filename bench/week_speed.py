"""The week, its reports and its workbook, for 100, 1,000 and 5,000 namespaces with 50 records each. For bench/run.

From their inputs, in one process (bench_week): time beside a bare writer of the same text, and the memory that the process
needed. Over HTTP: the week of a thousand namespaces, kept, beside nginx that serves its bytes as a file.
"""

import json
import os
import pathlib
import subprocess
import tempfile

import http_speed

SIZES = (100, 1_000, 5_000)
PARTS = ("grid", "grid_bare_writer", "weekly_report", "workbook", "year_of_kept_sums")


def measured(build, part, size):
    """(milliseconds, MiB of the whole process) of one part alone."""
    command = [build / "bench_week", f"--benchmark_filter=^{part}/{size}$", "--benchmark_format=json", "--benchmark_min_time=0.5"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{part}/{size} failed"
    return json.loads(said)["benchmarks"][0]["real_time"], usage.ru_maxrss / 1024


def engine(build):
    print("\nfrom its inputs: ms (MiB of the process), for " + ", ".join(f"{size:,}" for size in SIZES) + " namespaces:")
    found = {}
    for part in PARTS:
        rows = [measured(build, part, size) for size in SIZES]
        found[part] = [time for time, _ in rows]
        print(f"  {part:18}" + ", ".join(f"{time:.1f} ({memory:.0f})" for time, memory in rows))
    ratios = [ours / bare for ours, bare in zip(found["grid"], found["grid_bare_writer"])]
    print("  grid beside the bare writer: " + ", ".join(f"{ratio:.2f}" for ratio in ratios) + " (goal <= 2)")


def kept():
    with tempfile.TemporaryDirectory() as folder, http_speed.simulated(pathlib.Path(folder, "product"),
                                                                       NSCHED_SIMULATED_NAMESPACES="1000") as product:
        product.post("/api/simulation/advance", {"to": "2026-06-09T10:00:00-05:00"})
        path = "/api/weekly-schedule/2026-06-01"
        content = product.request("GET", path)[1].encode()
        url = f"http://127.0.0.1:{product.port}"
        with http_speed.nginx(pathlib.Path(folder, "week"), content) as beside:
            http_speed.beside_nginx(f"GET {path}, kept: {len(content)} bytes",
                                    lambda clients: http_speed.load(url, [path], clients, 3), beside, "", clients=(1, 4))


def week(build):
    engine(build)
    kept()
