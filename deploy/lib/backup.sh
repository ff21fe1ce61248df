# Shared by deploy/backup and deploy/restore.
# shellcheck shell=bash disable=SC2034,SC2119,SC2120
# Needs deploy/lib/common.sh.

# The callers come first: whatever a service refers to is in the backup of the service it called, taken later.
services=(result appraisal report)
backend='' data='' prefix=pingyi from='' to='' client_options=()

# parse_options OPTION...: what both commands take.
parse_options() {
  case ${1:-} in
    sqlite | mariadb) backend=$1 && shift ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 1 ;;
  esac
  local chosen=()
  while [ $# -gt 0 ]; do
    case $1 in
      --data) data=${2:?--data needs a directory} && shift ;;
      --to) to=${2:?--to needs a directory} && shift ;;
      --from) from=${2:?--from needs a directory} && shift ;;
      --service) chosen+=("${2:?--service needs a name}") && shift ;;
      --prefix) prefix=${2:?--prefix needs a name} && shift ;;
      --socket) client_options=(--no-defaults --user=root --socket="${2:?--socket needs a path}") && shift ;;
      --defaults-file) client_options=(--defaults-file="${2:?--defaults-file needs a file}") && shift ;;
      -h | --help) usage && exit 0 ;;
      *) usage >&2 && exit 1 ;;
    esac
    shift
  done
  [ ${#chosen[@]} -eq 0 ] || choose "${chosen[@]}"
  [[ $prefix =~ ^[a-z][a-z0-9_]{0,31}$ ]] || die "--prefix: small letters, digits and '_', at most 32"
  [ "$backend" = mariadb ] || [ -d "$data" ] || die "--data must name the directory of the databases"
}

# choose NAME...: these services alone, in the order that is right whatever the order of the options.
choose() {
  local name kept=()
  for name in "${services[@]}"; do
    [[ " $* " != *" $name "* ]] || kept+=("$name")
  done
  [ ${#kept[@]} -eq $# ] || die "--service: report, appraisal or result, each once"
  services=("${kept[@]}")
}

need_command() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || die "there is no $command: install what deploy/packages/backup lists"
  done
}

mariadb_sql() { mariadb "${client_options[@]}" --batch --raw --skip-column-names "$@"; }

# quoted TEXT: as a literal of SQLite.
quoted() { printf "'%s'" "${1//\'/\'\'}"; }

# check_sqlite FILE: whole, and no reference inside it that leads nowhere.
check_sqlite() {
  local found
  found=$(sqlite3 -batch -readonly "$1" 'PRAGMA integrity_check; PRAGMA foreign_key_check' 2>&1) || true
  [ "$found" = ok ] || die "$1 is damaged:
$found"
}

# The invariants that tie rows and databases together, as queries whose rows are faults; REPORT, APPRAISAL and RESULT stand for the
# databases.
invariants() {
  cat <<'EOT'
SELECT 'round ' || t.round_id || ': ' || t.returned || ' ballots in the turnout, ' || COUNT(s.hash) || ' credentials spent'
FROM (SELECT round_id, SUM(valid + spoiled) AS returned FROM APPRAISAL.turnout GROUP BY round_id) AS t
LEFT JOIN APPRAISAL.spent_credentials AS s ON s.round_id = t.round_id
GROUP BY t.round_id, t.returned HAVING COUNT(s.hash) <> t.returned;
SELECT 'round ' || s.round_id || ': a credential is spent that was never issued' FROM APPRAISAL.spent_credentials AS s
LEFT JOIN APPRAISAL.credentials AS c ON c.round_id = s.round_id AND c.hash = s.hash WHERE c.hash IS NULL;
SELECT 'round ' || a.round || ': the result was computed from another tally' FROM RESULT.aggregation_runs AS a
LEFT JOIN APPRAISAL.rounds AS r ON r.round_id = a.round AND r.state > 2 AND r.frozen_digest = a.frozen_digest
  AND r.tally_digest = a.tally_digest WHERE a.state = 2 AND r.round_id IS NULL;
SELECT 'round ' || s.round_id || ': the report of ' || s.subject_id || ' is missing' FROM APPRAISAL.subjects AS s
LEFT JOIN REPORT.reports AS p ON 'cycles/' || p.cycle_id || '/reports/' || p.id = s.report
WHERE s.report <> '' AND p.id IS NULL;
EOT
}

# check_invariants: of the three databases together, where all three are there.
check_invariants() {
  [ ${#services[@]} -eq 3 ] || { say "not all three databases are here: what ties them together is not checked" && return; }
  local found
  if [ "$backend" = sqlite ]; then
    found=$(invariants | sed -E 's/\b(REPORT|APPRAISAL|RESULT)\./\L\1\E_db./g' | sqlite3 -batch -bail -readonly \
      -cmd "ATTACH $(quoted "$1/report.db") AS report_db; ATTACH $(quoted "$1/appraisal.db") AS appraisal_db;
        ATTACH $(quoted "$1/result.db") AS result_db" "$1/report.db")
  else
    found=$({
      echo "SET SESSION sql_mode = 'PIPES_AS_CONCAT';"
      invariants | sed -E "s/\b(REPORT|APPRAISAL|RESULT)\./${prefix}_\L\1\E./g"
    } | mariadb_sql)
  fi
  [ -z "$found" ] || die "what was restored does not hold together:
$found"
}
