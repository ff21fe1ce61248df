#!/usr/bin/env python3
"""Turns the published Eurovision votes into the files that `pingyi` imports.

Usage: convert.py SOURCE_DIR [TARGET_DIR]

SOURCE_DIR holds ballots.csv, expected.csv, running_order.csv and sessions.csv (described in README.md). For each session
TARGET_DIR/rounds/<session>/ gets
  round.yaml       the round: form, groups, rules, and the name of the policy of its era
  subjects.csv     the countries that sang, in running order
  holders-*.csv    the countries that voted, one file a group, with the country's own entry
  ballots.csv      what each of them voted
  expected.csv     the published group totals, totals and places
Nothing is computed here: every figure is carried over as published.
"""

import collections
import csv
import pathlib
import sys

NAMED_POINTS = (12, 10, 8, 7, 6, 5, 4, 3, 2, 1)
GROUP_TITLES = {"country": "Countries 国家", "jury": "Juries 评审团", "televote": "Televote 观众"}


def read(source, name):
    with open(source / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_session(rows):
    sessions = collections.defaultdict(list)
    for row in rows:
        sessions[row["session"]].append(row)
    return sessions


def policy_of(year):
    """The rule for ties changed three times; each era is a policy of its own (see policies/)."""
    if year <= 1988:
        return "esc-1957"
    if year <= 2007:
        return "esc-1989"
    return "esc-2008" if year <= 2015 else "esc-2016"


def each_point_once(ballots):
    """Whether no ballot of the round gives the same points twice: then the form says so, as the contest's rule did."""
    for votes in ballots.values():
        given = [points for points in votes.values() if points]
        if len(given) != len(set(given)):
            return False
    return True


def write_csv(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def round_yaml(session, groups, expected_voters, limits):
    year, name = session.split("-", 1)
    lines = [
        f"display_name: Eurovision Song Contest {year}, {name}",
        "anonymity: ANONYMITY_NAMED  # who gave whom how many points is announced on stage",
        "ballot_form:",
        "  criteria:",
        "    - key: points",
        "      title: Points 得分",
        "      weight: 1",
        "      numeric: {min: 0, max: 12, step: 1}",
        "voter_groups:",
    ]
    for group in groups:
        lines.append(f"  - {{key: {group}, title: {GROUP_TITLES[group]}, weight: 1, "
                     f"expected_voters: {expected_voters[group]}}}")
    lines += ["validity_rules:", "  require_all_criteria: true", "  require_all_subjects: true", "  forbid_self: true"]
    if limits:
        lines.append("  mark_limits:")
        lines += [f"    - {{criterion: points, mark: {points}, max_count: 1}}" for points in NAMED_POINTS]
    return "\n".join(lines) + "\n"


def convert_session(session, ballots, running, expected, target):
    target.mkdir(parents=True, exist_ok=True)
    subjects = sorted(running, key=lambda row: int(row["running"]))
    names = {row["subject_id"] for row in subjects}
    votes = collections.defaultdict(dict)
    for row in ballots:
        votes[(row["voter_group"], row["voter_id"])][row["subject_id"]] = int(row["value"])
    groups = sorted({group for group, _ in votes})
    voters = {group: [voter for g, voter in votes if g == group] for group in groups}

    (target / "round.yaml").write_text(
        round_yaml(session, groups, {g: len(v) for g, v in voters.items()}, each_point_once(votes)), encoding="utf-8")
    (target / "policy").write_text(policy_of(int(session[:4])) + "\n", encoding="utf-8")
    write_csv(target / "subjects.csv", ["subject_id", "display_name", "position"],
              [(row["subject_id"].lower(), row["subject_id"], row["running"]) for row in subjects])
    for group in groups:
        write_csv(target / f"holders-{group}.csv", ["voter", "own_subject"],
                  [(voter, voter.lower() if voter in names else "") for voter in voters[group]])
    write_csv(target / "ballots.csv", ["ballot", "group", "voter", "subject", "criterion", "mark"],
              [(f"{group}-{voter}", group, voter, subject.lower(), "points", points)
               for (group, voter), marks in votes.items() for subject, points in marks.items()])
    write_csv(target / "expected.csv", ["subject_id", "criterion", "expected", "rank"],
              [(row["subject_id"].lower(), row["criterion"], row["expected"], row["rank"]) for row in expected])


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).parent
    ballots = by_session(read(source, "ballots.csv"))
    running = by_session(read(source, "running_order.csv"))
    expected = by_session(read(source, "expected.csv"))
    for row in read(source, "sessions.csv"):
        session = row["session"]
        convert_session(session, ballots[session], running[session], expected[session], target / "rounds" / session)
    print(f"{len(ballots)} rounds, {sum(map(len, ballots.values()))} votes")


if __name__ == "__main__":
    main()
