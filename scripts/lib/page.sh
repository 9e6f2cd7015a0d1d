# shellcheck shell=bash
# shellcheck disable=SC2154 # work and others are set elsewhere
# docs/performance.md: what stands between its marks is made from the figures taken. Wants lib/measured.sh and lib/curves.sh.

PAGE=$ROOT/docs/performance.md

# part NAME FILE: the lines of a file between `<!-- made: NAME -->` and the next `<!-- end -->`.
part() {
    awk -v mark="<!-- made: $1 -->" -v file="$2" '
        $0 == mark { print; while ((getline line < file) > 0) print line; skip = 1; found = 1; next }
        $0 == "<!-- end -->" { skip = 0 }
        !skip
        END { exit !found }' "$PAGE" >"$work/page" || fail "$PAGE has no mark for $1"
    cp "$work/page" "$PAGE"
}

table() {
    [ -s "$RESULTS" ] || [ -s "$CURVES" ] || fail "nothing is measured yet: scripts/measure parse import analyze, scripts/measure curves"
    local curve
    if [ -s "$RESULTS" ]; then
        awk -f scripts/lib/performance.awk "$PROMISES" "$RESULTS" >"$work/part"
        part figures "$work/part"
    fi
    [ -s "$CURVES" ] || return 0
    for curve in events accounts days edges; do
        awk -v curve=$curve -f scripts/lib/curves.awk "$CURVES" >"$work/part"
        part $curve "$work/part"
    done
    say "$PAGE"
}
