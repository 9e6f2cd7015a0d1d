# shellcheck shell=bash
# Servers as processes of this machine: known by a pid file and by their command line.

# is_running PIDFILE MARK: a pid may have been given to another process since; its command line tells.
is_running() {
    [ -s "$1" ] || return 1
    local pid
    pid=$(<"$1")
    [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$2"
}

is_stopped() { ! is_running "$@"; }

# stop_process NAME PIDFILE MARK
stop_process() {
    if is_running "$2" "$3"; then
        local pid
        pid=$(<"$2")
        kill "$pid"
        if ! until_ready 60 is_stopped "$2" "$3"; then
            say "$1 does not stop: killing it"
            kill -9 "$pid" || true
        fi
        say "$1 stopped"
    fi
    rm -f "$2"
}

need_java() {
    need java openjdk-17-jre-headless
    need mvn maven
    # Neither server starts on an older Java, and their messages do not say so.
    local version
    version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
    [ "${version%%.*}" -ge 17 ] || fail "java is version $version, 17 or newer is needed"
}

# maven NAME ARGUMENTS...: quiet, with its log kept for the failure.
maven() {
    local log=$SERVICES/maven-$1.log
    local name=$1
    shift
    mkdir -p "$SERVICES"
    say "fetching $name from Maven Central"
    # In a folder of its own: without a project Maven notes where it stands what it has unpacked already, and would
    # not unpack it again.
    local work
    work=$(mktemp -d "$SERVICES/maven.XXXXXX")
    (cd "$work" && mvn -B -q -Dstyle.color=never "$@") </dev/null >"$log" 2>&1 || fail "cannot fetch $name: see $log"
    rm -rf "$work"
}
