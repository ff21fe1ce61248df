# Shared by deploy/quickstart, tests/run and .ci/run: messages, packages, building, starting the services.
# shellcheck shell=bash

PINGYI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export PINGYI_ROOT

if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi

step() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }
say() { printf '    %s\n' "$*"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root or sudo: run once as root, or install what deploy/packages/ lists"
  fi
}

# install_packages FILE...: installs what the lists name and is not there yet; says nothing if all is.
install_packages() {
  local wanted missing=() package
  wanted=$(sed 's/#.*//' "$@")
  for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  step "Installing ${#missing[@]} packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
    --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    die "apt-get could not install the packages (the last lines of its output are above)"
  fi
  rm -f "$log"
}

# build_targets PRESET TARGET...: configures and builds, with Ninja's own progress line.
build_targets() {
  local preset=$1
  shift
  step "Building ($preset): $*"
  cd "$PINGYI_ROOT" || exit 1
  local log=$PINGYI_ROOT/build/configure-$preset.log
  mkdir -p "$PINGYI_ROOT/build"
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    die "cmake could not configure the build"
  fi
  NINJA_STATUS='    [%f/%t, %es] ' cmake --build --preset "$preset" --target "$@" || die "the build failed"
}

# start_services BIN DATA [REPORT_PORT APPRAISAL_PORT RESULT_PORT]: starts the three services as three processes on the storage
# that prepare_storage left in DATA, on free ports if none are given, releases being signed with a key made on the spot; over mutual
# TLS after use_tls, with rights by caller. Sets
# service_pids and exports PINGYI_{REPORT,APPRAISAL,RESULT}_SERVICE and PINGYI_RELEASE_KEY, the file of the public key.
service_pids=()
start_services() {
  local bin=$1 data=$2 auditor='operator-auditor: "Get*", "List*"'
  mkdir -p "$data"
  start_one "$bin" "$data" report "${3:-0}" "$(rights 'appraisal: ListReports' "$auditor")"
  start_one "$bin" "$data" appraisal "${4:-0}" "report_service: {target: \"$PINGYI_REPORT_SERVICE\"}" \
    "$(rights 'result: GetRound, ListRounds, ListSubjects, ListTallies, CloseDueRounds' \
      'operator-voting: GetRound, ListSubjects, CastBallot, CastBallots' "$auditor")"
  [ -e "$data/release-key.pem" ] || "$bin/pingyi" release keygen --out "$data/release-key.pem" >"$data/release-key.id" 2>&1 ||
    die "no key could be made; see $data/release-key.id"
  start_one "$bin" "$data" result "${5:-0}" "appraisal_service: {target: \"$PINGYI_APPRAISAL_SERVICE\"}" \
    "signing: {key_file: \"$data/release-key.pem\"}" 'roles: {leadership: ["考核委员会"]}' "$(rights "$auditor, ExplainResult" 'operator-scheduler: AggregateDue')"
  export PINGYI_RELEASE_KEY=$data/release-key.pem.pub
}

# rights ['CALLER: METHOD, …']...: over TLS, the section rights of a service: the operator calls every method, each CALLER those named.
rights() {
  [ -n "${PINGYI_TLS_DIR:-}" ] || return 0
  local entry
  echo "rights:"
  for entry in 'operator: "*"' "$@"; do
    echo "  ${entry%%: *}: {callers: [${entry%%: *}], methods: [${entry#*: }]}"
  done
}

# start_one BIN DATA SERVICE PORT [CONFIG LINE...]
start_one() {
  local bin=$1 data=$2 service=$3 port=$4
  shift 4
  local config=$data/$service.yaml port_file=$data/$service.port
  rm -f "$port_file"
  {
    echo "listen: 127.0.0.1:$port"
    echo "port_file: $port_file"
    [ -z "${PINGYI_TLS_DIR:-}" ] || "$PINGYI_ROOT/deploy/tls/try" config "$PINGYI_TLS_DIR" "$service"
    cat "$data/$service.data"
    printf '%s\n' "$@"
  } >"$config"
  "$bin/pingyi-$service" --config "$config" >>"$data/$service.log" 2>&1 &
  local pid=$!
  service_pids+=("$pid")
  while [ ! -s "$port_file" ]; do
    if ! kill -0 "$pid" 2>/dev/null; then
      tail -n 5 "$data/$service.log" >&2
      die "the $service service did not start; its log is $data/$service.log"
    fi
    sleep 0.05
  done
  local variable=PINGYI_${service^^}_SERVICE
  export "$variable=127.0.0.1:$(cat "$port_file")"
  say "$service service: ${!variable} (process $pid, log $data/$service.log)"
}

# stop_services: SIGTERM to each, and waits until they are gone. The callers come first, so that nobody calls a service
# that is gone.
stop_services() {
  local i
  for ((i = ${#service_pids[@]} - 1; i >= 0; i--)); do
    kill -TERM "${service_pids[i]}" 2>/dev/null && wait "${service_pids[i]}" 2>/dev/null
  done
  service_pids=()
}

# install_node_tools: Node.js if there is none, and the exact version of buf that tests/contract/package.json names.
install_node_tools() {
  command -v npm >/dev/null || install_packages <(echo nodejs npm)
  local dir=$PINGYI_ROOT/tests/contract
  if [ "$dir/package.json" -nt "$dir/node_modules" ]; then
    step "Installing buf from npm"
    npm install --silent --no-package-lock --no-audit --no-fund --prefix "$dir" ||
      die "npm could not install what tests/contract/package.json names"
    touch "$dir/node_modules"
  fi
}
