# shellcheck shell=bash
# shellcheck disable=SC2154 # work is set by scripts/measure
# Figures that scripts/measure takes: how a command is timed, and where its figures are kept for the page.
# Wants lib/common.sh and $work, a folder.

# A line a figure: key, value, unit, CPU seconds, MB, date, commit, load, machine. The last of a key counts.
RESULTS=$work/results.tsv
PROMISES=$ROOT/scripts/lib/promises.tsv
# Of others: later it would be our own.
LOAD=$(cut -d' ' -f1 /proc/loadavg)

# What stands beside every figure: when, of which program, how busy and which machine.
stamp() {
    local commit model
    commit=$(git -C "$ROOT" rev-parse --short HEAD)
    git -C "$ROOT" diff --quiet HEAD -- crates neo4j Cargo.lock || commit+=+
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    printf '%s\t%s\t%s\t%s' "$(date -u +%F)" "$commit" "$LOAD" \
        "$(nproc) cores${model:+ of $model}, $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), $(uname -sm)"
}

# words KEY: what is measured. Every figure has a line in promises.tsv.
words() {
    awk -F'\t' -v key="$1" '$2 == key { print $3; found = 1 } END { exit !found }' "$PROMISES" ||
        fail "no line of $1 in $PROMISES"
}

# record KEY VALUE UNIT [CPU] [MB]: shown, and kept for the page.
record() {
    local words
    words=$(words "$1")
    printf '%-62s %9s %-3s %s\n' "$words" "$2" "$3" "${5:+$5 MB}"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4:--}" "${5:--}" "$(stamp)" >>"$RESULTS"
}

# run COMMAND...: sets seconds, cpu and megabytes.
run() {
    local began=$EPOCHREALTIME
    /usr/bin/time -f '%U %S %M' -o "$work/time" "$@" >/dev/null 2>"$work/err" || fail "$*: $(tail -n 2 "$work/err")"
    read -r seconds cpu megabytes < <(tail -n 1 "$work/time" | awk -v began="$began" -v ended="$EPOCHREALTIME" \
        '{ printf "%.3f %.2f %d\n", ended - began, $1 + $2, $3 / 1024 }')
}

# least TIMES COMMAND...: the quickest of some runs.
least() {
    local times=$1 best='' round
    shift
    for ((round = 0; round < times; round++)); do
        run "$@"
        best=$(printf '%s\n%s\n' "$best" "$seconds $cpu $megabytes" | grep . | sort -n | head -n 1)
    done
    read -r seconds cpu megabytes <<<"$best"
}

# timed KEY COMMAND...: the least of three runs.
timed() {
    local key=$1
    shift
    least 3 "$@"
    record "$key" "$seconds" s "$cpu" "$megabytes"
}

# once KEY COMMAND...: a single run, for what changes the database.
once() {
    local key=$1
    shift
    run "$@"
    record "$key" "$seconds" s "$cpu" "$megabytes"
}
