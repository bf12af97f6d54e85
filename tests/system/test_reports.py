"""Reports as the shipping binary answers them: the three formats of one report, read by other programs, say the same numbers;
ranges, grid and daily usage agree with it; what is over is the same after a restart.
"""

import csv
import io
import json
import pathlib
import urllib.error
import urllib.request

import packages
import pytest

WEEK = "2026-11-16"
MEASURES = ("scheduledHours", "actualHours", "efficiency", "nonBusinessHours", "avoidedHours")


def started(products, now):
    """A simulated cluster with prices."""
    return products(None, hooks=False, settings={
        "NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": now, "NSCHED_PRICE_CPU_HOUR": "0.0405",
        "NSCHED_PRICE_GIB_HOUR": "0.004446", "NSCHED_CURRENCY": "COP"}).start()


@pytest.fixture
def product(products):
    """A week that is over, in which somebody kept a namespace on, and the begin of the next one."""
    product = started(products, "2026-11-15T15:00:00Z")
    product.post("/api/simulation/advance", {"to": "2026-11-18T02:30:00Z"})
    name = product.get("/api/namespaces/status?limit=1")["items"][0]["namespace"]
    product.post(f"/api/namespaces/{name}/activate", {"cost_center": "CC-001", "duration_minutes": 95})
    product.post("/api/simulation/advance", {"to": "2026-11-23T15:00:00Z"})
    return product


