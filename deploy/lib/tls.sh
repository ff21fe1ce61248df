# Certificates of a throwaway authority; for deploy/tls/try, throwaway MariaDB servers, the quick start and tests. Needs common.sh.
# shellcheck shell=bash

tls_ec=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# make_authority DIR: ca.pem and ca-key.pem, once.
make_authority() {
  [ ! -e "$1/ca.pem" ] || return 0
  openssl req -x509 "${tls_ec[@]}" -keyout "$1/ca-key.pem" -out "$1/ca.pem.new" -days 3650 -subj "/CN=Pingyi throwaway CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign &&
    chmod 644 "$1/ca.pem.new" && mv -- "$1/ca.pem.new" "$1/ca.pem"
}

# make_certificate DIR NAME DAYS SUBJECT_ALT_NAMES USAGE: NAME.pem and NAME-key.pem, in place of those that are there. The pair is made
# under other names first, so that a service that runs sees a whole one.
make_certificate() {
  local dir=$1 name=$2 days=$3 names=$4 usage=$5
  openssl req "${tls_ec[@]}" -keyout "$dir/$name-key.pem.new" -out "$dir/$name.csr" -subj "/CN=$name" &&
    openssl x509 -req -in "$dir/$name.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca-key.pem" -set_serial "0x$(openssl rand -hex 16)" \
      -days "$days" -out "$dir/$name.pem.new" -extfile <(printf '%s\n' "subjectAltName=$names" "extendedKeyUsage=$usage") &&
    chmod 644 "$dir/$name.pem.new" &&
    mv -- "$dir/$name-key.pem.new" "$dir/$name-key.pem" &&
    mv -- "$dir/$name.pem.new" "$dir/$name.pem" &&
    rm -f -- "$dir/$name.csr"
}

# use_tls DIR: certificates for the three services and for the command, which start_services and pingyi use from then on.
use_tls() {
  "$PINGYI_ROOT/deploy/tls/try" make "$1"
  PINGYI_TLS_DIR=$(cd -- "$1" && pwd)
  export PINGYI_TLS_DIR PINGYI_TLS_CA=$PINGYI_TLS_DIR/ca.pem
  export PINGYI_TLS_CERTIFICATE=$PINGYI_TLS_DIR/operator.pem PINGYI_TLS_KEY=$PINGYI_TLS_DIR/operator-key.pem
}
