"""docs/api-tour.md is what the product answers."""

import difflib

import tour


def test_the_page_says_what_the_product_answers():
    was = tour.masked(tour.PAGE.read_text() if tour.PAGE.exists() else "").splitlines()
    now = tour.masked(tour.written()).splitlines()
    changes = [line for line in difflib.unified_diff(was, now, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    print("\n".join(changes))
    assert not changes, f"docs/api-tour.md is stale in {len(changes)} lines: run scripts/tour and commit it"
