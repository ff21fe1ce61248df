# Where the services keep their data: SQLite, or databases of their own on a MariaDB server. Used by deploy/quickstart and the tests.
# shellcheck shell=bash disable=SC2154
# Needs deploy/lib/common.sh.

services=(report appraisal result)

# prepare_storage BIN DATA sqlite
# prepare_storage BIN DATA mysql SERVER PREFIX
# Leaves in DATA, for each service, the file SERVICE.data with the section "data" of its configuration. On mysql, SERVER is a
# directory in which deploy/mariadb/try has started a server; databases and users beginning with PREFIX are made on it, the schema
# by the user who may, the rest by those who may no more than they need.
prepare_storage() {
  local bin=$1 data=$2 storage=$3 service
  mkdir -p "$data"
  case $storage in
    sqlite)
      for service in "${services[@]}"; do
        echo "data: {backend: sqlite, path: \"$data/$service.db\"}" >"$data/$service.data"
      done
      ;;
    mysql) prepare_mysql "$bin" "$data" "$4" "$5" ;;
    *) die "the storage is sqlite or mysql, not \"$storage\"" ;;
  esac
}

prepare_mysql() {
  local bin=$1 data=$2 server=$3 prefix=$4 service setup=$PINGYI_ROOT/deploy/mariadb/setup
  [ -S "$server/mysqld.sock" ] || die "no MariaDB server runs in $server (deploy/mariadb/try start $server)"
  (umask 077 && mkdir -p "$data/passwords")
  "$setup" users --passwords "$data/passwords" --generate --socket "$server/mysqld.sock" --prefix "$prefix" --from 127.0.0.1
  for service in "${services[@]}"; do
    mysql_data "$server" "${prefix}_$service" "${prefix}_$service" "$data/passwords/$service.password" >"$data/$service.data"
    "$bin/pingyi-migrate" --service "$service" --config "$data/$service.data" --user "${prefix}_migrate" \
      --password-file "$data/passwords/migrate.password" apply >"$data/$service.migrate.log" ||
      die "the schema of the $service service could not be made"
  done
  "$setup" grants --socket "$server/mysqld.sock" --prefix "$prefix" --from 127.0.0.1
}

# mysql_data SERVER DATABASE USER PASSWORD_FILE: the section "data" for a database on the server of that directory, or on the
# cluster that the server is a node of.
mysql_data() {
  local hosts
  if [ -e "$1/../hosts" ]; then hosts=$(cat "$1/../hosts"); else hosts=127.0.0.1:$(cat "$1/port"); fi
  cat <<EOT
data:
  backend: mysql
  hosts: ["${hosts//,/\", \"}"]
  database: $2
  user: $3
  password_file: $4
  tls_ca: $1/ca.pem
EOT
}

# drop_storage DATA SERVER PREFIX: takes away what prepare_storage made on the server.
drop_storage() {
  local server=$2 prefix=$3 name
  {
    # A file that the server leaves behind where triggers are made on several connections at once keeps it from removing the directory
    # (1010, MariaDB 10.11.19), after all tables are gone.
    for name in "${services[@]}"; do
      echo "EXECUTE IMMEDIATE 'BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR 1010 BEGIN END; DROP DATABASE IF EXISTS ${prefix}_$name; END';"
    done
    for name in "${services[@]}" migrate retention backup; do
      echo "DROP USER IF EXISTS '${prefix}_$name'@'127.0.0.1';"
    done
  } | mariadb --no-defaults --user=root --socket="$server/mysqld.sock"
  rm -rf "$1/passwords"
}
