//! One file over HTTP: resumed with Range, never joined from two versions, checked for its length.
//!
//! Resuming follows RFC 9110: a Range request with If-Range (§13.1.5) is answered by 206 with the
//! rest of the very same file, or by 200 with all of a changed one.

use std::io::{self, Read};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use indicatif::{DecimalBytes, ProgressBar, ProgressStyle};
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use super::part::{Origin, PartFile};

/// An attempt that brought this much is no failure, so that a long download over a bad line ends.
const FRUITFUL_BYTES: u64 = 1 << 20;
const BUFFER_BYTES: usize = 1 << 16;

/// What to get.
#[derive(Debug, Clone)]
pub struct Source {
    /// `http://` or `https://`.
    pub url: String,
    /// Length in bytes, if it is known beforehand.
    pub bytes: Option<u64>,
}

/// Asks servers, with patience.
pub struct Client {
    agent: Agent,
    /// Attempts in a row that may fail.
    attempts: u32,
    /// Before the second attempt; doubled before each further one.
    pause: Duration,
}

/// Why an attempt ended.
enum Failure {
    /// Another attempt may do better.
    Broken(String),
    Final(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Final(error)
    }
}

impl Default for Client {
    /// Gives up after five fruitless attempts, and on a server that is silent for 30 seconds.
    /// Takes the proxy that the environment names.
    fn default() -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(30)))
            .timeout_per_read(Some(Duration::from_secs(30)))
            .build();
        Self::new(agent.into(), 5, Duration::from_secs(1))
    }
}

impl Client {
    /// `agent` must hand over answers of any status, instead of turning them into errors.
    pub(super) fn new(agent: Agent, attempts: u32, pause: Duration) -> Self {
        Self {
            agent,
            attempts,
            pause,
        }
    }

    /// Downloads to `file`, going on where an earlier call was cut off.
    ///
    /// # Errors
    /// A server that refuses, that offers another length, or that cannot be reached for long; a file
    /// that cannot be written. What has arrived stays for the next call in the last two cases.
    pub fn download(&self, source: &Source, file: &Path) -> Result<()> {
        let mut part = PartFile::open(file, &source.url)?;
        match self.persist(source, &mut part) {
            Ok(()) => part.finish(file),
            Err(error) if part.length() == 0 => part.remove().and(Err(error)),
            Err(error) => Err(error),
        }
    }

    /// Attempts until the part is whole.
    fn persist(&self, source: &Source, part: &mut PartFile) -> Result<()> {
        let mut furthest = part.length();
        let mut failures = 0;
        while let Err(failure) = self.attempt(source, part) {
            let reason = match failure {
                Failure::Final(error) => return Err(error),
                Failure::Broken(reason) => reason,
            };
            if part.length() >= furthest.saturating_add(FRUITFUL_BYTES) {
                failures = 0;
            }
            failures += 1;
            furthest = furthest.max(part.length());
            if failures >= self.attempts {
                bail!("{reason}; {}", what_is_kept(part));
            }
            println!("{reason}; trying again");
            sleep(self.pause * 2_u32.pow(failures - 1));
        }
        Ok(())
    }

    fn attempt(&self, source: &Source, part: &mut PartFile) -> Result<(), Failure> {
        let mut request = self.agent.get(&source.url);
        let mut asked_for_rest = false;
        if let Some(origin) = part.origin().filter(|_| part.length() > 0) {
            check_length(source, origin.total)?;
            if part.length() == origin.total {
                return Ok(());
            }
            // Without a validator nobody could tell whether the rest belongs to these bytes.
            if let Some(validator) = &origin.validator {
                request = request
                    .header(header::RANGE, format!("bytes={}-", part.length()))
                    .header(header::IF_RANGE, validator);
                asked_for_rest = true;
            }
        }
        let response = request.call().map_err(|error| unreached(source, error))?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if asked_for_rest => {
                if !continues(&response, part) {
                    part.discard()?;
                    return Err(Failure::Broken(format!("{} has changed", source.url)));
                }
                println!("going on after {}", DecimalBytes(part.length()));
            }
            StatusCode::OK => {
                if part.length() > 0 {
                    println!(
                        "{} sends the file from its beginning (it has changed, or cannot be continued): starting over",
                        source.url
                    );
                }
                part.start_over(origin(source, &response)?)?;
            }
            StatusCode::RANGE_NOT_SATISFIABLE => {
                part.discard()?;
                return Err(Failure::Broken(format!("{} is shorter now", source.url)));
            }
            status => {
                let answer = format!("{} answered {status}", source.url);
                let passing = status.is_server_error()
                    || status == StatusCode::REQUEST_TIMEOUT
                    || status == StatusCode::TOO_MANY_REQUESTS;
                return Err(if passing {
                    Failure::Broken(answer)
                } else {
                    anyhow!("{answer}; another address can be named with --from URL").into()
                });
            }
        }
        receive(response, source, part)
    }
}

