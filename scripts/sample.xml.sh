#!/usr/bin/env bash
# Writes a small company's Security logs of five days, as Event Viewer saves them: scripts/sample.xml.sh > sample.xml
# In it: a password spray from ws17, its one success, a new Domain Admin, a cleared log. Every run writes the same bytes.
set -euo pipefail

export LC_ALL=C
echo '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
echo '<Events>'
# In the order of time; each computer numbers its own records.
awk -f "$(dirname "$0")/lib/sample.awk" | sort -s -t "$(printf '\t')" -k 1,1n |
    awk -F '\t' '{ sub(/@RECORD@/, ++record[$2]); print $3 }'
echo '</Events>'
