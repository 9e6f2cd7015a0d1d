//! A place where little fits, for one process, until it is told that there is room.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What stands on a full disk beside that process's own.
pub(super) const BALLAST: &str = "ballast";

#[derive(Debug)]
enum Kind {
    /// A file system in memory that only the process sees, made with these arguments of `unshare`.
    Own(&'static [&'static str]),
    /// A limit on how large a file of the process may become, which any user may set.
    Limit,
}

#[derive(Debug)]
pub(super) struct SmallDisk {
    kind: Kind,
    folder: TempDir,
}

const MOUNT: &str = "mount -t tmpfs -o size=16m,mode=700 none \"$1\" && shift && exec \"$@\"";
/// Else a file too large ends the process.
const HEED: &str = "trap '' XFSZ && exec \"$@\"";

impl SmallDisk {
    /// All kinds that this machine allows this user.
    pub(super) fn kinds() -> Vec<Self> {
        let disk = |kind| Self { kind, folder: tempfile::tempdir().unwrap() };
        let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--user", "--map-root-user"]];
        let mut kinds = vec![disk(Kind::Limit)];
        let own = ways.into_iter().map(|way| disk(Kind::Own(way)));
        let works = |disk: &Self| disk.command(&Command::new("true")).status().is_ok_and(|ran| ran.success());
        kinds.extend(own.into_iter().find(works));
        kinds
    }

    /// Whether only what is on this disk wants its room.
    pub(super) const fn is_apart(&self) -> bool {
        matches!(self.kind, Kind::Own(_))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The same command, run with this disk.
    pub(super) fn command(&self, program: &Command) -> Command {
        let mut command = match self.kind {
            Kind::Own(way) => {
                let mut command = Command::new("unshare");
                command.args(way).args(["sh", "-c", MOUNT, "sh"]).arg(self.path());
                command
            }
            Kind::Limit => {
                let mut command = Command::new("sh");
                command.args(["-c", HEED, "sh"]);
                command
            }
        };
        command.arg(program.get_program()).args(program.get_args()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command
    }

    /// Where the process's disk is for others.
    pub(super) fn seen_by(&self, pid: u32) -> PathBuf {
        match self.kind {
            Kind::Own(_) => Path::new(&format!("/proc/{pid}/root")).join(self.path().strip_prefix("/").unwrap()),
            Kind::Limit => self.path().to_owned(),
        }
    }

    /// Leaves so many bytes.
    pub(super) fn fill(&self, pid: u32, left: usize) {
        if let Kind::Limit = self.kind {
            return limit(pid, &left.to_string());
        }
        self.until_mounted(pid);
        let mut ballast = File::create(self.seen_by(pid).join(BALLAST)).unwrap();
        while ballast.write(&[0; 4096]).is_ok_and(|written| written == 4096) {}
        let all = ballast.metadata().unwrap().len();
        ballast.set_len(all - left as u64).unwrap();
    }

    pub(super) fn make_room(&self, pid: u32) {
        match self.kind {
            Kind::Own(_) => std::fs::remove_file(self.seen_by(pid).join(BALLAST)).unwrap(),
            Kind::Limit => limit(pid, "unlimited"),
        }
    }

    fn until_mounted(&self, pid: u32) {
        let device = |path: &Path| std::fs::metadata(path).map(|data| data.dev()).ok();
        let (begun, outside) = (Instant::now(), device(self.path()));
        while device(&self.seen_by(pid)).is_none_or(|inside| Some(inside) == outside) {
            assert!(begun.elapsed() < Duration::from_secs(20), "nothing is mounted");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Only what may be raised again is lowered.
fn limit(pid: u32, bytes: &str) {
    let set = Command::new("prlimit").args(["--pid", &pid.to_string(), &format!("--fsize={bytes}:")]).status();
    assert!(set.unwrap().success(), "prlimit");
}
