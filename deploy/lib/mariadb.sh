# Throwaway MariaDB servers for deploy/mariadb/try and deploy/galera/try: everything under one directory, nothing of the system's.
# shellcheck shell=bash disable=SC2154
# Needs deploy/lib/common.sh, brings deploy/lib/tls.sh. A "server directory" holds my.cnf, data/, mysqld.sock, error.log, pid and port.

. "$(dirname "${BASH_SOURCE[0]}")/tls.sh"

# Debian keeps the server where only root's PATH looks.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# need_mariadb PACKAGE-LIST COMMAND...: installs the packages of the list if one of the commands is missing.
need_mariadb() {
  local list=$1 command
  shift
  for command in "$@"; do
    command -v "$command" >/dev/null || { install_packages "$list" && break; }
  done
  for command in "$@"; do
    command -v "$command" >/dev/null || die "there is no $command: install what ${list#"$PINGYI_ROOT/"} lists"
  done
}

# open_dir DIR: makes DIR, or checks that it is one of ours, and prints its absolute path.
open_dir() {
  local dir
  dir=$(realpath -m -- "$1")
  [[ $dir != *[[:space:]\"\'#]* ]] || die "the directory's name may not hold blanks, quotes or '#': $dir"
  # A socket's path has 107 bytes on Linux.
  [ ${#dir} -le 90 ] || die "the directory's name is too long for a socket in it (at most 90 bytes): $dir"
  if [ -e "$dir" ] && [ ! -e "$dir/.pingyi-try" ] && [ -n "$(ls -A -- "$dir" 2>&1)" ]; then
    die "$dir is not empty and was not made by this script"
  fi
  if [ ! -e "$dir/.pingyi-try" ]; then
    { mkdir -p -- "$dir" && chmod 700 -- "$dir" && touch -- "$dir/.pingyi-try"; } || die "cannot make $dir"
  fi
  [ -w "$dir" ] || die "$dir belongs to $(stat -c %U -- "$dir"): run this as that user or as root"
  printf '%s\n' "$dir"
}

# server_user DIR: the user to run mariadbd as. Ours, unless that is root; then whoever the data belongs to already, or mysql or
# nobody, if they can get at DIR (they cannot if it lies below /root), else root itself.
server_user() {
  local dir=$1 user
  if [ "$(id -u)" -ne 0 ]; then
    id -un
    return
  fi
  user=$(stat -c %U -- "$dir")
  if [ "$user" = root ]; then
    for user in mysql nobody root; do
      id -u "$user" >/dev/null 2>&1 || continue
      chown "$user" -- "$dir"
      setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups test -w "$dir" 2>/dev/null && break
    done
  fi
  printf '%s\n' "$user"
}

# make_tls DIR USER: a certificate authority and a server certificate for loopback, once.
make_tls() {
  local dir=$1 user=$2
  if [ ! -e "$dir/server.pem" ]; then
    (
      umask 077
      make_authority "$dir" && make_certificate "$dir" server 3650 "DNS:localhost,IP:127.0.0.1,IP:::1" serverAuth
    ) >"$dir/openssl.log" 2>&1 || { cat "$dir/openssl.log" >&2 && die "openssl could not make the certificates"; }
  fi
  [ "$(id -u)" -ne 0 ] || chown "$user" -- "$dir"/{ca,server-key,server}.pem
}

# own_tmpdir DIR USER: a directory for the server's temporary tables. At its start mariadbd removes whatever temporary tables lie in
# its tmpdir, so in a shared one it takes those of a server that is running or being installed.
own_tmpdir() {
  install -d -m 700 -- "$1/tmp"
  [ "$(id -u)" -ne 0 ] || chown "$2" -- "$1/tmp"
}

# install_data DIR USER: the empty database, once; a half-made one of a killed run is made anew.
install_data() {
  local dir=$1 user=$2
  [ ! -e "$dir/data" ] || return 0
  rm -rf -- "$dir/data.new"
  own_tmpdir "$dir" "$user"
  if ! mariadb-install-db --no-defaults --user="$user" --datadir="$dir/data.new" --tmpdir="$dir/tmp" --skip-test-db \
    --skip-name-resolve --auth-root-authentication-method=normal --innodb-log-file-size=64M >"$dir/install.log" 2>&1; then
    tail -n 20 "$dir/install.log" >&2
    die "mariadb-install-db failed; its output is $dir/install.log"
  fi
  mv -- "$dir/data.new" "$dir/data"
}

# server_pid DIR: the process of the server in DIR, if it runs. Asks the kernel, not a file: a file may be stale.
server_pid() {
  local dir=$1 file
  while read -r file; do
    [ "$(cat "${file%/cmdline}/comm" 2>/dev/null)" = mariadbd ] || continue
    file=${file%/cmdline} && printf '%s\n' "${file#/proc/}"
    return 0
  done < <(grep -lsxzF -e "--defaults-file=$dir/my.cnf" /proc/[0-9]*/cmdline || true)
  return 1
}

# sql DIR [ARGUMENT...]: the client, as the administrator over the socket.
sql() {
  local dir=$1
  shift
  mariadb --no-defaults --socket="$dir/mysqld.sock" --user=root --batch --skip-column-names "$@"
}

# server_config DIR PORT TLS_DIR BUFFER_POOL: the settings of every server, for DIR/my.cnf.
server_config() {
  local dir=$1 port=$2 tls=$3 pool=$4
  cat <<EOT
[mariadbd]
datadir = $dir/data
tmpdir = $dir/tmp
socket = $dir/mysqld.sock
pid_file = $dir/data/mysqld.pid
bind_address = 127.0.0.1
port = $port
# Users over TCP are matched by address: root@localhost is the socket alone.
skip_name_resolve = ON
max_connections = 300
character_set_server = utf8mb4
ssl_ca = $tls/ca.pem
ssl_cert = $tls/server.pem
ssl_key = $tls/server-key.pem
# An acknowledged commit is on the disk.
innodb_flush_log_at_trx_commit = 1
innodb_log_file_size = 64M
innodb_buffer_pool_size = $pool
innodb_buffer_pool_dump_at_shutdown = OFF
innodb_buffer_pool_load_at_startup = OFF
performance_schema = OFF
EOT
}

# keep_one_root DIR: mariadb-install-db makes an administrator without password for other addresses than the socket too.
keep_one_root() {
  sql "$1" -e "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost'); FLUSH PRIVILEGES"
}

# listening PORT: whether anybody listens there on the loopback.
listening() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# free_port [WISH]: a loopback port nobody listens on: the wish if that is free within two seconds, for a server that was killed
# lets its port go a little after it is no longer seen. Not from the range the kernel gives out.
free_port() {
  local port=${1:-0} tries
  for ((tries = 0; tries < 40 && port > 0; ++tries)); do
    listening "$port" || break
    sleep 0.05
  done
  for ((tries = 0; tries < 100; ++tries)); do
    if [ "$port" -gt 0 ] && ! listening "$port"; then
      printf '%s\n' "$port"
      return 0
    fi
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
  done
  die "found no free port on 127.0.0.1"
}

# launch DIR USER [OPTION...]: starts mariadbd in the background, away from this terminal and its signals; notes the process.
launch() {
  local dir=$1 user=$2
  shift 2
  rm -f -- "$dir/mysqld.sock"
  own_tmpdir "$dir" "$user"
  # Closing the lock's descriptor keeps the server from holding the lock.
  setsid mariadbd --defaults-file="$dir/my.cnf" --user="$user" "$@" </dev/null >>"$dir/error.log" 2>&1 9>&- &
  echo $! >"$dir/pid"
  disown
}

# wait_ready DIR SECONDS QUERY ANSWER: waits until QUERY gives ANSWER; 1 if the server ended or the time is over.
wait_ready() {
  local dir=$1 end=$((SECONDS + $2)) pid
  pid=$(cat "$dir/pid")
  while kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $end ]; do
    [ "$(sql "$dir" -e "$3" 2>/dev/null)" != "$4" ] || return 0
    sleep 0.05
  done
  return 1
}

# stop_server DIR: SIGTERM, and waits until the process is gone; SIGKILL after a minute. Fine if there is none.
stop_server() {
  local dir=$1 pid end=$((SECONDS + 60))
  if pid=$(server_pid "$dir"); then
    # A stopped process takes no notice of SIGTERM until it goes on.
    { kill -TERM "$pid" && kill -CONT "$pid"; } 2>/dev/null || true
    while server_pid "$dir" >/dev/null; do
      if [ $SECONDS -ge $end ]; then
        say "process $pid did not end within a minute: killing it"
        kill -KILL "$pid" 2>/dev/null || true
        end=$((SECONDS + 60))
      fi
      sleep 0.05
    done
  fi
  rm -f -- "$dir/pid" "$dir/mysqld.sock"
}

# give_up DIR WHAT: shows why, leaves no process behind, and ends.
give_up() {
  tail -n 15 "$1/error.log" >&2
  stop_server "$1"
  die "the server in $1 $2 (the last lines of its error.log are above)"
}
