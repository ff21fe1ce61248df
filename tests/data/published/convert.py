#!/usr/bin/env python3
"""Brings published ballots and results into the form of this folder.

Usage: convert.py SOURCE_DIR [SET...]

SOURCE_DIR holds a folder for each set with ballots.csv (session, voter_id, voter_group, subject_id, criterion, value) and
expected.csv (session, subject_id, criterion, expected, rank). Each SET gets ballots.csv, subjects.csv and expected.csv with
the session in front and ids as the services take them. Nothing is computed: figures are carried over as published, except
that a value is written as the mark the form has for it, and that a misprint listed in misprints.csv gets its correction
beside it.
"""

import csv
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
GRADES = {"6": "excellent", "5": "very_good", "4": "good", "3": "acceptable", "2": "poor", "1": "to_reject", "0": "-"}


def plain(text, joint):
    """Lower-case letters, digits and the joint."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joint, ascii_text).strip(joint)


def as_it_is(row):
    return [(row["criterion"], row["expected"], row["rank"])]


def award(row):
    return [("GRADE", "None" if row["expected"] == "-" else row["expected"], "")] if row["criterion"] == "AWARD" else as_it_is(row)


def majority(row):
    what, expected = row["criterion"], row["expected"]
    if what.startswith("share."):
        return [("SHARE/grade/" + GRADES[what[-1]], expected, "")]
    if what == "majority_grade":
        grade, _, sign = expected.partition(" ") if expected[-1] in "+-" else (expected, "", "")
        if sign:
            return [("GRADE", grade, ""), ("GAUGE", sign, ""), ("TOTAL", "", row["rank"])]
        return [("GRADE", grade, ""), ("TOTAL", "", row["rank"])]
    return [("VALID_BALLOTS", expected, "")]


def recount(row):
    counts = [(f"COUNT/{row['criterion']}/{mark}", row[f"n{mark}"], "") for mark in range(1, 6)]
    return [(row["criterion"].lower(), row["mean"], "")] + [(w.lower().replace("count", "COUNT"), e, r) for w, e, r in counts]


# Source folder; whether the voters are named; what a published row says; what a value is as a mark.
SETS = {
    "halfpipe_2026": ("halfpipe_2026", True, as_it_is, str),
    "strictly_come_dancing": ("strictly_come_dancing", True, as_it_is, str),
    "imo_2024": ("imo", True, award, str),
    "orsay_2007": ("orsay2007_majority_judgment", False, majority, GRADES.get),
    "nba_allstar_2020": ("nba_allstar_2020", True, as_it_is, str),
    "turkiye_student_evaluation": ("turkiye_student_evaluation", False, recount, str),
}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def misprints(folder):
    path = folder / "misprints.csv"
    return {(m["subject_id"], m["criterion"]): m["corrected"] for m in read(path)} if path.exists() else {}


def convert(source, name, target):
    folder, named, rows_of, mark_of = SETS[name]
    ballots = read(source / folder / "ballots.csv")
    expected_file = source / folder / "expected.csv"
    expected = read(expected_file if expected_file.exists() else source / folder / "computed_not_official.csv")
    target.mkdir(parents=True, exist_ok=True)
    header = ["session", "ballot", "group"] + (["voter"] if named else []) + ["subject", "criterion", "mark"]
    write(target / "ballots.csv", header,
          [[plain(b["session"], "-"), b["voter_id"], plain(b["voter_group"], "_")] + ([b["voter_id"]] if named else []) +
           [plain(b["subject_id"], "-"), plain(b["criterion"], "_"), mark_of(b["value"])] for b in ballots])
    subjects = {}
    for row in ballots + expected:
        if row["subject_id"] != "*":
            session = subjects.setdefault(plain(row["session"], "-"), {})
            session.setdefault(plain(row["subject_id"], "-"), row["subject_id"])
    write(target / "subjects.csv", ["session", "subject_id", "display_name", "position"],
          [[session, key, title, position] for session, names in subjects.items()
           for position, (key, title) in enumerate(names.items(), 1)])
    corrected = misprints(target)
    rows = []
    for row in expected:
        subject = row["subject_id"] if row["subject_id"] == "*" else plain(row["subject_id"], "-")
        for what, value, rank in rows_of(row):
            rows.append([plain(row["session"], "-"), subject, what, value, rank, corrected.pop((subject, what), "")])
    assert not corrected, corrected
    write(target / "expected.csv", ["session", "subject_id", "criterion", "expected", "rank", "corrected"], rows)
    print(f"{name}: {len(subjects)} rounds, {len(ballots)} marks, {len(rows)} published rows")


def main():
    for name in sys.argv[2:] or [name for name in SETS if (HERE / name).exists()]:
        target = pathlib.Path(name) if "/" in name else HERE / name
        convert(pathlib.Path(sys.argv[1]), target.name, target)


if __name__ == "__main__":
    main()
