# shellcheck shell=bash
# The lab's own two processes: the service with its viewer, and a worker.

LAB=$ROOT/target/lab
LAB_PORT=${LAB_PORT:-28080}
export LOGONTRACER__EVIDENCE__URL=$LAB/evidence LOGONTRACER__WEB__DATA_DIR=$LAB/web

lab_down() {
    local name
    for name in serve worker; do stop_process "$name" "$LAB/$name.pid" "logontracer $name"; done
}

# lab_start NAME ARGUMENTS...: in the background, what it says in NAME.log.
lab_start() {
    local name=$1
    # Log and one-time password are nobody else's business.
    (umask 077 && : >"$LAB/$name.log")
    # shellcheck disable=SC2154 # the program, set by scripts/lab
    setsid "$logontracer" "$@" </dev/null >>"$LAB/$name.log" 2>&1 &
    say $! >"$LAB/$name.pid"
}

lab_answers() { curl -fsS -o /dev/null --max-time 5 "http://127.0.0.1:$LAB_PORT/ready" 2>/dev/null; }

# Starts both, or again where they ran: the program may be a newer one.
lab_up() {
    need curl curl
    lab_down
    lab_start serve --bind "127.0.0.1:$LAB_PORT"
    lab_start worker
    until_ready 30 lab_answers || fail "the service does not start: see $LAB/serve.log"
}

# The password of the first start; it has to be changed at the first sign-in, and is of no use after it.
lab_sign_in() {
    local line=$LAB/sign-in
    # shellcheck disable=SC2016 # backquotes of the sentence
    sed -n 's/.*one-time password `\([^`]*\)`.*/\1/p' "$LAB/serve.log" >"$line.new"
    if [ -s "$line.new" ]; then
        (umask 077 && mv "$line.new" "$line")
    fi
    rm -f "$line.new"
    if [ -s "$line" ]; then
        say "admin, at first with the one-time password $(<"$line")"
    else
        say "admin, with the password you gave it"
    fi
}
