#!/usr/bin/python3
"""Line coverage by folder of src/, from the counters that the tests of an instrumented build left; fails below the bounds.

    tools/coverage.py BUILD_FOLDER [--uncovered]     --uncovered lists the lines that no test ran

Objects may come out of ccache, compiled in another checkout: a counter file is named by the path of its object there, and
pairs with the .gcno here whose path below the build folder ends alike. Sources are recognised by their path from src/ on.
A line that carries GCOVR_EXCL_LINE (and there: why) does not count.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BOUNDS = {"domain": 95.0, "app": 95.0}   # per cent of the lines of that folder
WHOLE = 90.0
BATCH = 8
EXCLUDED = re.compile(r"GCOVR_EXCL_LINE")


def pairs(build):
    """(gcno, gcda or None) of every object of the build folder."""
    counters = collections.defaultdict(list)
    for gcda in build.glob("gcov/**/*.gcda"):
        parts = gcda.name.split("#")
        for at in range(1, len(parts)):
            counters["#".join(parts[at:])[:-len(".gcda")]].append(gcda)
    for gcno in build.rglob("*.gcno"):
        key = gcno.relative_to(build).as_posix().replace("/", "#")[:-len(".gcno")]
        for gcda in counters.get(key) or [None]:
            yield gcno, gcda


def read_batch(batch):
    """{file: {line: runs}} of some pairs. gcov wants both files side by side under one name."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, (gcno, gcda) in enumerate(batch):
            os.symlink(gcno, f"{folder}/{number}.gcno")
            if gcda:
                os.symlink(gcda, f"{folder}/{number}.gcda")
            names.append(f"{number}.gcda" if gcda else f"{number}.gcno")
        out = subprocess.run(["gcov", "--json-format", "--stdout", *names], cwd=folder, check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    for document in filter(None, out.split(b"\n")):
        report = json.loads(document)
        for file in report["files"]:
            name = source_name(file["file"], report.get("current_working_directory", ""))
            if name:
                for line in file["lines"]:
                    lines[name][line["line_number"]] += line["count"]
    return {name: dict(found) for name, found in lines.items()}


def source_name(file, folder):
    path = os.path.normpath(os.path.join(folder, file))
    _, found, name = path.rpartition("/src/") if "/src/" in path else ("", path.startswith("src/"), path[4:])
    return name if found and (ROOT / "src" / name).is_file() else None


def collect(build):
    work = list(pairs(build))
    if not any(gcda for _, gcda in work):
        sys.exit(f"coverage: no counters below {build}: run the tests of this build first")
    batches = [work[at:at + BATCH] for at in range(0, len(work), BATCH)]
    total = collections.defaultdict(lambda: collections.defaultdict(int))
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for found in pool.map(read_batch, batches):
            for name, lines in found.items():
                for number, count in lines.items():
                    total[name][number] += count
    for name, lines in total.items():
        for number, text in enumerate((ROOT / "src" / name).read_text().splitlines(), 1):
            if EXCLUDED.search(text):
                lines.pop(number, None)
    return total


def folder_of(name):
    parts = name.split("/")
    return "/".join(parts[:2]) if parts[0] == "adapters" else parts[0]


def per_cent(covered, lines):
    return 100.0 * covered / lines if lines else 100.0


def table(total):
    sums = collections.defaultdict(lambda: [0, 0])
    for name, lines in total.items():
        covered = sum(1 for count in lines.values() if count)
        for key in (folder_of(name), "whole"):
            sums[key][0] += covered
            sums[key][1] += len(lines)
    failures = []
    print(f"{'folder':<32}{'lines':>8}{'run':>8}{'%':>8}")
    for key in sorted(sums, key=lambda each: (each == "whole", each)):
        covered, lines = sums[key]
        share = per_cent(covered, lines)
        bound = WHOLE if key == "whole" else BOUNDS.get(key)
        low = bound is not None and share < bound
        print(f"{'src/' + key if key != 'whole' else 'the whole of src/':<32}{lines:>8}{covered:>8}{share:>8.1f}"
              + (f"   below {bound:.0f}" if low else ""))
        failures += [key] if low else []
    missing = [key for key in BOUNDS if key not in sums]
    return failures + missing


def uncovered(total):
    for name in sorted(total):
        numbers = sorted(number for number, count in total[name].items() if not count)
        if numbers:
            print(f"src/{name}: {' '.join(map(str, numbers))}")


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: tools/coverage.py BUILD_FOLDER [--uncovered]")
    total = collect(pathlib.Path(sys.argv[1]).resolve())
    if "--uncovered" in sys.argv:
        uncovered(total)
    failures = table(total)
    print(f"coverage: below the bound: {', '.join(failures)}" if failures else "coverage: every bound is kept")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
