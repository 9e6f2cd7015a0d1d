"""Acts a loaded compose file out, without an engine: python3 scripts/stack PROJECT.json FOLDER [AUTHORITY.crt]"""

import json
import pathlib
import re
import socket
import subprocess
import sys
import time

from containers import OfHost, OfImage
from journey import Service
from net import SUBNET, Net, run

# No image of these can be made of what package registries have.
LEFT_OUT = {"kibana", "kibana-user"}
# Two of the services that may be several.
COPIES = {"ingest": ["ingest", "ingest-2"]}


class Stack:
    """The services of the project, and the containers that stand for them."""

    def __init__(self, project, root):
        self.services = {name: of for name, of in project["services"].items() if name not in LEFT_OUT}
        self.names = {service: COPIES.get(service, [service]) for service in self.services}
        self.net = Net([name for names in self.names.values() for name in names])
        self.secrets, self.root, self.containers = project["secrets"], root, {}
        self.published = set()

    def levels(self):
        """Services that depend on none but those of earlier levels."""
        done = set()
        while len(done) < len(self.services):
            ready = [
                name
                for name, service in self.services.items()
                if name not in done and all(of in done for of in service.get("depends_on", {}) if of in self.services)
            ]
            assert ready, "services depend on each other in a circle"
            yield ready
            done.update(ready)

    def up(self):
        self.before = listeners()
        self.net.up()
        for level in self.levels():
            for service in level:
                of = self.services[service]
                assert "no-new-privileges:true" in of["security_opt"] and of["cap_drop"] == ["ALL"], service
                kind = OfImage if "build" in of else OfHost
                for name in self.names[service]:
                    self.containers[name] = kind(name, of, self.net, self.root, self.secrets)
            self.start(level)

    def start(self, level):
        """All of a level, and waits until they are healthy: what depends on them asks no more of them."""
        begun = time.monotonic()
        for service in level:
            for name in self.names[service]:
                self.containers[name].start()
        for service in level:
            for name in self.names[service]:
                self.containers[name].wait()
            for port in self.services[service].get("ports", []):
                if service not in self.published:
                    self.net.publish(service, port)
            self.published.add(service)
            print(f"{service}: healthy after {time.monotonic() - begun:.0f} s", flush=True)

    def stop(self, service):
        for name in self.names[service]:
            assert self.containers[name].stop(), f"{name} had to be killed"

    def down(self):
        self.net.down()
        for container in self.containers.values():
            if isinstance(container, OfImage):
                container.remove()


def reaches(host, port):
    try:
        with socket.create_connection((host, int(port)), timeout=2) as line:
            # The forwarder accepts before it has reached the container: only an answer or an open line counts.
            line.settimeout(1)
            try:
                return line.recv(1) != b""
            except TimeoutError:
                return True
    except OSError:
        return False


def listeners():
    """Addresses that the host listens on."""
    return {line.split()[3] for line in run("ss", "-ltnH").splitlines()}


def only_published_ports(stack):
    """The host listens on what is published, on the loopback, and has no way to a container."""
    published = [port for of in stack.services.values() for port in of.get("ports", [])]
    for port in published:
        assert port["host_ip"] == "127.0.0.1" and reaches("127.0.0.1", port["published"]), port
    ours = {str(port["published"]) for port in published}
    listening = {address for address in listeners() if address.rsplit(":", 1)[1] in ours}
    assert listening == {f"127.0.0.1:{port}" for port in ours}, listening
    assert not {of for of in listeners() - stack.before if of.rsplit(":", 1)[1] in {"9187", "9300"}}, "unpublished ports"
    routes = run("ip", "route", "show", "table", "all")
    assert str(SUBNET.network_address)[:-1] not in routes, "the host has a route to the containers"
    # Inside, services reach each other by name.
    subprocess.run(stack.containers["web"].inside(["curl", "-fsS", "http://ingest:9187/health"]), capture_output=True, check=True)


def encrypted_only(stack):
    """None of the three answers who does not speak TLS. Neo4j's greeting is Bolt's: four offers of a version."""
    bolt = bytes.fromhex("6060b017") + bytes.fromhex("00040405") + bytes(12)
    http = b"GET / HTTP/1.0\r\n\r\n"
    for service, target, greeting in (("neo4j", 7687, bolt), ("elasticsearch", 9200, http), ("web", 8080, http)):
        port = next(port for port in stack.services[service]["ports"] if port["target"] == target)
        with socket.create_connection(("127.0.0.1", int(port["published"])), timeout=5) as line:
            line.sendall(greeting)
            try:
                answer = line.recv(5)
            except (ConnectionError, TimeoutError):
                answer = b""
        # Nothing, no version agreed, or an alert of TLS.
        assert answer[:4] in (b"", bytes(4)) or answer[:1] == b"\x15", f"{service} answers plainly: {answer}"


def non_root(stack):
    for name, container in stack.containers.items():
        if isinstance(container, OfImage):
            who = container.says("id", "-u")
            assert who == "10001", f"{name} runs as {who}"
            rights = container.says("grep", "CapEff", "/proc/self/status").split()[1]
            assert int(rights, 16) == 0, f"{name} has capabilities {rights}"


def log_file(stack):
    """A log that the image itself makes: the simulated company's busiest one."""
    volume = stack.root / "volumes" / "web-data" / "company"
    make = ["logontracer", "lab", "generate", "--accounts", "60", "--days", "3", "--out", "/data/company"]
    subprocess.run(stack.containers["web"].inside(make), capture_output=True, check=True)
    return max(volume.rglob("*.evtx"), key=lambda file: file.stat().st_size).read_bytes()


def journey(stack, authority):
    port = stack.services["web"]["ports"][0]
    service = Service("127.0.0.1" if authority is None else "localhost", port["published"], authority)
    said = stack.containers["web"].log.read_text()
    once = re.search(r"one-time password `([^`]+)`", said).group(1)
    service.first_sign_in(once, "correct horse battery")
    service.call("POST", "/cases", {"name": "stack"}, expect=(201,))
    report = service.wait(service.hand_in("stack", "Security.evtx", log_file(stack)))["result"]["report"]
    ranks = service.ranks("stack")
    assert report["kept"] > 1000 and all(len(rows) > 5 and rows[0]["rank"] > 0 for rows in ranks), (report, ranks)
    print(f"imported: {report['kept']} events kept, {len(ranks[0])} accounts and {len(ranks[1])} hosts ranked", flush=True)
    # Through the worker into Elasticsearch, which has a password of its own.
    service.wait(service.call("POST", "/cases/stack/export/elasticsearch", {}, expect=(200, 201, 202))["id"])
    for name in ("ingest", "web"):
        stack.stop(name)
    stack.start(["web", "ingest"])
    assert "one-time password" not in stack.containers["web"].log.read_text()[len(said):], "the first start happened twice"
    service.sign_in("admin", "correct horse battery")
    assert service.ranks("stack") == ranks, "ranks differ after a restart"
    print("after a restart of web and ingest: the same ranks", flush=True)
    for name, container in stack.containers.items():
        if isinstance(container, OfImage):
            assert not container.written(), f"{name} wrote outside its volumes: {sorted(container.written())[:5]}"


def main():
    project, root = json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2])
    authority = sys.argv[3] if len(sys.argv) > 3 else None
    stack = Stack(project, root)
    try:
        stack.up()
        non_root(stack)
        only_published_ports(stack)
        if authority:
            encrypted_only(stack)
        journey(stack, authority)
    finally:
        stack.down()
    print("1 passed, 0 failed")


main()
