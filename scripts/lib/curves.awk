# The points of one curve and how steeply they rise, for docs/performance.md. Wants -v curve=NAME; reads curves.tsv.
# An exponent is the slope between logarithms: 1 grows as its cause does, less falls behind it, 2 with its square.
BEGIN { FS = "\t" }
$1 == curve {
    if (!($2 in count)) series[++all] = $2
    n = ++count[$2]
    size[$2, n] = $3; second[$2, n] = $4; room[$2, n] = $5
    taken = $6 ", " $7 ", load " $8; machine = $9
}

function grouped(whole) { return whole < 1000 ? whole : grouped(int(whole / 1000)) "," sprintf("%03d", whole % 1000) }
function hundredth(time) { return sprintf(time < 10 ? "%.2f" : "%.1f", time) }
function slope(x1, y1, x2, y2) { return log(y2 / y1) / log(x2 / x1) }

# The straight line through all points of a series that lies best.
function fitted(of, values,    i, n, x, y, sx, sy, sxx, sxy) {
    n = count[of]
    for (i = 1; i <= n; i++) {
        x = log(size[of, i]); y = log(values[of, i])
        sx += x; sy += y; sxx += x * x; sxy += x * y
    }
    return (n * sxy - sx * sy) / (n * sxx - sx * sx)
}

END {
    if (!all) { print "Not measured."; exit }
    print "| series | " curve " | time | memory | exponent of time since the line above | of memory |"
    print "|---|---|---|---|---|---|"
    for (s = 1; s <= all; s++) {
        of = series[s]
        for (i = 1; i <= count[of]; i++) {
            time = memory = "-"
            if (i > 1) {
                time = sprintf("%.2f", slope(size[of, i - 1], second[of, i - 1], size[of, i], second[of, i]))
                memory = sprintf("%.2f", slope(size[of, i - 1], room[of, i - 1], size[of, i], room[of, i]))
                if (time > 1.1) { time = "**" time "**"; steep = 1 }
                if (memory > 1.1) { memory = "**" memory "**"; steep = 1 }
            }
            printf "| %s | %s | %s s | %s MB | %s | %s |\n", i == 1 ? of : "", grouped(size[of, i]), hundredth(second[of, i]), grouped(room[of, i]), time, memory
        }
        printf "| | *all* | | | *%.2f* | *%.2f* |\n", fitted(of, second), fitted(of, room)
    }
    print ""
    printf "%s Taken %s, on %s.\n", steep ? "**Bold** is more than 1.1." : "No step is more than 1.1.", taken, machine
}
