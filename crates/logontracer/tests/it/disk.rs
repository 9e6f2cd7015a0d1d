//! A disk that is full while files arrive and while a worker keeps what it read.

mod small;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};

use crate::common::{export, many, with_server};
use crate::serve::{PASSWORD, Page, Site, hand_in, listening};
use crate::slices;
use crate::worker::{Running, is};
use small::{BALLAST, SmallDisk};

/// The answer says what is the matter and what to do.
fn full(answer: Response) {
    assert_eq!(answer.status(), 507);
    let problem: Value = answer.json().unwrap();
    assert_eq!(problem["code"], "disk_full", "{problem:#}");
    assert!(problem["message"].as_str().unwrap().contains("is full"), "{problem:#}");
    assert!(problem["hint"].as_str().unwrap().contains("once there is room"), "{problem:#}");
}

fn piece(page: &Page, id: &Value, offset: usize, bytes: &[u8]) -> Response {
    let request = page.request(Method::PATCH, &format!("/uploads/{}", id.as_str().unwrap()));
    request.header("upload-offset", offset).body(bytes.to_vec()).send().unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path.display().to_string()] };
    entries.flat_map(inside).collect()
}

/// A service with its evidence, or its own folder, on a small disk.
fn upload(disk: &SmallDisk, evidence: bool) {
    let site = Site::new();
    let mut command = site.set_up(with_server(site.folder.path()));
    let setting = if evidence { "LOGONTRACER__EVIDENCE__URL" } else { "LOGONTRACER__WEB__DATA_DIR" };
    command.env(setting, disk.path()).args(["serve", "--bind", "127.0.0.1:0"]);
    let (service, said, address) = listening(&mut disk.command(&command));
    let once = said.rsplit('`').nth(1).expect("a one-time password").to_owned();
    let page = Page::open(&address, "admin", &once);
    let change = json!({ "old": once, "new": PASSWORD });
    assert_eq!(page.request(Method::PUT, "/session/password").json(&change).send().unwrap().status(), 204);
    let page = Page::open(&address, "admin", PASSWORD);
    let case = testkit::fresh_case();
    assert_eq!(page.post("/cases", &json!({ "name": case })).status(), 201);
    let file = std::fs::read(export(site.folder.path(), "a.xml", &many(4_000))).unwrap();
    let pid = service.0.id();
    disk.fill(pid, file.len() / 2);

    if evidence {
        full(hand_in(&page, &case, file.clone()));
        assert!(files(&disk.seen_by(pid)).iter().all(|name| name.ends_with(BALLAST)), "nothing half kept");
    }
    let begun = page.post(&format!("/cases/{case}/uploads"), &json!({ "name": "a.xml", "bytes": file.len() }));
    assert_eq!(begun.status(), 201);
    let id = begun.json::<Value>().unwrap()["id"].clone();
    full(piece(&page, &id, 0, &file));
    let stands = || page.get(&format!("/uploads/{}", id.as_str().unwrap()))["offset"].as_u64().unwrap() as usize;
    let offset = stands();
    // A limit is on files of either place.
    let all = evidence && disk.is_apart();
    assert_eq!((offset > 0, offset == file.len()), (true, all), "what arrived stays: {offset} of {}", file.len());
    full(piece(&page, &id, offset, &file[offset..]));

    disk.make_room(pid);
    let offset = stands();
    let done = piece(&page, &id, offset, &file[offset..]);
    assert_eq!(done.status(), 200);
    let kept: Value = done.json().unwrap();
    let whole = hand_in(&page, &case, file.clone());
    assert_eq!(whole.status(), 201);
    let whole: Value = whole.json().unwrap();
    assert_eq!((&kept["upload"]["sha256"], &whole["known"]), (&whole["sha256"], &json!(true)));
}

#[test]
fn an_upload_goes_on_once_there_is_room() {
    for disk in SmallDisk::kinds() {
        // Of a user who may not mount, the limit alone.
        println!("{disk:?}");
        upload(&disk, true);
    }
    for disk in SmallDisk::kinds() {
        upload(&disk, false);
    }
}

#[test]
fn a_slice_that_could_not_be_kept_is_read_again_once_there_is_room() {
    let site = crate::worker::Site::new();
    let (index, address) = (slices::company(site.path(), "2"), testkit::elasticsearch().uri);
    let expected = slices::undisturbed(&site, &index, "--es-reduce=never");
    for disk in SmallDisk::kinds() {
        let case = testkit::fresh_case();
        let mut command = slices::program(&site, &address, &["worker"]);
        command.env("LOGONTRACER__EVIDENCE__URL", disk.path());
        let worker = Running(disk.command(&command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        disk.fill(worker.0.id(), 0);
        let job = slices::queue(&site, &index, &case, &["--es-reduce=never", "--es-slice", "3000"]);
        let failed = site.wait(&job, |job| is("failed")(job) || is("done")(job));
        assert_eq!((&failed["state"], &failed["error"]["code"]), (&json!("failed"), &json!("disk_full")), "{failed:#}");
        assert!(failed["error"]["text"].as_str().unwrap().contains("was not read"), "{failed:#}");
        assert!(failed["error"]["hint"].as_str().unwrap().contains("make room"), "{failed:#}");
        disk.make_room(worker.0.id());
        site.done(&["job", "retry", &job]);
        let ended = site.wait(&job, |job| is("failed")(job) || is("done")(job));
        assert_eq!(ended["state"], "done", "{ended:#}");
        assert!(crate::import::graph(&case) == expected, "another graph");
        assert!(files(&disk.seen_by(worker.0.id())).is_empty(), "spools go when they are taken in");
    }
}
