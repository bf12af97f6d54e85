"""What is in a workbook, as another program reads it (openpyxl), as JSON; run by the venv's Python (packages.py). Argument: the
file. Sheet by sheet: its name, its rows (dates as text), the type of each cell, what is frozen and filtered, and its charts.
"""

import datetime
import json
import sys

import openpyxl


def plain(value):
    return value.date().isoformat() if isinstance(value, datetime.datetime) else value


sheets = []
for sheet in openpyxl.load_workbook(sys.argv[1]).worksheets:
    rows = list(sheet.iter_rows())
    sheets.append({
        "name": sheet.title,
        "rows": [[plain(cell.value) for cell in row] for row in rows],
        "types": [["date" if cell.is_date else cell.data_type for cell in row] for row in rows],
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "widths": [dimension.width for dimension in sheet.column_dimensions.values()],
        "charts": len(sheet._charts),
    })
json.dump(sheets, sys.stdout)
