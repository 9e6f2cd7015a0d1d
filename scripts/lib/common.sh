# shellcheck shell=bash
# What the scripts share: where things are, how to speak, which ports.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Another folder has servers of its own.
SERVICES=${LOGONTRACER_SERVICES:-$ROOT/target/services}
ENV_FILE=$SERVICES/env
export ROOT SERVICES ENV_FILE

# Far from the usual ports, so that a Neo4j or Elasticsearch already on the machine is never written to.
NEO4J_BOLT_PORT=${NEO4J_BOLT_PORT:-27687}
NEO4J_HTTP_PORT=${NEO4J_HTTP_PORT:-27474}
ES_HTTP_PORT=${ES_HTTP_PORT:-29200}
ES_TRANSPORT_PORT=${ES_TRANSPORT_PORT:-29300}
export NEO4J_BOLT_PORT NEO4J_HTTP_PORT ES_HTTP_PORT ES_TRANSPORT_PORT

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# The program's version, as Cargo.toml has it.
program_version() { sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml"; }

# Downloads outlive `cargo clean` where the user has made a place for them.
cache() {
    if [ -d "${HOME:-/nonexistent}/.cache/logontracer" ]; then
        say "$HOME/.cache/logontracer"
    else
        say "$ROOT/target/services/cache"
    fi
}

# need COMMAND PACKAGE: installs a Debian package, or names it.
need() {
    ! command -v "$1" >/dev/null || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "$1 is missing: install it (Debian: apt-get install $2)"
    fi
    say "installing $2"
    local log=$SERVICES/apt.log
    mkdir -p "$SERVICES"
    DEBIAN_FRONTEND=noninteractive apt-get update </dev/null >"$log" 2>&1 || say "apt-get update failed, trying on: $log"
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$2" </dev/null >>"$log" 2>&1 ||
        fail "cannot install $2: see $log"
}

# until_ready SECONDS COMMAND...: true once COMMAND succeeds.
until_ready() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 1
    done
}
