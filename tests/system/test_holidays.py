"""The public holidays of 1984 to 2100 as the shipping binary answers them, against the PyPI package `holidays`: dates, names
in both languages, what was moved and from where. DISAGREEMENTS lists every difference, with who is right and why: a new one
fails this test, and one that is gone does too.
"""

import collections
import dataclasses
import json
import pathlib
import re

import packages
import pytest
from product import HttpError

FIRST, LAST = 1984, 2100
OBSERVED = {"es": " (observado)", "en_US": " (observed)"}
MEMBER = {"es": "name", "en_US": "nameEn"}


@dataclasses.dataclass(frozen=True)
class Difference:
    """What one of us says and the other does not, in how many of the years. Of names: the same day's."""
    what: str
    ours: str
    theirs: str
    years: int


YEARS = LAST - FIRST + 1
SINCE_2026 = LAST - 2026 + 1
# Dates, what is moved and from where: no difference in any year. Names: the law of 1983 calls by name only the feasts that
# follow Easter; the others have their names from custom, so two spellings can both be right.
DISAGREEMENTS = {
    Difference("name", "Ascensión del Señor", "Ascensión del señor", YEARS):
        ("ours", "the law writes it so, and Señor as a name of God has a capital in Spanish"),
    Difference("name", "Sagrado Corazón de Jesús", "Sagrado Corazón", YEARS):
        ("ours", "the law has the whole name"),
    Difference("name", "Nuestra Señora del Rosario de Chiquinquirá", "Día de Nuestra Señora del Rosario de Chiquinquirá",
               SINCE_2026):
        ("theirs", "Ley 2578 de 2026 says Día de …; our contract (API.md 7) leaves it out, as it does for other feasts"),
    Difference("name", "Asunción de la Virgen", "La Asunción", YEARS):
        ("both", "custom; ours cannot be taken for the Ascension, which is a holiday too"),
    Difference("name", "Todos los Santos", "Día de Todos los Santos", YEARS):
        ("both", "custom, with and without Día de"),
    Difference("name", "Inmaculada Concepción", "La Inmaculada Concepción", YEARS):
        ("both", "custom, with and without the article"),
    Difference("nameEn", "Sacred Heart of Jesus", "Sacred Heart", YEARS):
        ("ours", "the whole name, as in Spanish"),
    Difference("nameEn", "Our Lady of the Rosary of Chiquinquirá", "Day of Our Lady of the Rosary of Chiquinquirá", SINCE_2026):
        ("both", "translations of the two Spanish names above; no text of the law is in English"),
    Difference("nameEn", "Assumption of Mary", "Assumption Day", YEARS):
        ("both", "the feast and its day"),
    Difference("nameEn", "Saints Peter and Paul", "Saint Peter and Saint Paul's Day", YEARS):
        ("both", "the feast and its day"),
    Difference("nameEn", "Labour Day", "Labor Day", YEARS):
        ("both", "British and American spelling; the product's English is British"),
}


@pytest.fixture(scope="module")
def theirs():
    said = json.loads(packages.run(pathlib.Path(__file__).with_name("holidays_oracle.py"), str(FIRST), str(LAST)))
    return {int(year): calendar for year, calendar in said.items()}


@pytest.fixture
def product(products):
    return products(None, hooks=False, settings={
        "NSCHED_CLUSTER": "simulated", "NSCHED_SIMULATED_TIME": "2026-06-01T15:00:00Z"}).start()


def differences_of(ours, calendar):
    """Of one year: (what, ours, theirs)."""
    observed, original = calendar["es"]["observed"], calendar["es"]["original"]
    days = {day["date"]: day for day in ours["holidays"]}
    for date in sorted(days.keys() ^ observed.keys()):
        yield "date", date if date in days else "-", date if date in observed else "-"
    for date in sorted(days.keys() & observed.keys()):
        day = days[date]
        for language, suffix in OBSERVED.items():
            names = calendar[language]["observed"][date]
            mine = day[MEMBER[language]].split(" / ")
            if len(mine) != len(names):
                yield "names of a day", " / ".join(mine), "; ".join(names)
                continue
            for my_name, name in zip(mine, names):
                if my_name != name.removesuffix(suffix):
                    yield MEMBER[language], my_name, name.removesuffix(suffix)
        # Of a collision we say where the first one comes from.
        first = observed[date][0]
        if (day["originalDate"] != date) != first.endswith(OBSERVED["es"]):
            yield "moved", day["originalDate"], first
        comes_from = [each for each, names in original.items() if first.removesuffix(OBSERVED["es"]) in names]
        if comes_from != [day["originalDate"]]:
            yield "originalDate", day["originalDate"], ", ".join(comes_from)


def test_every_difference_from_the_package_is_known(product, theirs):
    found = collections.Counter()
    compared = 0
    for year in range(FIRST, LAST + 1):
        ours = product.get(f"/api/holidays/{year}")
        assert ours["year"] == year
        compared += len(ours["holidays"])
        found.update(set(differences_of(ours, theirs[year])))
    differences = {Difference(*difference, years) for difference, years in found.items()}
    for difference in sorted(differences, key=str):
        print(difference)
    assert compared > 2000
    assert differences - DISAGREEMENTS.keys() == set(), "new ones: find out who is right"
    assert DISAGREEMENTS.keys() - differences == set(), "these are gone: take them off the list"


def test_a_local_day_is_there_until_it_is_removed(product):
    """Also in the calendar, and for the next process."""
    day = {"date": "2026-12-07", "name": "Puente de la empresa", "nameEn": "Company bridge"}
    national = product.get("/api/holidays/2026")["holidays"]
    added = product.post("/api/holidays/local", day)
    assert added == {**day, "type": "local", "isFixed": True, "originalDate": day["date"], "law": None}
    with pytest.raises(HttpError) as twice:
        product.post("/api/holidays/local", day)
    assert (twice.value.status, twice.value.code) == (409, "already_exists")

    del product.settings["NSCHED_SIMULATED_TIME"]   # the simulation goes on where the store is
    product.restart()
    year = product.get("/api/holidays/2026")["holidays"]
    assert [each for each in year if each["type"] == "local"] == [added]
    assert [each for each in year if each["type"] == "national"] == national
    assert product.get("/api/holidays/local") == {"holidays": [added]}
    status, calendar = product.request("GET", "/api/holidays/2026?format=ics")
    assert status == 200
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)\r\n", calendar) == [each["date"].replace("-", "") for each in year]

    status, _ = product.request("DELETE", "/api/holidays/local/2026-12-07")
    assert status == 200
    product.restart()
    assert product.get("/api/holidays/2026")["holidays"] == national
    assert product.request("DELETE", "/api/holidays/local/2026-12-07")[0] == 404
