#!/usr/bin/env bash
# What Neo4j's image does: neo4j/neo4j.conf with its own addresses behind it, the first password, NEO4J_* as settings.
# Arguments: the folder to work in.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
source "$(dirname "$0")/../lib/common.sh"
# shellcheck source=scripts/lib/process.sh
source "$ROOT/scripts/lib/process.sh"
NEO4J_HTTP_PORT=7474 NEO4J_BOLT_PORT=7687
# shellcheck source=scripts/lib/neo4j.sh
source "$ROOT/scripts/lib/neo4j.sh"
NEO4J_HOME=$1
NEO4J_PID=$1/pid
NEO4J_MARK=--home-dir=$1

# NEO4J_server_bolt_tls__level=REQUIRED is server.bolt.tls_level=REQUIRED.
settings() { sed -n 's/^NEO4J_\([a-z][^=]*=\)/\1/p' "$1/environment" | awk -F= -v OFS== '{ gsub(/_/, ".", $1); gsub(/\.\./, "_", $1); print }'; }

mkdir -p "$1"/{conf,data,logs,import,plugins}
{
    cat "$ROOT/neo4j/neo4j.conf"
    say "server.default_listen_address=0.0.0.0"
    say "server.bolt.advertised_address=neo4j:7687"
    settings "$1"
} >"$1/conf/neo4j.conf"
auth=$(<"$(sed -n 's/^NEO4J_AUTH_FILE=//p' "$1/environment")")
NEO4J_PASSWORD=${auth#neo4j/}
neo4j_start
set_or_died() { ! neo4j_running || neo4j_set_password; }
until_ready 180 set_or_died || neo4j_failed "takes no password"
# The image sets it before it starts; here the server has to run, and is not to be called healthy before.
touch "$1/ready"
tail --pid="$(<"$NEO4J_PID")" -f /dev/null
