# shellcheck shell=bash
# The same servers as containers.

# Servers in a folder of their own are always processes: whoever asks for them wants to kill them.
engine_answers() { [ -z "${LOGONTRACER_SERVICES:-}" ] && command -v docker >/dev/null && timeout 20 docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; }

# A project of its own: the volumes of a real installation are never written to by tests.
compose() {
    LOGONTRACER_SECRETS=$SERVICES/secrets ES_PORT=$ES_HTTP_PORT \
        docker compose -f "$ROOT/docker-compose.yml" -p logontracer-test --profile full "$@"
}

compose_up() {
    local log=$SERVICES/compose.log
    compose up -d --wait --wait-timeout 240 "$@" </dev/null >"$log" 2>&1 || fail "containers do not start: see $log"
}
