# shellcheck shell=bash
# shellcheck disable=SC2154 # work, bin and the figures of a run are set elsewhere
# How time and memory grow: runs of growing size, and their pictures. Wants lib/measured.sh, and scripts/measure's own functions.

# A line a point: curve, series, size, seconds, CPU seconds, MB, date, commit, load, machine.
CURVES=$work/curves.tsv

# point CURVE SERIES SIZE TIMES COMMAND...: the least of some runs.
point() {
    local curve=$1 series=$2 size=$3 times=$4
    shift 4
    least "$times" "$@"
    printf '%-10s %-34s %9d %8s s %6d MB\n' "$curve" "$series" "$size" "$seconds" "$megabytes"
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$curve" "$series" "$size" "$seconds" "$cpu" "$megabytes" "$(stamp)" >>"$CURVES.new"
}

# sizes N...: the same, or a fiftieth of each to try things out.
sizes() {
    local size by=${SMALL:+50}
    for size in "$@"; do say $((size / ${by:-1})); done
}

# A real log over and over: neither accounts nor relationships get more, only events. Then logons by habit of 1,000 accounts.
events_curve() {
    local size file
    for size in $(sizes 250000 500000 1000000 2000000 4000000); do
        file=curve-$size.evtx
        big "$file" evtx-samples/security.evtx $((size * 753))
        point events 'a real EVTX, repeated' "$size" 2 "$bin/logontracer" triage "$work/$file"
        rm "${work:?}/$file"
    done
    for size in $(sizes 250000 500000 1000000 2000000 4000000); do
        file=$work/curve-$size.ndjson
        logons "$file" "$size" 1000 1
        point events 'ndjson, 1,000 accounts' "$size" 2 "$bin/logontracer" triage "$file"
        rm "$file"
    done
}

accounts_curve() {
    local size file events
    events=$(sizes 1000000)
    for size in $(sizes 1000 5000 20000 50000 100000); do
        file=$work/curve-$size.ndjson
        logons "$file" "$events" "$size" 1
        point accounts 'ndjson, as many events' "$size" 2 "$bin/logontracer" triage "$file"
        rm "$file"
    done
}

# A simulated company: days with their shifts, weekends and attacks, on every computer's own log.
days_curve() {
    local days made spans=(7 30 90 365)
    [ -z "${SMALL:-}" ] || spans=(2 4 8)
    for days in "${spans[@]}"; do
        made=$work/curve-days
        rm -rf "$made"
        "$bin/logontracer" lab generate --accounts 50 --days "$days" --out "$made" >/dev/null 2>"$work/err" || fail "$(tail -n 2 "$work/err")"
        point days 'a company of 50, its EVTX' "$days" 2 "$bin/logontracer" triage "$made/logs"
    done
    rm -rf "$made"
}

# Hardly two logons alike, so that every event is a relationship.
edges_curve() {
    servers neo4j
    local size file
    for size in $(sizes 100000 250000 500000 1000000); do
        # Not the name of the others' files: one left by a run that was broken off would be taken for it.
        file=$work/curve-$size-scattered.ndjson
        logons "$file" "$size" 50000 0
        point edges 'import' "$size" 1 "$bin/logontracer" import --case measure-edges --delete "$file"
        point edges 'ranking' "$size" 1 "$bin/logontracer" analyze --case measure-edges
        rm "$file"
    done
    "$bin/logontracer" case remove measure-edges >/dev/null 2>"$work/err" || fail "$(tail -n 2 "$work/err")"
}

# picture CURVE AXIS: from a block of lines a series, its name first, as gnuplot likes it.
picture() {
    awk -F'\t' -v curve="$1" '
        $1 != curve { next }
        !($2 in points) { series[++all] = $2 }
        { points[$2] = points[$2] $3 " " $4 " " $6 "\n" }
        END { for (n = 1; n <= all; n++) printf "%s\"%s\"\n%s", (n > 1 ? "\n\n" : ""), series[n], points[series[n]] }' "$CURVES" >"$work/$1.dat"
    # gnuplot knows its own colours and title only; these follow the reader's, and the picture's.
    gnuplot -e "data='$work/$1.dat'; axis='$2'" scripts/lib/curves.gp | sed "
        s|<title>Gnuplot</title>|<title>Time and memory by $2</title>|
        /^<desc>/d
        0,/^>\$/s||>\n<style>@media (prefers-color-scheme: dark) { svg { filter: invert(0.92) hue-rotate(180deg) } }</style>|" \
            >"$ROOT/docs/images/curve-$1.svg"
}

pictures() {
    need gnuplot gnuplot-nox
    picture events 'events'
    picture accounts 'accounts'
    picture days 'days'
    picture edges 'relationships'
}

curves() {
    local began=$SECONDS
    rm -f "$CURVES.new"
    events_curve
    accounts_curve
    days_curve
    edges_curve
    mv "$CURVES.new" "$CURVES"
    pictures
    say "$((SECONDS - began)) s in all"
}