def download(product, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{product.port}{path}", timeout=60) as answer:
        return answer.read(), answer.headers


def rows_of(report):
    """(cost centre, namespace) -> its measures and amount."""
    return {(center["costCenterId"], row["namespaceId"]): [row[each] for each in MEASURES] + [row["savings"]["amount"]]
            for center in report["costCenters"] for row in center["namespaces"]}


def number(text):
    return float(text) if text else None


def test_the_csv_has_the_numbers_of_the_json(product):
    report = product.get(f"/api/weekly-report/{WEEK}")
    content, headers = download(product, f"/api/weekly-report/{WEEK}?format=csv&lang=en")
    assert headers["Content-Disposition"] == f'attachment; filename="weekly-report-local-{WEEK}.csv"'
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    columns = ("scheduled_hours", "actual_hours", "efficiency", "non_business_hours", "avoided_hours", "savings_amount")
    told = {(line["cost_center"], line["namespace"]): [number(line[column]) for column in columns] for line in lines}
    expected = rows_of(report)
    assert {key: row for key, row in told.items() if key[1]} == expected
    total = told[("", "")]
    assert total[1] == pytest.approx(report["usedHours"], abs=1e-4)
    assert total[5] == report["savings"]["amount"]
    assert {line["currency"] for line in lines} == {"COP"}

    spanish, _ = download(product, f"/api/weekly-report/{WEEK}?format=csv&lang=es")
    assert spanish.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(spanish.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [number(cell.replace(",", ".")) for cell in lines[-1][5:11]] == total


def test_the_workbook_has_the_numbers_of_the_json(product, tmp_path):
    report = product.get(f"/api/weekly-report/{WEEK}")
    content, headers = download(product, f"/api/weekly-report/{WEEK}?format=excel&lang=en")
    assert headers["Content-Disposition"] == f'attachment; filename="weekly-report-local-{WEEK}.xlsx"'
    assert headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = tmp_path / "report.xlsx"
    file.write_bytes(content)
    sheets = json.loads(packages.run(pathlib.Path(__file__).with_name("workbook_reader.py"), str(file)))

    table = sheets[0]
    assert table["rows"][0] == ["week_start", "week_end", "cost_center", "cost_center_name", "namespace", "scheduled_hours",
                                "actual_hours", "efficiency", "non_business_hours", "avoided_hours", "savings_amount", "currency"]
    told = {(row[2], row[4]): row[5:11] for row in table["rows"][1:] if row[4]}
    assert told == rows_of(report)
    assert table["rows"][1][:2] == [WEEK, "2026-11-22"]
    assert table["types"][1] == ["date"] * 2 + ["s"] * 3 + ["n"] * 6 + ["s"], "typed cells"
    assert table["rows"][-1][6] == pytest.approx(report["usedHours"], abs=1e-4)
    assert (table["frozen"], table["filter"] is not None, min(table["widths"]) > 5) == ("A2", True, True)

    centers = [center["costCenterId"] for center in report["costCenters"]]
    assert [sheet["name"] for sheet in sheets] == ["Report", *centers, "Summary"]
    for center, sheet in zip(report["costCenters"], sheets[1:-1]):
        assert [row[4] for row in sheet["rows"][1:] if row[4]] == [row["namespaceId"] for row in center["namespaces"]]
    assert sheets[-1]["charts"] == 1
    assert [row[2] for row in sheets[-1]["rows"][1:-1]] == centers


def test_ranges_grid_and_days_add_up_to_the_same(product):
    report = product.get(f"/api/weekly-report/{WEEK}")
    used = report["usedHours"]
    span = f"start_date={WEEK}&end_date=2026-11-22"
    for group in ("cost_center", "namespace", "day"):
        ranged = product.get(f"/api/reports?{span}&group_by={group}")
        assert ranged["usedHours"] == used
        assert sum(row["actualHours"] for row in ranged["rows"]) == pytest.approx(used, abs=0.01)
        assert ranged["savings"]["amount"] == pytest.approx(report["savings"]["amount"], abs=0.01)
    slots = product.get(f"/api/weekly-schedule/{WEEK}")["timeSlots"]
    minutes = sum(entry["duration"] for day in slots.values() for hour in day.values() for entry in hour)
    assert minutes / 60 == pytest.approx(used, abs=0.1)
    daily = 0
    for name in {namespace for _, namespace in rows_of(report)}:
        daily += sum(day["actualHours"] for day in product.get(f"/api/namespace-usage/{name}?{span}")["usage"])
    assert daily == pytest.approx(used, abs=0.01)


def test_what_is_over_stays_what_it_is(product):
    weeks = "/api/reports?start_date=2026-11-01&end_date=2026-11-22&group_by=namespace"
    before = product.get(weeks)
    assert before["savings"]["amount"] > 0 and "COP" in before["formula"]
    del product.settings["NSCHED_SIMULATED_TIME"]
    product.restart()
    assert product.get(weeks) == before


def test_settings_are_kept_and_what_the_environment_decides_is_not_changed(products):
    product = started(products, "2026-11-13T15:00:00Z")
    settings = product.get("/api/settings")
    assert settings["price_cpu_hour"] == {"value": 0.0405, "source": "environment"}

    def patch(body, tag):
        request = urllib.request.Request(f"http://127.0.0.1:{product.port}/api/settings", method="PATCH",
                                         data=json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json", **({"If-Match": tag} if tag else {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)["data"]
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    assert patch({"holidays": "observe"}, None)[0] == 428
    status, refused = patch({"price_cpu_hour": 1}, settings["etag"])
    assert (status, refused["code"], "NSCHED_PRICE_CPU_HOUR" in refused["message"]) == (409, "setting_fixed", True)
    status, changed = patch({"holidays": "observe"}, settings["etag"])
    assert (status, changed["holidays"]) == (200, {"value": "observe", "source": "stored"})
    product.post("/api/simulation/advance", {"to": "2026-11-16T15:00:00Z"})   # Independencia de Cartagena
    assert product.get("/api/namespaces/status?limit=1")["off_hours"]["now"] is True
    assert product.get("/api/tasks/builtin-startup")["next_run"] == "2026-11-17T12:00:00Z"
    assert [run["status"] for run in product.items("/api/tasks/builtin-startup/runs")] == [], "there was no startup this morning"
    del product.settings["NSCHED_SIMULATED_TIME"]
    product.restart()
    assert product.get("/api/settings")["holidays"] == {"value": "observe", "source": "stored"}
