#!/usr/bin/python3
"""A workbook, CSV and JSON of the same release, read by libraries that are not ours. Usage: files_test.py DIRECTORY, which holds
report.xlsx, report.csv and report.json."""

import csv
import json
import os
import sys
from decimal import Decimal

import openpyxl


def rows_of(sheet):
    head, *rows = sheet.iter_rows()
    return [dict(zip((cell.value for cell in head), row)) for row in rows]


def value(row, *names):
    """The cell of the first column whose head begins so."""
    return next(cell for head, cell in row.items() if head and head.startswith(names))


def boards(directory, report, sheets):
    """Each leaderboard is a member of the JSON, a sheet of the workbook and a file of CSV, row by row the same."""
    for number, (board, sheet) in enumerate(zip(report["leaderboards"], sheets), start=1):
        assert sheet.title.startswith(f"{number} ") and len(sheet.title) <= 31, sheet.title
        cells = rows_of(sheet)
        with open(os.path.join(directory, f"report.board-{board['key']}.csv"), encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file, strict=True))
        rows = [(section["name"], row) for section in board["sections"] for row in section["rows"]]
        assert len(cells) == len(lines) == len(rows), board["key"]
        for (section, row), cell, line in zip(rows, cells, lines):
            score, (_, rank, _, subject, name, figure, exact) = row["score"], cell.values()
            assert (line["section"], line["subject"]) == (section, row["subject"]) and subject.value == row["subject"]
            assert name.value == row["name"] == line["name"].removeprefix("'"), row["name"]
            assert line["rank"] == str(row["rank"] or "") and rank.value == row["rank"]
            assert line["score"] == (score["rounded"] or "") and line["withheld"] == ("score" if score["withheld"] else "")
            assert (exact.value or "") == line["score_exact"].removeprefix("'") == (score["exact"] or "")
            if score["rounded"]:
                assert figure.data_type == "n" and Decimal(str(figure.value)) == Decimal(score["rounded"])
            else:
                assert row["rank"] is None, "who has no score has no place"
                assert figure.value == {"small": f"n < {report['shown_ballots']}", "complementary": "†",
                                        None: None}[score["withheld"]], figure.value


def main():
    directory = sys.argv[1]
    with open(os.path.join(directory, "report.json"), encoding="utf-8") as file:
        report = json.load(file)
    results = report["results"]
    assert report["format"] == "pingyi-report-v1" and results

    book = openpyxl.load_workbook(os.path.join(directory, "report.xlsx"))
    assert len(book.worksheets) == 4 + len(report["leaderboards"]), book.sheetnames
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2" and (sheet.auto_filter.ref or sheet.max_row == 1), sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title} {cell.coordinate} is a formula: {cell.value}"
    sheet = rows_of(book.worksheets[0])
    assert len(sheet) == len(results)
    numbers = 0
    for row, result in zip(sheet, results):
        assert value(row, "编号", "Id").value == result["subject"]
        assert value(row, "评议对象", "Subject").value == result["name"], result["name"]
        total = value(row, "总分", "Total")
        if result["total"]["rounded"] is None:
            assert total.data_type == "s" and total.value in ("†", f"n < {report['shown_ballots']}"), total.value
            continue
        numbers += 1
        assert total.data_type == "n", total.value
        assert Decimal(str(total.value)) == Decimal(result["total"]["rounded"])
        digits = report["digits"]
        assert total.number_format == ("0." + "0" * digits if digits else "0"), total.number_format
        assert value(row, "名次", "Rank").value == result["rank"]
        assert (value(row, "精确总分", "Exact total").value or "") == (result["total"]["exact"] or "")
    assert numbers > 0
    scores = rows_of(book.worksheets[1])
    assert len(scores) == len(results) * len(report["groups"]) * len(report["criteria"])

    with open(os.path.join(directory, "report.csv"), encoding="utf-8", newline="") as file:
        text = file.read()
    assert text.count("\n") - text.count("\r\n") == sum(result["name"].count("\n") for result in results)
    table = list(csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True))
    assert len(table) == len(results)
    for row, result in zip(table, results):
        guarded = result["name"][:1] in ("=", "+", "-", "@", "\t", "\r", "\n")
        assert row["name"] == ("'" if guarded else "") + result["name"]
        assert row["total"] == (result["total"]["rounded"] or "")
        exact = result["total"]["exact"] or ""
        assert row["total_exact"] == ("'" if "/" in exact else "") + exact
        for group, score in zip(report["groups"], result["groups"]):
            column = "group_" + group["key"]
            assert row[column] == (score["score"]["rounded"] or "")
            assert (column in row["withheld"].split()) == (score["score"]["withheld"] is not None)
        assert ("total" in row["withheld"].split()) == (result["total"]["withheld"] is not None)
    boards(directory, report, book.worksheets[3:-1])
    print(f"{len(results)} results and {len(report['leaderboards'])} leaderboards, the same in every file")


if __name__ == "__main__":
    main()
