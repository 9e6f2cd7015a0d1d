# The table of docs/performance.md: promises.tsv first, results.tsv behind it. Prints Markdown.
BEGIN { FS = "\t" }
FNR == NR && /^#/ { next }
FNR == NR { area[++count] = $1; key[count] = $2; name[count] = $3; target[count] = $4; others[count] = $5; next }
{ value[$1] = $2; unit[$1] = $3; cpu[$1] = $4; memory[$1] = $5; taken[$1] = $6 ", " $7 ", load " $8; of_machine[$1] = $9 }

function grouped(whole) { return whole < 1000 ? whole : grouped(int(whole / 1000)) "," sprintf("%03d", whole % 1000) }

# A number that is as exact as it is meant to be, thousands apart.
function shown(number, kind) {
    if (fixed && number == int(number)) return grouped(number) " " kind
    if (kind == "s" && number < 100) return sprintf(number < 10 ? "%.2f s" : "%.1f s", number)
    return grouped(int(number + 0.5)) " " kind
}

# Splits "3.5s" into `number` and `kind`, `fixed` as it is; "@key" into that figure's; false where there is none.
function read(text) {
    fixed = text !~ /^@/
    if (text ~ /^@/) {
        number = value[substr(text, 2)]; kind = unit[substr(text, 2)]
        return number != ""
    }
    number = text + 0; kind = text
    gsub(/[0-9.]/, "", kind)
    return 1
}

function aim(at,    text) {
    text = target[at]
    if (text == "-") return "none"
    if (!read(substr(text, 3))) return "not measured"
    text = substr(text, 3) ~ /^@/ ? "no longer than that: " shown(number, kind) : shown(number, kind)
    if (value[key[at]] == "") return text
    return text (value[key[at]] + 0 <= number + 0 ? ", kept" : ", **missed**")
}

# Fills `beside` and `ratio`, a line of the cell for each comparison.
function compare(at,    parts, n, i, cut, more, own, lines) {
    beside = ratio = ""
    if (others[at] == "-") { beside = ratio = "-"; return }
    n = split(others[at], parts, ";")
    for (i = 1; i <= n; i++) {
        cut = index(parts[i], "=")
        lines = i > 1 ? "<br>" : ""
        more = substr(parts[i], cut + 1) ~ /^>/
        parts[i] = substr(parts[i], 1, cut) substr(parts[i], cut + 1 + more)
        if (substr(parts[i], cut + 1) == "?" || !read(substr(parts[i], cut + 1))) {
            beside = beside lines substr(parts[i], 1, cut - 1) ": not measured"
            ratio = ratio lines "-"
            continue
        }
        own = kind == "cpu" ? cpu[key[at]] : value[key[at]]
        beside = beside lines substr(parts[i], 1, cut - 1) ": " (more ? "over " : "") shown(number, kind == "cpu" ? "s" : kind)
        ratio = ratio lines (own + 0 > 0 ? (more ? "over " : "") factor(number / own) : "-")
    }
}

function factor(of) { return of < 10 ? sprintf("%.1f", of) : grouped(int(of + 0.5)) }

# Numbers the machines in the order of the table; says which one a figure is of, where there are several.
function machines(    at, one) {
    for (at = 1; at <= count; at++) {
        one = of_machine[key[at]]
        if (one != "" && !number_of[one]) { number_of[one] = ++many; named[many] = one }
    }
    if (many > 1) for (at in taken) taken[at] = taken[at] ", machine " number_of[of_machine[at]]
}

END {
    machines()
    print "| | what | measured | peak memory | target | compared with | times as fast | taken |"
    print "|---|---|---|---|---|---|---|---|"
    for (at = 1; at <= count; at++) {
        of = key[at]
        compare(at)
        if (value[of] == "") print "not measured: " of > "/dev/stderr"
        fixed = 0
        mine = value[of] == "" ? "not measured" : shown(value[of], unit[of]) (cpu[of] + 0 > 0 ? " (" shown(cpu[of], "s") " of processor)" : "")
        room = memory[of] + 0 > 0 ? shown(memory[of], "MB") : "-"
        line = "| " (area[at] == last ? "" : area[at]) " | " name[at] " | " mine " | " room " | " aim(at) " | " beside " | " ratio " | " (value[of] == "" ? "-" : taken[of]) " |"
        gsub(/ +\|/, " |", line)
        print line
        last = area[at]
    }
    print ""
    for (at = 1; at <= many; at++) print (many > 1 ? at ". " : "Machine: ") named[at] "."
}
