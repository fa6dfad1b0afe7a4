//! A static web server for the built site, on this machine only unless it is told another address.
//!
//! It knows nothing of the site: a path is a file below the folder, or 404. Text and WebAssembly are compressed for
//! browsers that take it, as static hosts do, so that a visit here costs what one there does.

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use percent_encoding::percent_decode_str;
use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};

const FIRST_PORT: u16 = 8080;
/// How many ports after the first are tried before giving up.
const PORTS_TRIED: u16 = 100;
/// A page load asks for a handful of files at a time.
const THREADS: usize = 4;

/// Where to listen.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Options {
    /// The address to listen on: 0.0.0.0 or :: for all of this machine's, so that a phone in the same network sees
    /// the page
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port to listen on; without it 8080 or the next free one
    #[arg(long)]
    port: Option<u16>,
}

/// Serves `dist` until the program is stopped.
pub fn serve(dist: &Path, options: Options) -> Result<()> {
    let dist = dist
        .canonicalize()
        .with_context(|| format!("there is no built site in {}", dist.display()))?;
    let server = Arc::new(listen(options)?);
    println!(
        "\nserving {} at http://{}/ (stop with Ctrl+C)",
        dist.display(),
        server.server_addr()
    );
    if !options.host.is_loopback() {
        println!(
            "whoever reaches this machine sees the page; browsers keep WebGPU, several workers and offline visits for \
             HTTPS and for pages of their own machine"
        );
    }
    let workers: Vec<_> = (0..THREADS)
        .map(|_| {
            let (server, dist) = (Arc::clone(&server), dist.clone());
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // A visitor who went away in mid-answer is no fault of the server's.
                    let _ = answer(&dist, request);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().ok().context("a server thread panicked")?;
    }
    Ok(())
}

fn listen(options: Options) -> Result<Server> {
    let Options { host, port } = options;
    // A port that is taken says nothing of an address that this machine does not have.
    TcpListener::bind((host, 0)).with_context(|| format!("cannot listen on {host}"))?;
    let (first, last) = match port {
        Some(port) => (port, port),
        None => (FIRST_PORT, FIRST_PORT + PORTS_TRIED),
    };
    let free = (first..=last).find_map(|port| Server::http((host, port)).ok());
    match free {
        Some(server) => Ok(server),
        None if first == last => bail!("port {first} is taken: choose another with --port"),
        None => bail!("no port from {first} to {last} is free: choose one with --port"),
    }
}

fn answer(dist: &Path, request: Request) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("only GET and HEAD").with_status_code(405));
    }
    let Some(path) = file_for(dist, request.url()) else {
        return request.respond(Response::from_string("not found").with_status_code(404));
    };
    let Ok(content) = fs::read(&path) else {
        return request.respond(Response::from_string("not found").with_status_code(404));
    };
    let kind = mime_guess::from_path(&path).first_or_octet_stream();
    let is_packed = gains_by_gzip(kind.essence_str()) && takes_gzip(&request);
    let mut response = Response::from_data(match is_packed {
        true => packed(&content)?,
        false => content,
    })
    // What is sent has its length, by which browsers tell how far a download is.
    .with_chunked_threshold(usize::MAX);
    if is_packed {
        response.add_header(header("Content-Encoding", "gzip"));
    }
    // The site is rebuilt while the browser stays open.
    for (name, value) in [
        ("Content-Type", kind.as_ref()),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding"),
        // Workers may share memory, and with it the work on a picture, only in a page that no other origin can see
        // into.
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
    ] {
        response.add_header(header(name, value));
    }
    request.respond(response)
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are plain ASCII")
}

/// Whether hosts compress files of this kind: text and programs, but no pictures and no unknown bytes.
fn gains_by_gzip(kind: &str) -> bool {
    kind.starts_with("text/")
        || ["/javascript", "/wasm", "json", "xml"]
            .iter()
            .any(|ending| kind.ends_with(ending))
}

/// Whether the browser says that it takes gzip: by name or by `*`, and not with a weight of nothing.
fn takes_gzip(request: &Request) -> bool {
    let mut headers = request.headers().iter();
    let accepted = headers.find(|header| header.field.equiv("Accept-Encoding"));
    accepted.is_some_and(|accepted| {
        accepted.value.as_str().split(',').any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().strip_prefix("q=").map(str::parse::<f32>);
            matches!(name.trim(), "gzip" | "*") && weight != Some(Ok(0.0))
        })
    })
}

fn packed(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    encoder.finish()
}

