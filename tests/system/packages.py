"""The packages of tests/requirements.txt, which scripts/setup installs into a virtual environment outside the checkout. The
tests run on Debian's Python, so they ask that environment's interpreter:

    run("script.py", "argument")         what it printed
    interpreter()                        its path, for what runs longer
    importable()                         from now on this process imports them too (after Debian's own)
"""

import pathlib
import subprocess
import sys

from testcluster import REPOSITORY


def _environment():
    said = subprocess.run(["bash", "-c", ". scripts/common.sh; test_venv"], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    path = pathlib.Path(said.stdout.strip())
    if not (path / "complete").exists():
        raise FileNotFoundError(f"no Python packages in {path}: run scripts/setup test (make test does)")
    return path


def interpreter():
    return _environment() / "bin/python"


def importable():
    (folder,) = (_environment() / "lib").glob("python3.*/site-packages")
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


def run(script, *arguments, seconds=120):
    done = subprocess.run([interpreter(), script, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=seconds)
    assert done.returncode == 0, f"{script}: exit {done.returncode}\n{done.stderr}"
    return done.stdout
