//! The form with a device file while it arrives: text fields in memory, the file to a temporary file, all under limits.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{self, Payload};
use futures_util::StreamExt;
use tokio::time::Instant;

use super::{Error, body_timeout};
use crate::config::Config;
use crate::uploads::intake::incoming_file::{Incoming, NotTaken, Received, too_large};

/// What the form needs besides the file, in bytes.
const AROUND_THE_FILE: u64 = 64 * 1024;
/// Bytes of one text field.
const LONGEST_TEXT: usize = 1024;
/// Text fields of one form: selected devices come one by one.
const MOST_TEXTS: usize = 20_000;
/// Bytes of a form without a file.
const LONGEST_ENCODED: usize = 1024 * 1024;
/// Of a form that is too large so many bytes are read before it is answered, to know the name of the file. What a browser
/// still sends before it looks at the answer, the server throws away (see `web::LINGER`).
const DRAINED_BYTES: u64 = 512 * 1024;
/// And no longer than this.
const DRAINED_FOR: Duration = Duration::from_secs(10);

/// The field in which identifiers are pasted or scanned, one a line. What stands in it is taken as the file.
pub const PASTED: &str = "pasted";
/// The name of a file that was pasted.
const PASTED_NAME: &str = "Pasted list";
/// So many bytes of what was pasted come back with a form that is refused.
const PASTED_BACK: usize = 256 * 1024;

/// What arrived.
#[derive(Default)]
pub struct Sent {
    /// The other fields that were asked for, in the order in which they came.
    texts: Vec<(&'static str, String)>,
    /// The file's name, as the browser sent it; empty where none was chosen.
    pub file_name: String,
    /// The file; none where none was chosen, or it was too large.
    pub file: Option<Received>,
    /// The sentence about a file over the limit.
    pub too_large: Option<String>,
    /// Bytes of the file, or of what was announced where it is too large.
    pub bytes: u64,
    /// A text field that is longer than any value can be.
    pub too_long: Option<&'static str>,
    /// What was pasted, to come back with the form; of very much nothing.
    pub pasted: String,
    /// A file was chosen, and something pasted as well.
    pub both: bool,
    /// Something of the body was left unread: the connection has to be closed.
    pub cut_short: bool,
}

/// Reads the form with a file and these other fields, in any order. A form without a file may come URL-encoded.
pub async fn receive(
    config: &Config,
    headers: &HeaderMap,
    body: Payload,
    known: &[&'static str],
) -> Result<Sent, Error> {
    let mut sent = Sent::default();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        sent.take_encoded(known, body).await?;
        return Ok(sent);
    }
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if let Some(bytes) = announced.filter(|bytes| *bytes > config.max_file_bytes + AROUND_THE_FILE) {
        sent.refuse_size(config, bytes);
    }
    let mut form = Multipart::new(headers, body);
    let mut drain = Drain { began: None, bytes: 0 };
    while let Some(field) = form.next().await {
        let field = field.map_err(unreadable)?;
        match field.name().unwrap_or_default() {
            "file" => sent.take_file(config, field, &mut drain).await?,
            PASTED if known.contains(&PASTED) => sent.take_pasted(config, field, &mut drain).await?,
            name => {
                let known = known.iter().copied().find(|known| *known == name);
                sent.take_text(known, field).await?;
            }
        }
        if sent.cut_short {
            break;
        }
    }
    Ok(sent)
}

/// How much of a form that is refused anyway was read.
struct Drain {
    began: Option<Instant>,
    bytes: u64,
}

impl Drain {
    /// Takes bytes that nobody needs; whether that is enough.
    fn take(&mut self, bytes: usize) -> bool {
        self.bytes += bytes as u64;
        let began = *self.began.get_or_insert_with(Instant::now);
        self.bytes > DRAINED_BYTES || began.elapsed() > DRAINED_FOR
    }
}

impl Sent {
    fn refuse_size(&mut self, config: &Config, bytes: u64) {
        self.too_large = Some(too_large(config.max_file_bytes));
        self.bytes = bytes;
        self.file = None;
    }

    async fn take_file(&mut self, config: &Config, field: Field, drain: &mut Drain) -> Result<(), Error> {
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
        let name = shown_name(name.unwrap_or_default());
        let Some((received, _)) = self.take_bytes(config, field, drain).await? else {
            self.file_name = name;
            return Ok(());
        };
        // A browser sends an empty, nameless file where none was chosen.
        if !name.is_empty() || received.bytes > 0 {
            self.both = self.file.is_some();
            (self.bytes, self.file_name, self.file) = (received.bytes, name, Some(received));
        }
        Ok(())
    }

