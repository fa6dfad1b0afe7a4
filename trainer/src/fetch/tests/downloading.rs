use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::archives::noise;
use super::server::{Asked, Server, Site, client};
use crate::fetch::download::Source;

const LENGTH: usize = 300_000;

struct Case {
    server: Server,
    folder: TempDir,
}

impl Case {
    fn new(site: Site) -> Self {
        Self {
            server: Server::start(site),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("set.tar.gz")
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join("set.tar.gz.part")
    }

    fn download(&self, attempts: u32) -> Result<(), String> {
        self.expecting(None, attempts)
    }

    fn expecting(&self, bytes: Option<u64>, attempts: u32) -> Result<(), String> {
        let url = self.server.url.clone();
        client(attempts)
            .download(&Source { url, bytes }, &self.file())
            .map_err(|error| format!("{error:#}"))
    }

    fn site(&self, change: impl FnOnce(&mut Site)) {
        change(&mut self.server.site.lock().unwrap());
    }

    /// Whole, and nothing beside it.
    fn assert_done(&self, expected: &[u8]) {
        assert!(fs::read(self.file()).unwrap() == expected, "bytes differ");
        assert_eq!(names(self.folder.path()), ["set.tar.gz"]);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

fn whole(sent: usize) -> Asked {
    Asked {
        range: None,
        if_range: None,
        sent,
    }
}

fn rest(from: usize, etag: &str, sent: usize) -> Asked {
    Asked {
        range: Some(format!("bytes={from}-")),
        if_range: Some(etag.to_owned()),
        sent,
    }
}

#[test]
fn a_file_arrives_whole_in_one_request() {
    let file = noise(LENGTH, 1);
    let case = Case::new(Site::of(file.clone()));
    case.expecting(Some(LENGTH as u64), 1).unwrap();
    case.assert_done(&file);
    assert_eq!(case.server.asked(), [whole(LENGTH)]);
}

#[test]
fn a_cut_connection_is_continued_and_no_byte_is_sent_twice() {
    let file = noise(LENGTH, 2);
    let mut site = Site::of(file.clone());
    site.cuts = vec![100_000, 50_000];
    let case = Case::new(site);
    case.download(3).unwrap();
    case.assert_done(&file);
    let expected = [
        whole(100_000),
        rest(100_000, "\"one\"", 50_000),
        rest(150_000, "\"one\"", 150_000),
    ];
    assert_eq!(case.server.asked(), expected);
}

#[test]
fn after_giving_up_the_same_call_goes_on() {
    let file = noise(LENGTH, 3);
    let mut site = Site::of(file.clone());
    site.cuts = vec![100_000, 0];
    let case = Case::new(site);
    let message = case.download(2).unwrap_err();
    let kept = format!(
        "100.00 kB are kept in {}: run the same command again to go on from there",
        case.part().display()
    );
    assert!(message.ends_with(&kept), "{message}");
    assert!(!case.file().exists());
    assert_eq!(fs::metadata(case.part()).unwrap().len(), 100_000);

    case.download(1).unwrap();
    case.assert_done(&file);
    let last = case.server.asked().pop().unwrap();
    assert_eq!(last, rest(100_000, "\"one\"", 200_000));
}

#[test]
fn a_part_that_is_already_whole_needs_no_request() {
    let file = noise(LENGTH, 4);
    let mut site = Site::of(file.clone());
    site.cuts = vec![LENGTH - 1];
    let case = Case::new(site);
    case.download(1).unwrap_err();
    // As if the program had been killed before the file got its name.
    fs::write(case.part(), &file).unwrap();
    case.download(1).unwrap();
    case.assert_done(&file);
    assert_eq!(case.server.asked().len(), 1);
}

#[test]
fn a_server_without_ranges_is_asked_for_the_whole_file_again() {
    let file = noise(LENGTH, 5);
    let mut site = Site::of(file.clone());
    site.ranges = false;
    site.cuts = vec![100_000];
    let case = Case::new(site);
    case.download(2).unwrap();
    case.assert_done(&file);
    let expected = [whole(100_000), rest(100_000, "\"one\"", LENGTH)];
    assert_eq!(case.server.asked(), expected);
}

#[test]
fn without_a_validator_nothing_is_continued() {
    let file = noise(LENGTH, 6);
    for etag in [None, Some("W/\"weak\"")] {
        let mut site = Site::of(file.clone());
        site.etag = etag;
        site.cuts = vec![100_000];
        let case = Case::new(site);
        case.download(2).unwrap();
        case.assert_done(&file);
        assert_eq!(case.server.asked(), [whole(100_000), whole(LENGTH)]);
    }
}

#[test]
fn a_file_that_changed_meanwhile_is_not_joined_to_the_old_one() {
    // A server that understands If-Range says so; with one that does not, the ETag tells.
    for if_range in [true, false] {
        let mut site = Site::of(noise(LENGTH, 7));
        site.if_range = if_range;
        site.cuts = vec![100_000];
        let case = Case::new(site);
        case.download(1).unwrap_err();
        let changed = noise(LENGTH, 8);
        case.site(|site| {
            site.file = changed.clone();
            site.etag = Some("\"two\"");
        });
        case.download(2).unwrap();
        case.assert_done(&changed);
        assert_eq!(case.server.asked()[1].range, Some("bytes=100000-".into()));
    }
}

#[test]
fn a_file_that_became_shorter_is_downloaded_anew() {
    let mut site = Site::of(noise(LENGTH, 9));
    site.if_range = false;
    site.cuts = vec![100_000];
    let case = Case::new(site);
    case.download(1).unwrap_err();
    let shorter = noise(50_000, 10);
    case.site(|site| site.file = shorter.clone());
    case.download(2).unwrap();
    case.assert_done(&shorter);
}

#[test]
fn what_another_address_sent_is_not_continued() {
    let mut site = Site::of(noise(LENGTH, 11));
    site.cuts = vec![100_000];
    let case = Case::new(site);
    case.download(1).unwrap_err();
    let other = noise(LENGTH, 12);
    let mirror = Server::start(Site::of(other.clone()));
    let source = Source {
        url: mirror.url.clone(),
        bytes: None,
    };
    client(1).download(&source, &case.file()).unwrap();
    case.assert_done(&other);
    assert_eq!(mirror.asked(), [whole(LENGTH)]);
}

#[test]
fn a_damaged_note_means_starting_over() {
    let file = noise(LENGTH, 13);
    let mut site = Site::of(file.clone());
    site.cuts = vec![100_000];
    let case = Case::new(site);
    case.download(1).unwrap_err();
    fs::write(case.folder.path().join("set.tar.gz.part.json"), "{").unwrap();
    case.download(1).unwrap();
    case.assert_done(&file);
    assert_eq!(case.server.asked()[1], whole(LENGTH));
}

#[test]
fn another_length_than_the_published_one_is_refused_before_the_download() {
    let case = Case::new(Site::of(noise(LENGTH, 14)));
    let message = case.expecting(Some(30_168_306), 3).unwrap_err();
    let url = &case.server.url;
    let expected = format!(
        "{url} has 300000 bytes, but the published archive has 30168306: it is another file"
    );
    assert!(message.starts_with(&expected), "{message}");
    assert_eq!(case.server.asked().len(), 1);
    assert!(!case.file().exists());
}

#[test]
fn a_server_that_promises_more_than_it_sends_never_makes_a_whole_file() {
    let mut site = Site::of(noise(LENGTH, 15));
    site.content_length = Some(LENGTH + 1);
    site.ranges = false;
    let case = Case::new(site);
    let message = case.download(2).unwrap_err();
    assert!(
        message.contains("after 300.00 kB of 300.00 kB"),
        "{message}"
    );
    assert!(!case.file().exists());
    assert_eq!(case.server.asked().len(), 2);
}

#[test]
fn refusals_are_final_and_faults_of_the_server_are_not() {
    for (status, requests) in [("404 Not Found", 1), ("503 Service Unavailable", 3)] {
        let mut site = Site::of(noise(LENGTH, 16));
        site.status = Some(status);
        let case = Case::new(site);
        let message = case.download(3).unwrap_err();
        let expected = format!("{} answered {status}; ", case.server.url);
        assert!(message.starts_with(&expected), "{message}");
        assert_eq!(case.server.asked().len(), requests, "{status}");
        assert!(names(case.folder.path()).is_empty(), "files are left");
    }
}

#[test]
fn a_second_program_is_kept_off_the_part() {
    let case = Case::new(Site::of(noise(LENGTH, 17)));
    let first = crate::fetch::part::PartFile::open(&case.file(), &case.server.url).unwrap();
    let message = case.download(1).unwrap_err();
    assert!(
        message.starts_with("another `fetch` is at work on"),
        "{message}"
    );
    drop(first);
    case.download(1).unwrap();
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let case = Case::new(Site::of(Vec::new()));
    let source = Source {
        url: "http://127.0.0.1:1/set.tar.gz".to_owned(),
        bytes: None,
    };
    let error = client(2).download(&source, &case.file()).unwrap_err();
    let message = format!("{error:#}");
    assert!(
        message.starts_with("cannot reach http://127.0.0.1:1/set.tar.gz: "),
        "{message}"
    );
    assert!(message.contains("nothing has arrived yet"), "{message}");
}

#[test]
fn an_address_of_another_kind_is_refused_at_once() {
    let case = Case::new(Site::of(Vec::new()));
    for url in ["ftp://127.0.0.1/set.tar.gz", "set.tar.gz"] {
        let source = Source {
            url: url.to_owned(),
            bytes: None,
        };
        let error = client(3).download(&source, &case.file()).unwrap_err();
        let message = format!("{error:#}");
        assert!(
            message.starts_with(&format!("cannot reach {url}: ")),
            "{message}"
        );
    }
}
