#!/usr/bin/env python3
"""Recomputes expected.csv from ballots.csv with nothing but fractions: means, criteria 20 each, groups 40/30/30."""

import collections
import csv
import fractions
import pathlib

HERE = pathlib.Path(__file__).parent
POINTS = {"excellent": 100, "competent": 80, "basic": 60, "incompetent": 40}
WEIGHTS = {"a": 40, "b": 30, "c": 30}


def main():
    marks = collections.defaultdict(list)
    with open(HERE / "ballots.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["mark"] != "-":
                marks[row["subject"], row["group"], row["criterion"]].append(POINTS[row["mark"]])
    subjects = list(dict.fromkeys(subject for subject, _, _ in marks))
    criteria = list(dict.fromkeys(criterion for _, _, criterion in marks))

    def score(subject, group):
        cells = [fractions.Fraction(sum(given), len(given)) for criterion in criteria
                 if (given := marks[subject, group, criterion])]
        return sum(cells) / len(cells)

    def rounded(value):
        hundredths = (value * 100 + fractions.Fraction(1, 2)).__floor__()
        return f"{hundredths // 100}.{hundredths % 100:02}"

    groups = {subject: {group: score(subject, group) for group in WEIGHTS} for subject in subjects}
    totals = {subject: rounded(sum(groups[subject][g] * w for g, w in WEIGHTS.items()) / 100) for subject in subjects}
    places = {subject: 1 + sum(float(other) > float(totals[subject]) for other in totals.values()) for subject in subjects}
    assert len(set(totals.values())) == len(totals), "equal totals would need the tie-breakers"
    with open(HERE / "expected.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["subject_id", "criterion", "expected", "rank"])
        for subject in subjects:
            for group in WEIGHTS:
                writer.writerow([subject, group, rounded(groups[subject][group]), ""])
            writer.writerow([subject, "TOTAL", totals[subject], places[subject]])


if __name__ == "__main__":
    main()
