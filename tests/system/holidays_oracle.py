"""What the PyPI package `holidays` says of Colombia, as JSON; run by the venv's Python (packages.py). For each of the years from
the first argument to the second: language -> "observed" and "original" -> date -> the names of that day.
"""

import json
import sys

import holidays

first, last = (int(each) for each in sys.argv[1:])
found = {}
for year in range(first, last + 1):
    found[year] = {
        language: {kind: {str(date): name.split("; ") for date, name in sorted(holidays.country_holidays(
            "CO", years=year, language=language, observed=kind == "observed").items())}
            for kind in ("observed", "original")}
        for language in ("es", "en_US")}
json.dump(found, sys.stdout)
