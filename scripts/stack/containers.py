"""Services of a compose file as processes in namespaces: their environment, secrets, volumes, user, health tests."""

import json
import pathlib
import re
import shlex
import subprocess
import time

from net import run


def seconds(length):
    """`1m30s` of compose."""
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(int(count) * units[unit] for count, unit in re.findall(r"(\d+)([hms])", length or "0s"))


class Container:
    """One service. `inside` makes a command one that runs in it."""

    def __init__(self, name, service, net, root, secrets):
        self.name, self.service, self.net, self.root, self.secrets = name, service, net, root, secrets
        self.log = root / f"{name}.log"

    def environment(self):
        """As the compose file has it."""
        return {key: str(value) for key, value in (self.service.get("environment") or {}).items()}

    def inside(self, command):
        raise NotImplementedError

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.inside(self.command()), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def command(self):
        raise NotImplementedError

    def stop(self):
        """Whether it ended by itself within the time that the compose file gives it."""
        return self.net.stop(self.name, seconds(self.service.get("stop_grace_period")) or 10)

    def healthy_once(self):
        """The health test of the compose file, carried out inside."""
        kind, *rest = self.service["healthcheck"]["test"]
        command = ["sh", "-c", rest[0]] if kind == "CMD-SHELL" else rest
        limit = seconds(self.service["healthcheck"]["timeout"]) + 5
        try:
            return subprocess.run(self.inside(command), capture_output=True, timeout=limit, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def wait(self):
        """Until healthy, at most as long as the compose file allows, and three times that on a busy machine."""
        check = self.service["healthcheck"]
        allowed = seconds(check["start_period"]) + check["retries"] * seconds(check["interval"])
        end = time.monotonic() + 3 * allowed
        while not self.healthy_once():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: {self.log.read_text(errors='replace')[-600:]}")
            if time.monotonic() > end:
                raise RuntimeError(f"{self.name} is not healthy: see {self.log}")
            time.sleep(1)


class OfImage(Container):
    """A service whose image was built here. No engine enforces `read_only`; `written` tells what it would have refused."""

    def __init__(self, name, service, net, root, secrets):
        super().__init__(name, service, net, root, secrets)
        image = "localhost/" + service["image"]
        self.id = run("buildah", "from", "--pull-never", image).strip()
        self.config = json.loads(run("podman", "inspect", image))[0]["Config"]
        self.mount = pathlib.Path(run("buildah", "mount", self.id).strip())

    def volumes(self):
        """Named volumes begin as the folder that the image has there, with its owner."""
        for volume in self.service.get("volumes", []):
            if volume["type"] == "bind":
                yield f"{volume['source']}:{volume['target']}:ro"
                continue
            folder = self.root / "volumes" / volume["source"]
            if not folder.exists():
                folder.mkdir(parents=True)
                run("chown", "--reference", str(self.mount / volume["target"].lstrip("/")), str(folder))
            yield f"{folder}:{volume['target']}:rw"
        for secret in self.service.get("secrets", []):
            yield f"{self.secrets[secret['source']]['file']}:{secret['target']}:ro"

    def inside(self, command):
        volumes = [word for volume in self.volumes() for word in ("-v", volume)]
        settings = [f"{key}={value}" for key, value in self.environment().items()]
        buildah = ["buildah", "run", "--isolation", "chroot", "--cap-drop", "all", *volumes, self.id, "--", "env", *settings]
        return ["ip", "netns", "exec", self.net.spaces[self.name], *buildah, *command]

    def command(self):
        self.written_before = self.files()
        return [*self.config["Entrypoint"], *(self.service.get("command") or self.config["Cmd"])]

    def says(self, *command):
        """What a short command inside prints. buildah at times ends before it has passed the output on."""
        for _ in range(5):
            said = subprocess.run(self.inside(command), capture_output=True, text=True, check=True).stdout.strip()
            if said:
                return said
        raise RuntimeError(f"{self.name}: {command} prints nothing")

    def files(self):
        return set(run("find", str(self.mount), "-xdev", "-type", "f").splitlines())

    def written(self):
        """Files outside volumes and /tmp that were not there before the start; secrets and names are buildah's mounts."""
        free = tuple(f"{self.mount}/{place}" for place in ("tmp/", "run/", "certs/", "etc/hosts", "etc/resolv.conf"))
        return {file for file in self.files() - self.written_before if not file.startswith(free)}

    def remove(self):
        subprocess.run(["buildah", "rm", self.id], capture_output=True, check=False)


class OfHost(Container):
    """A server whose image cannot be had: scripts/services' distribution of it, with what compose would give the image."""

    def mounts(self):
        """Folders of the host that the image would see at another place."""
        return {volume["target"]: volume["source"] for volume in self.service.get("volumes", []) if volume["type"] == "bind"}

    def here(self, text):
        """A text of the compose file that names places inside the image, for this machine."""
        for target, source in self.mounts().items():
            text = text.replace(target, source)
        return text

    def inside(self, command):
        lines = ["mount -t tmpfs tmpfs /run", "mkdir -p /run/secrets"]
        for secret in self.service.get("secrets", []):
            source, target = (shlex.quote(path) for path in (self.secrets[secret["source"]]["file"], secret["target"]))
            lines.append(f"touch {target} && mount --bind {source} {target}")
        lines.append(f"exec {self.here(shlex.join(command))}")
        return ["ip", "netns", "exec", self.net.spaces[self.name], "unshare", "--mount", "sh", "-c", " && ".join(lines)]

    def command(self):
        return ["bash", str(pathlib.Path(__file__).parent / f"{self.name}.sh"), str(self.root / self.name)]

    def healthy_once(self):
        return (self.root / self.name / "ready").exists() and super().healthy_once()

    def start(self):
        folder = self.root / self.name
        folder.mkdir(exist_ok=True)
        settings = [f"{key}={self.here(value)}\n" for key, value in self.environment().items()]
        (folder / "environment").write_text("".join(settings))
        (folder / "mounts").write_text("".join(f"{target} {source}\n" for target, source in self.mounts().items()))
        super().start()