    async fn take_pasted(&mut self, config: &Config, field: Field, drain: &mut Drain) -> Result<(), Error> {
        let Some((mut received, beginning)) = self.take_bytes(config, field, drain).await? else {
            self.file_name = PASTED_NAME.to_owned();
            return Ok(());
        };
        if beginning.trim_ascii().is_empty() && received.bytes as usize == beginning.len() {
            return Ok(());
        }
        if received.bytes as usize == beginning.len() {
            self.pasted = String::from_utf8_lossy(&beginning).replace('\0', "\u{FFFD}");
        }
        self.both = self.file.is_some();
        received.is_pasted = true;
        (self.bytes, self.file_name, self.file) = (received.bytes, PASTED_NAME.to_owned(), Some(received));
        Ok(())
    }

    /// The bytes of a field under the limits of a file, and their beginning; none where they are too many.
    async fn take_bytes(
        &mut self,
        config: &Config,
        mut field: Field,
        drain: &mut Drain,
    ) -> Result<Option<(Received, Vec<u8>)>, Error> {
        let mut incoming = match self.too_large {
            Some(_) => None,
            None => Some(Incoming::new(config)?),
        };
        let (mut bytes, mut beginning) = (0, Vec::new());
        while let Some(part) = field.next().await {
            let part = part.map_err(unreadable)?;
            bytes += part.len() as u64;
            beginning.extend_from_slice(&part[..part.len().min(PASTED_BACK - beginning.len())]);
            match incoming.as_mut().map(|incoming| incoming.push(&part)) {
                Some(Ok(())) => {}
                Some(Err(NotTaken::TooLarge(_))) => {
                    incoming = None;
                    self.refuse_size(config, bytes);
                }
                Some(Err(NotTaken::Io(error))) => return Err(error.into()),
                None if drain.take(part.len()) => {
                    self.cut_short = true;
                    return Ok(None);
                }
                None => {}
            }
        }
        let received = incoming.map(Incoming::finish).transpose()?;
        Ok(received.map(|received| (received, beginning)))
    }

    async fn take_text(&mut self, name: Option<&'static str>, mut field: Field) -> Result<(), Error> {
        let mut bytes = Vec::new();
        while let Some(part) = field.next().await {
            let part = part.map_err(unreadable)?;
            if bytes.len() + part.len() > LONGEST_TEXT {
                let Some(name) = name else { return Err(Error::TooLarge) };
                self.too_long = Some(name);
                if bytes.len() + part.len() > AROUND_THE_FILE as usize {
                    return Err(Error::TooLarge);
                }
            }
            bytes.extend_from_slice(&part);
        }
        bytes.truncate(LONGEST_TEXT);
        // What is no text shows as such, a NUL too: PostgreSQL takes none.
        let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{FFFD}");
        if self.texts.len() == MOST_TEXTS {
            return Err(Error::TooLarge);
        }
        self.texts.extend(name.map(|name| (name, text)));
        Ok(())
    }

    async fn take_encoded(&mut self, known: &[&'static str], mut body: Payload) -> Result<(), Error> {
        let mut bytes = Vec::new();
        while let Some(part) = body.next().await {
            bytes.extend_from_slice(&part.map_err(|error| unreadable(MultipartError::Payload(error)))?);
            if bytes.len() > LONGEST_ENCODED {
                return Err(Error::TooLarge);
            }
        }
        let pairs = web::Query::<Vec<(String, String)>>::from_query(&String::from_utf8_lossy(&bytes))
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        for (name, text) in pairs.into_inner() {
            if text.len() > LONGEST_TEXT {
                return Err(Error::TooLarge);
            }
            let known = known.iter().copied().find(|known| *known == name);
            self.texts.extend(known.map(|name| (name, text.replace('\0', "\u{FFFD}"))));
        }
        Ok(())
    }

    /// Returns the names and values of the fields, in the order in which they came.
    pub fn fields(&self) -> Vec<(String, String)> {
        self.texts.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect()
    }

    /// The first value of a field, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(other, _)| *other == name).map_or("", |(_, text)| text)
    }

    /// All values of a field.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.iter().filter(move |(other, _)| *other == name).map(|(_, text)| text.as_str())
    }
}

/// A file's name as text to show: the last part of what may be a path, one line, not too long.
fn shown_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn unreadable(error: MultipartError) -> Error {
    match error {
        MultipartError::Payload(error) if body_timeout::is_too_slow(&error) => Error::TooSlow,
        other => Error::Unreadable(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_only_text() {
        assert_eq!(shown_name("C:\\Users\\maya\\november.csv"), "november.csv");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("a\r\nb.csv"), "ab.csv");
    }
}
