"""A compose network as network namespaces: one a container, joined by a bridge that the host is no part of."""

import ipaddress
import os
import pathlib
import shutil
import signal
import subprocess
import time

NET = "lt-net"
SUBNET = ipaddress.ip_network("172.29.0.0/24")


def run(*command):
    """Runs a command; its words are told where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def is_holder(pid):
    """Whether this is buildah around a process, not the process."""
    try:
        return b"buildah" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except OSError:
        return False


class Net:
    """The bridge lives in a namespace of its own, so that no address of a container can be reached from outside."""

    def __init__(self, names):
        self.names = list(names)
        self.spaces = {name: f"lt-{name}" for name in self.names}
        self.address = {name: str(SUBNET[10 + n]) for n, name in enumerate(self.names)}
        self.forwards = []

    def up(self):
        """Makes bridge, namespaces and names."""
        run("ip", "netns", "add", NET)
        run("ip", "-n", NET, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", NET, "addr", "add", f"{SUBNET[1]}/24", "dev", "br0")
        run("ip", "-n", NET, "link", "set", "br0", "up")
        run("ip", "-n", NET, "link", "set", "lo", "up")
        for n, name in enumerate(self.names):
            self._join(n, name)

    def _join(self, n, name):
        space = self.spaces[name]
        run("ip", "netns", "add", space)
        run("ip", "-n", NET, "link", "add", f"v{n}", "type", "veth", "peer", "name", "eth0", "netns", space)
        run("ip", "-n", NET, "link", "set", f"v{n}", "master", "br0", "up")
        run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "-n", space, "addr", "add", f"{self.address[name]}/24", "dev", "eth0")
        run("ip", "-n", space, "link", "set", "eth0", "up")
        # A second container of a service has the service's name too; the first one answers to it here.
        folder = pathlib.Path("/etc/netns") / space
        folder.mkdir(parents=True, exist_ok=True)
        hosts = [f"{address} {of}" for of, address in self.address.items()]
        (folder / "hosts").write_text("\n".join(["127.0.0.1 localhost", *hosts]) + "\n")
        (folder / "resolv.conf").write_text("")

    def publish(self, name, port):
        """A port of the compose file: a listener on the host's loopback that leads to the container."""
        into = f"EXEC:ip netns exec {NET} socat STDIO TCP\\:{self.address[name]}\\:{port['target']}"
        listen = f"TCP-LISTEN:{port['published']},bind={port['host_ip']},reuseaddr,fork"
        self.forwards.append(subprocess.Popen(["socat", listen, into], stderr=subprocess.DEVNULL, start_new_session=True))

    def processes(self, name):
        """Who runs in a container's namespace."""
        listed = subprocess.run(["ip", "netns", "pids", self.spaces[name]], capture_output=True, text=True, check=False)
        return [int(pid) for pid in listed.stdout.split()]

    def stop(self, name, patience):
        """As an engine does: asked to end, then made to."""
        for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
            for pid in self.processes(name):
                # What holds a process of an image would kill it in its own end.
                if sign is signal.SIGTERM and is_holder(pid):
                    continue
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    pass
            end = time.monotonic() + seconds
            while self.processes(name) and time.monotonic() < end:
                time.sleep(0.2)
            if not self.processes(name):
                return sign is signal.SIGTERM
        return False

    def down(self):
        """Nothing stays."""
        for name in self.names:
            self.stop(name, 20)
        for forward in self.forwards:
            os.killpg(forward.pid, signal.SIGTERM)
            forward.wait()
        for space in [*self.spaces.values(), NET]:
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)
            shutil.rmtree(pathlib.Path("/etc/netns") / space, ignore_errors=True)
