"""The fault proxy's own tests use the system tests' cluster and DynamoDB Local."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
