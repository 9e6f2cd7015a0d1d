"""Prints the records of an EVTX file as JSON lines: [id, record, time in ms, computer, channel, [[name, value], ...]].

usage: dump.py python-evtx|evtxexport FILE
"""

import datetime
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

# XML 1.0 has no room for these, escaped or not; the test leaves them out on its side as well.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|&#(?:[0-8]|1[124-9]|2[0-9]|3[01]|12[7-9]|1[345][0-9]|6553[45]);")


def python_evtx(path):
    from Evtx.Evtx import Evtx

    with Evtx(path) as log:
        for chunk in log.chunks():
            assert chunk.verify(), "chunk %x: checksum" % chunk.offset()
        header = log.get_file_header()
        assert header.verify(), "file header"
        for record in log.records():
            record.verify()
            yield record.xml()


def evtxexport(path):
    text = subprocess.run(["evtxexport", "-f", "xml", path], check=True, capture_output=True).stdout.decode()
    for event in re.findall(r"<Event xmlns.*?</Event>", text, re.DOTALL):
        yield event


def milliseconds(text):
    digits = re.match(r"(\d+)-(\d+)-(\d+)[T ](\d+):(\d+):(\d+)(?:\.(\d+))?", text).groups()
    second = datetime.datetime(*map(int, digits[:6]), tzinfo=datetime.timezone.utc)
    # python-evtx computes with floats and is a microsecond off.
    return int(second.timestamp()) * 1000 + round(float("0." + (digits[6] or "0")) * 1000)


def local(tag):
    return tag.rsplit("}", 1)[-1]


def leaf(element):
    return element.text or ""


def main():
    reader, path = sys.argv[1:]
    for text in {"python-evtx": python_evtx, "evtxexport": evtxexport}[reader](path):
        event = ET.fromstring(CONTROLS.sub("", text))
        system = {local(e.tag): e for e in event[0]}
        values = []
        for body in event[1:]:
            if local(body.tag) == "EventData":
                values = [[e.get("Name"), leaf(e)] for e in body]
            else:
                values = [[local(e.tag), leaf(e)] for e in body[0]]
        head = [int(system["EventID"].text), int(system["EventRecordID"].text)]
        time = milliseconds(system["TimeCreated"].get("SystemTime"))
        print(json.dumps(head + [time, system["Computer"].text, system["Channel"].text, values]))


main()
