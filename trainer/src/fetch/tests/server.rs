//! A web server with faults to order: one file, one answer a connection.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ureq::Agent;

use crate::fetch::download::Client;

/// What the server answers with. Changed between and during requests by the tests.
#[derive(Debug, Clone)]
pub struct Site {
    pub file: Vec<u8>,
    pub etag: Option<&'static str>,
    /// Whether Range is understood.
    pub ranges: bool,
    /// Whether If-Range is understood.
    pub if_range: bool,
    /// Bytes of the body before the connection is cut; one number for each of the next answers.
    pub cuts: Vec<usize>,
    /// In place of 200 and 206.
    pub status: Option<&'static str>,
    /// In place of the true one.
    pub content_length: Option<usize>,
}

impl Site {
    pub fn of(file: Vec<u8>) -> Self {
        Self {
            file,
            etag: Some("\"one\""),
            ranges: true,
            if_range: true,
            cuts: Vec::new(),
            status: None,
            content_length: None,
        }
    }
}

/// A request as it came, and how many bytes of body went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub range: Option<String>,
    pub if_range: Option<String>,
    pub sent: usize,
}

pub struct Server {
    pub url: String,
    pub site: Arc<Mutex<Site>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Serves until the test's process ends.
    pub fn start(site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/set.tar.gz", listener.local_addr().unwrap());
        let site = Arc::new(Mutex::new(site));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (served, seen) = (Arc::clone(&site), Arc::clone(&asked));
        thread::spawn(move || {
            for connection in listener.incoming() {
                // Locked until the record is complete, so that tests read all of it.
                let mut seen = seen.lock().unwrap();
                seen.push(answer(&connection.unwrap(), &mut served.lock().unwrap()));
            }
        });
        Self { url, site, asked }
    }

    /// All requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// Asks this machine directly, whatever proxy the environment names, and does not wait.
pub fn client(attempts: u32) -> Client {
    let agent = Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .timeout_per_read(Some(Duration::from_secs(10)))
        .build();
    Client::new(agent.into(), attempts, Duration::ZERO)
}

fn answer(connection: &TcpStream, site: &mut Site) -> Asked {
    let mut asked = Asked {
        range: None,
        if_range: None,
        sent: 0,
    };
    for line in BufReader::new(connection).lines() {
        let line = line.unwrap();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            match name.to_ascii_lowercase().as_str() {
                "range" => asked.range = Some(value.to_owned()),
                "if-range" => asked.if_range = Some(value.to_owned()),
                _ => {}
            }
        }
    }
    let unchanged = !site.if_range || asked.if_range.as_deref() == site.etag;
    let from = asked.range.as_deref().filter(|_| site.ranges && unchanged);
    let from: Option<usize> = from.map(|range| {
        let number = range.strip_prefix("bytes=").unwrap();
        number.strip_suffix('-').unwrap().parse().unwrap()
    });
    let total = site.file.len();
    let (mut status, mut body) = ("200 OK", &site.file[..]);
    let mut headers = String::new();
    if let Some(from) = from {
        if from >= total {
            (status, body) = ("416 Range Not Satisfiable", &[]);
        } else {
            (status, body) = ("206 Partial Content", &site.file[from..]);
            headers = format!("Content-Range: bytes {from}-{}/{total}\r\n", total - 1);
        }
    }
    if let Some(etag) = site.etag {
        headers += &format!("ETag: {etag}\r\n");
    }
    if let Some(other) = site.status {
        (status, body) = (other, &[]);
    }
    let length = site.content_length.unwrap_or(body.len());
    let cut = if site.cuts.is_empty() {
        body.len()
    } else {
        site.cuts.remove(0)
    };
    let body = &body[..cut.min(body.len())];
    let mut writer = connection;
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    writer.write_all(head.as_bytes()).unwrap();
    writer.write_all(body).unwrap();
    asked.sent = body.len();
    asked
}
