# shellcheck shell=bash
# A service and a worker of their own for the viewer's journeys: own port, folders, queue, person and index.
# Wants lib/process.sh and lib/secrets.sh, and servers that are up.

JOURNEYS=$ROOT/target/journeys

# The lab's company, small: journeys are about the viewer, not about amounts.
company=(--seed 1 --accounts 50 --days 5)

journeys_down() {
    local name
    for name in serve worker; do stop_process "the journeys' $name" "$JOURNEYS/$name.pid" "logontracer $name"; done
    # Logs stay for whoever looks into a failure.
    rm -rf "$JOURNEYS/evidence" "$JOURNEYS/web" "$JOURNEYS/company"
    [ -n "${index:-}" ] || return 0
    curl -sS -o /dev/null -X DELETE -u "$LOGONTRACER_TEST_ES_USER:$LOGONTRACER_TEST_ES_PASSWORD" \
        "$LOGONTRACER_TEST_ES_URL/$index?ignore_unavailable=true" || true
}

# journeys_start NAME ARGUMENTS...
journeys_start() {
    # shellcheck disable=SC2154 # the program, set by scripts/viewer
    setsid "$logontracer" "$@" </dev/null >"$JOURNEYS/$1.log" 2>&1 &
    say $! >"$JOURNEYS/$1.pid"
}

# Where the service listens, once it says so: it takes a free port.
journeys_address() { sed -n 's/^listening on //p' "$JOURNEYS/serve.log" | grep .; }

# Real logs of Windows, or what the lab makes where there are none.
journeys_logs() {
    local corpus=${LOGONTRACER_CORPUS:-$ROOT/../shared/data}/evtx log
    logs=()
    for log in evtx-samples/security.evtx deepbluecli/smb-password-guessing-security.evtx dfir-artifact-museum/Win10-APTSimulatorVM-Security.evtx; do
        [ ! -f "$corpus/$log" ] || logs+=(--evtx "$corpus/$log")
    done
    [ ${#logs[@]} = 0 ] || return 0
    say "no corpus at $corpus: the journeys take the lab's logs"
    "$logontracer" lab generate "${company[@]}" --out "$JOURNEYS/company" >"$JOURNEYS/lab.log" 2>&1
    for log in "$JOURNEYS"/company/logs/*-Security.evtx; do logs+=(--evtx "$log"); done
}

# A service with a person `journey` who may do all; its address is journeys_address.
journeys_serve() {
    local name=journeys-$1
    rm -rf "$JOURNEYS"
    mkdir -p "$JOURNEYS"
    password=$(random_password)
    export LOGONTRACER__WEB__DATA_DIR=$JOURNEYS/web LOGONTRACER__EVIDENCE__URL=$JOURNEYS/evidence LOGONTRACER__NEO4J__QUEUE=$name
    export LOGONTRACER__ELASTICSEARCH__SERVER=$LOGONTRACER_TEST_ES_URL LOGONTRACER__ELASTICSEARCH__PASSWORD=$LOGONTRACER_TEST_ES_PASSWORD
    "$logontracer" user create journey --role admin --password "$password" >"$JOURNEYS/user.log" 2>&1 || fail "cannot make a user: see $JOURNEYS/user.log"
    journeys_start serve --bind 127.0.0.1:0
    until_ready 60 journeys_address >/dev/null || fail "the service does not start: see $JOURNEYS/serve.log"
}

journeys_up() {
    index=journeys-$(date +%s)
    journeys_serve "${index#journeys-}"
    journeys_logs
    "$logontracer" lab load "${company[@]}" --es-index "$index" >>"$JOURNEYS/lab.log" 2>&1 || fail "the lab cannot load: see $JOURNEYS/lab.log"
    journeys_start worker
}
