# The points of one curve and how steeply they rise, for docs/performance.md. Wants -v curve=NAME; reads curves.tsv.
# An exponent is the slope between logarithms: 1 grows as its cause does, less falls behind it, 2 with its square.
BEGIN { FS = "\t" }
$1 == curve {
    if (!($2 in count)) series[++all] = $2
    n = ++count[$2]
    size[$2, n] = $3; second[$2, n] = $4; busy[$2, n] = $5; room[$2, n] = $6
    taken = $7 ", " $8 ", load " $9; machine = $10
}

function grouped(whole) { return whole < 1000 ? whole : grouped(int(whole / 1000)) "," sprintf("%03d", whole % 1000) }
function hundredth(time) { return sprintf(time < 10 ? "%.2f" : "%.1f", time) }
# No clock tells less than a hundredth.
function known(number) { return number > 0.005 ? number : 0.005 }

# The exponent from the point before to this one, bold where it is steep.
function step(of, i, values,    e) {
    if (i == 1) return "-"
    e = log(known(values[of, i]) / known(values[of, i - 1])) / log(size[of, i] / size[of, i - 1])
    if (e > 1.1) steep = 1
    return sprintf(e > 1.1 ? "**%.2f**" : "%.2f", e)
}

# The straight line through all points of a series that lies best.
function fitted(of, values,    i, n, x, y, sx, sy, sxx, sxy) {
    n = count[of]
    for (i = 1; i <= n; i++) {
        x = log(size[of, i]); y = log(known(values[of, i]))
        sx += x; sy += y; sxx += x * x; sxy += x * y
    }
    return (n * sxy - sx * sy) / (n * sxx - sx * sx)
}

END {
    if (!all) { print "Not measured."; exit }
    print "| series | " curve " | time | of processor | memory | exponent since the line above: time | of processor | memory |"
    print "|---|---|---|---|---|---|---|---|"
    for (s = 1; s <= all; s++) {
        of = series[s]
        for (i = 1; i <= count[of]; i++)
            printf "| %s | %s | %s s | %s s | %s MB | %s | %s | %s |\n", i == 1 ? of : "", grouped(size[of, i]), hundredth(second[of, i]),
                hundredth(busy[of, i]), grouped(room[of, i]), step(of, i, second), step(of, i, busy), step(of, i, room)
        printf "| | *all* | | | | *%.2f* | *%.2f* | *%.2f* |\n", fitted(of, second), fitted(of, busy), fitted(of, room)
    }
    print ""
    printf "%s Taken %s, on %s.\n", steep ? "**Bold** is more than 1.1." : "No step is more than 1.1.", taken, machine
}