/// Describes the file of a whole answer.
fn origin(source: &Source, response: &Response<Body>) -> Result<Origin> {
    let text = |name| response.headers().get(name)?.to_str().ok();
    let total = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let total = total.with_context(|| {
        format!(
            "{} does not say how long the file is, so it cannot be checked; name another address with --from URL",
            source.url
        )
    })?;
    check_length(source, total)?;
    // A weak ETag vouches for the meaning, not for the bytes (RFC 9110 §8.8.1).
    let etag = text(header::ETAG).filter(|tag| !tag.starts_with("W/"));
    Ok(Origin {
        url: source.url.clone(),
        validator: etag
            .or_else(|| text(header::LAST_MODIFIED))
            .map(str::to_owned),
        total,
    })
}

fn check_length(source: &Source, total: u64) -> Result<()> {
    match source.bytes {
        Some(published) if published != total => bail!(
            "{} has {total} bytes, but the published archive has {published}: it is another file; to take it all the same, name that address with --from",
            source.url
        ),
        _ => Ok(()),
    }
}

/// Whether a 206 answer is the rest of the part: same file, same length, next byte. A server may
/// ignore If-Range, so its own validator is compared as well.
fn continues(response: &Response<Body>, part: &PartFile) -> bool {
    let Some(origin) = part.origin() else {
        return false;
    };
    let text = |name| response.headers().get(name)?.to_str().ok();
    let last = origin.total - 1;
    let range = format!("bytes {}-{last}/{}", part.length(), origin.total);
    let validators = [text(header::ETAG), text(header::LAST_MODIFIED)];
    let same =
        validators.iter().all(Option::is_none) || validators.contains(&origin.validator.as_deref());
    same && text(header::CONTENT_RANGE) == Some(&range)
}

/// Appends the body.
fn receive(response: Response<Body>, source: &Source, part: &mut PartFile) -> Result<(), Failure> {
    let total = part.origin().map_or(0, |origin| origin.total);
    let bar = progress_bar(total, part.length());
    let mut body = response.into_body().into_reader();
    let mut buffer = vec![0; BUFFER_BYTES];
    let ended = loop {
        match body.read(&mut buffer) {
            Ok(0) => break "the connection ended".to_owned(),
            Ok(count) => {
                part.append(&buffer[..count])?;
                bar.set_position(part.length());
            }
            Err(error) => break format!("the connection broke ({error})"),
        }
    };
    bar.finish_and_clear();
    if part.length() == total {
        return Ok(());
    }
    let arrived = DecimalBytes(part.length());
    Err(Failure::Broken(format!(
        "{}: {ended} after {arrived} of {}",
        source.url,
        DecimalBytes(total)
    )))
}

/// A bar on a terminal; nothing where the output goes to a file.
fn progress_bar(total: u64, from: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} · {eta} left",
    )
    .expect("the template is valid");
    let bar = ProgressBar::new(total).with_style(style);
    bar.set_position(from);
    bar.reset_eta();
    bar
}

fn unreached(source: &Source, error: ureq::Error) -> Failure {
    use ureq::Error;
    let (reason, passing) = match &error {
        // A certificate that is not trusted comes as invalid data, and will not be trusted later.
        Error::Io(error) => (
            error.to_string(),
            error.kind() != io::ErrorKind::InvalidData,
        ),
        Error::Timeout(_) | Error::ConnectionFailed | Error::HostNotFound => {
            (error.to_string(), true)
        }
        _ => (error.to_string(), false),
    };
    let sentence = format!("cannot reach {}: {reason}", source.url);
    if passing {
        Failure::Broken(sentence)
    } else {
        Failure::Final(anyhow!(sentence))
    }
}

fn what_is_kept(part: &PartFile) -> String {
    if part.length() == 0 {
        return "nothing has arrived yet; check the network, or name another address with --from URL".to_owned();
    }
    format!(
        "{} are kept in {}: run the same command again to go on from there",
        DecimalBytes(part.length()),
        part.path().display()
    )
}