/// The file that a request's target names, if it lies inside `dist`.
fn file_for(dist: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let relative = PathBuf::from(decoded.trim_start_matches('/'));
    if !relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let mut file = dist.join(relative).canonicalize().ok()?;
    if file.is_dir() {
        file = file.join("index.html").canonicalize().ok()?;
    }
    // Again after following links, which may lead anywhere.
    (file.starts_with(dist) && file.is_file()).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn site() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().canonicalize().unwrap().join("dist");
        fs::create_dir_all(dist.join("models")).unwrap();
        fs::write(dist.join("index.html"), "page").unwrap();
        fs::write(dist.join("models/a b.json"), "{}").unwrap();
        fs::write(folder.path().join("secret"), "outside").unwrap();
        (folder, dist)
    }

    #[test]
    fn a_folder_is_answered_by_its_index_and_queries_do_not_matter() {
        let (_folder, dist) = site();
        let index = Some(dist.join("index.html"));
        for target in ["/", "/?backend=cpu", "/index.html", "//index.html"] {
            assert_eq!(file_for(&dist, target), index, "{target}");
        }
        assert_eq!(
            file_for(&dist, "/models/a%20b.json"),
            Some(dist.join("models/a b.json"))
        );
    }

    #[test]
    fn nothing_outside_the_folder_and_nothing_missing_is_found() {
        let (_folder, dist) = site();
        for target in [
            "/../secret",
            "/%2e%2e/secret",
            "/models/../../secret",
            "/missing",
            "/models/",
            "/%ff",
        ] {
            assert_eq!(file_for(&dist, target), None, "{target}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_outside_is_not_followed() {
        let (folder, dist) = site();
        std::os::unix::fs::symlink(folder.path().join("secret"), dist.join("link")).unwrap();
        assert_eq!(file_for(&dist, "/link"), None);
    }

    fn on(address: [u8; 4]) -> Options {
        Options {
            host: address.into(),
            port: Some(0),
        }
    }

    #[test]
    fn it_listens_where_it_is_told_and_says_where_it_cannot() {
        let everywhere = listen(on([0, 0, 0, 0])).unwrap().server_addr();
        assert!(everywhere.to_ip().unwrap().ip().is_unspecified());
        // Kept for documents (RFC 5737), so no machine has it.
        let error = listen(on([192, 0, 2, 1])).err().unwrap();
        assert_eq!(error.to_string(), "cannot listen on 192.0.2.1");
    }

    /// Sends one request to a server on `dist` and gives back all that it answers.
    fn asked(dist: &Path, request: &str) -> String {
        String::from_utf8(asked_with(dist, request, "")).unwrap()
    }

    /// The same with more lines in the request's head, each with its line's end.
    fn asked_with(dist: &Path, request: &str, head: &str) -> Vec<u8> {
        let server = listen(on([127, 0, 0, 1])).unwrap();
        let address = server.server_addr().to_ip().unwrap();
        let asker = thread::spawn({
            let text = format!("{request} HTTP/1.1\r\nHost: x\r\n{head}Connection: close\r\n\r\n");
            move || {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(text.as_bytes()).unwrap();
                let mut answer = Vec::new();
                stream.read_to_end(&mut answer).unwrap();
                answer
            }
        });
        answer(dist, server.recv().unwrap()).unwrap();
        asker.join().unwrap()
    }

    #[test]
    fn a_file_is_sent_with_its_type_and_is_to_be_asked_for_anew() {
        let (_folder, dist) = site();
        let answer = asked(&dist, "GET /?model=lite");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("Content-Type: text/html"), "{answer}");
        assert!(answer.contains("Cache-Control: no-cache"), "{answer}");
        assert!(
            answer.contains("Cross-Origin-Opener-Policy: same-origin"),
            "{answer}"
        );
        assert!(
            answer.contains("Cross-Origin-Embedder-Policy: require-corp"),
            "{answer}"
        );
        assert!(answer.ends_with("page"), "{answer}");
    }

    #[test]
    fn text_and_programs_are_compressed_for_who_takes_it_and_models_and_pictures_are_not() {
        let (_folder, dist) = site();
        let text = "the same words ".repeat(500);
        for name in [
            "app.js",
            "app.wasm",
            "m.webmanifest",
            "picture.webp",
            "a.safetensors",
        ] {
            fs::write(dist.join(name), &text).unwrap();
        }
        for (name, accepted, is_packed) in [
            ("app.js", "gzip, deflate, br", true),
            ("app.wasm", "br;q=1, gzip;q=0.5", true),
            ("m.webmanifest", "*", true),
            ("app.js", "br", false),
            ("app.js", "gzip;q=0", false),
            ("picture.webp", "gzip", false),
            ("a.safetensors", "gzip", false),
        ] {
            let accepted = format!("Accept-Encoding: {accepted}\r\n");
            let answer = asked_with(&dist, &format!("GET /{name}"), &accepted);
            let end = answer
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
                .unwrap();
            let head = String::from_utf8(answer[..end].to_vec()).unwrap();
            let body = &answer[end + 4..];
            assert_eq!(
                head.contains("Content-Encoding: gzip"),
                is_packed,
                "{name}: {head}"
            );
            assert!(
                head.contains(&format!("Content-Length: {}", body.len())),
                "{name}: {head}"
            );
            assert!(head.contains("Vary: Accept-Encoding"), "{head}");
            let mut read = String::new();
            if is_packed {
                assert!(body.len() < text.len() / 10, "{name}: {} bytes", body.len());
                flate2::read::GzDecoder::new(body)
                    .read_to_string(&mut read)
                    .unwrap();
            } else {
                read = String::from_utf8(body.to_vec()).unwrap();
            }
            assert_eq!(read, text, "{name}");
        }
    }

    #[test]
    fn what_is_missing_and_what_is_not_reading_is_refused() {
        let (_folder, dist) = site();
        assert!(asked(&dist, "GET /../secret").starts_with("HTTP/1.1 404"));
        assert!(asked(&dist, "POST /").starts_with("HTTP/1.1 405"));
    }

    #[test]
    fn wasm_is_served_under_the_type_that_browsers_compile_while_it_streams() {
        assert_eq!(
            mime_guess::from_path("a_bg.wasm").first_or_octet_stream(),
            "application/wasm"
        );
        assert_eq!(
            mime_guess::from_path("a.js").first_or_octet_stream(),
            "text/javascript"
        );
    }
}
