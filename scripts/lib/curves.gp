# A picture of one curve: time at the left, memory at the right, both axes logarithmic, so that a straight line is a power
# of the size. Wants data (a file of blocks, a series each) and axis.
set terminal svg size 860,340 font "DejaVu Sans,Verdana,sans-serif,12" background "#ffffff"
ink = "#24292f"
set border 3 linecolor rgb ink linewidth 1
set tics nomirror textcolor rgb ink
set xtics ()
set grid xtics ytics linecolor rgb "#d8dee4" linewidth 0.7 dashtype solid
set key top left Left reverse textcolor rgb ink samplen 2 spacing 1.1
set title textcolor rgb ink
set xlabel axis textcolor rgb ink
set linetype 1 linecolor rgb "#0969da" linewidth 2.2 pointtype 7 pointsize 0.6
set linetype 2 linecolor rgb "#bc4c00" linewidth 2.2 pointtype 5 pointsize 0.6

stats data using 1 nooutput name "all"
series = all_blocks
low = all_min
# The first point of the first series, from where a line of slope 1 starts: what is steeper grows faster than its cause.
stats data index 0 using 2 every ::1::1 nooutput name "time"
stats data index 0 using 3 every ::1::1 nooutput name "room"
stats data using 2 nooutput name "times"
stats data using 3 nooutput name "rooms"

set logscale xy
# A mark at each size that was run.
mark(size) = gprintf("%.0s%c", size)
set ytics ()
set for [power = -3:5] for [digit in "1 2 5"] ytics add (sprintf("%g", digit * 10.0 ** power) digit * 10.0 ** power)
set xrange [all_min / 1.3 : all_max * 1.3]
set multiplot layout 1, 2
set title "seconds"
# Room for the key above.
set yrange [times_min / 1.5 : times_max * 5]
plot for [n = 0:series - 1] data index n using 1:2:xtic(mark($1)) with linespoints linetype n + 1 title columnheader(1), \
    time_min * x / low with lines linecolor rgb "#8c959f" linewidth 1.2 dashtype 2 title "slope 1"
set title "peak memory, MB"
set yrange [rooms_min / 1.5 : rooms_max * 5]
plot for [n = 0:series - 1] data index n using 1:3:xtic(mark($1)) with linespoints linetype n + 1 title columnheader(1), \
    room_min * x / low with lines linecolor rgb "#8c959f" linewidth 1.2 dashtype 2 title "slope 1"
unset multiplot
