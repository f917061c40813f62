//! Receives a form with a device file. Text fields stay in memory, and the file goes to a temporary file. All sizes are
//! limited.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Payload;
use futures_util::StreamExt;

use super::form_limits::{Drain, FieldCount, MAX_DRAINED_BYTES, body_error, limit_bytes};
use super::{Error, State, run_blocking};
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::domain::submission::SubmissionKind;
use crate::uploads::intake::incoming_file::{IncomingFile, ReceiveError, ReceivedFile, too_large_sentence};
use crate::uploads::intake::rejection::{self, FileDescription};

/// Maximum size of a form without its file, in bytes. Forms with a larger `Content-Length` are rejected.
const MAX_FORM_OVERHEAD: u64 = 64 * 1024;
/// Maximum size of a text field, in bytes.
const MAX_TEXT_BYTES: usize = 1024;
/// Maximum size of a URL-encoded form, in bytes.
const MAX_ENCODED_BYTES: usize = 1024 * 1024;

/// The field for pasted or scanned identifiers, one per line. Its content is treated as the file.
pub const PASTED_FIELD: &str = "pasted";
/// The file name of a pasted list.
const PASTED_NAME: &str = "Pasted list";
/// Maximum size in bytes of a pasted list that a rejected form shows again.
const MAX_PASTED_ECHO: usize = 256 * 1024;

/// A received form.
#[derive(Default)]
pub struct ReceivedForm {
    /// The expected text fields, in the order in which they were sent.
    values: Vec<(&'static str, String)>,
    /// The file's name as the browser sent it. Empty if no file was chosen.
    pub file_name: String,
    /// The file. `None` if no file was chosen or it was too large.
    pub file: Option<ReceivedFile>,
    /// The message about a file over the size limit.
    pub(crate) too_large: Option<String>,
    /// The size of the file in bytes. If it is too large, the announced size or the number of bytes received so far.
    pub(crate) bytes: u64,
    /// The name of a text field that is longer than any valid value.
    pub(crate) too_long: Option<&'static str>,
    /// The pasted list, so that it can be shown again. Empty if it is too long for that.
    pub(crate) pasted: String,
    /// Whether the form has both a file and a pasted list.
    pub(crate) has_file_and_list: bool,
    /// Whether part of the body is unread, so that the connection must be closed.
    pub(crate) is_cut_short: bool,
}

/// Receives a form with a file and the `expected` fields, in any order. A form without a file may be URL-encoded.
///
/// # Errors
///
/// Returns [`Error`] if the form can't be read or the file can't be stored.
pub async fn receive(
    config: &Config,
    headers: &HeaderMap,
    body: Payload,
    expected: &[&'static str],
) -> Result<ReceivedForm, Error> {
    let mut received = ReceivedForm::default();
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("application/x-www-form-urlencoded") {
        received.take_encoded(expected, body).await?;
        return Ok(received);
    }
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if let Some(bytes) = announced.filter(|bytes| *bytes > config.max_file_bytes + MAX_FORM_OVERHEAD) {
        received.reject_size(config, bytes);
    }
    let max_bytes = config.max_file_bytes + MAX_FORM_OVERHEAD + MAX_DRAINED_BYTES;
    let mut form = Multipart::new(headers, limit_bytes(body, max_bytes));
    let (mut drain, mut fields) = (Drain::default(), FieldCount::default());
    while let Some(field) = form.next().await {
        let field = field.map_err(unreadable)?;
        fields.add()?;
        match field.name().unwrap_or_default() {
            "file" => received.take_file(config, field, &mut drain).await?,
            PASTED_FIELD if expected.contains(&PASTED_FIELD) => {
                received.take_pasted(config, field, &mut drain).await?
            }
            name => {
                let name = expected.iter().copied().find(|expected| *expected == name);
                received.take_text(name, field).await?;
            }
        }
        if received.is_cut_short {
            break;
        }
    }
    Ok(received)
}

impl ReceivedForm {
    fn reject_size(&mut self, config: &Config, bytes: u64) {
        self.too_large = Some(too_large_sentence(config.max_file_bytes));
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
        // A browser sends an empty, nameless file if none was chosen.
        if !name.is_empty() || received.bytes > 0 {
            self.has_file_and_list = self.file.is_some();
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
        self.has_file_and_list = self.file.is_some();
        received.is_pasted = true;
        (self.bytes, self.file_name, self.file) = (received.bytes, PASTED_NAME.to_owned(), Some(received));
        Ok(())
    }

    /// Receives a field to which the limits for a file apply. Returns it with its first bytes, or `None` if it is too
    /// large.
    async fn take_bytes(
        &mut self,
        config: &Config,
        mut field: Field,
        drain: &mut Drain,
    ) -> Result<Option<(ReceivedFile, Vec<u8>)>, Error> {
        let mut incoming = match self.too_large {
            Some(_) => None,
            None => Some(IncomingFile::new(config)?),
        };
        let (mut bytes, mut beginning) = (0, Vec::new());
        while let Some(part) = field.next().await {
            let part = part.map_err(unreadable)?;
            bytes += part.len() as u64;
            beginning.extend_from_slice(&part[..part.len().min(MAX_PASTED_ECHO - beginning.len())]);
            match incoming.as_mut().map(|incoming| incoming.push(&part)) {
                Some(Ok(())) => {}
                Some(Err(ReceiveError::TooLarge(_))) => {
                    incoming = None;
                    self.reject_size(config, bytes);
                }
                Some(Err(ReceiveError::Io(error))) => return Err(error.into()),
                None if drain.take(part.len()) => {
                    self.is_cut_short = true;
                    return Ok(None);
                }
                None => {}
            }
        }
        let received = incoming.map(IncomingFile::finish).transpose()?;
        Ok(received.map(|received| (received, beginning)))
    }

    async fn take_text(&mut self, name: Option<&'static str>, mut field: Field) -> Result<(), Error> {
        let mut bytes = Vec::new();
        while let Some(part) = field.next().await {
            let part = part.map_err(unreadable)?;
            if bytes.len() + part.len() > MAX_TEXT_BYTES {
                let Some(name) = name else { return Err(Error::TooLarge) };
                self.too_long = Some(name);
                if bytes.len() + part.len() > MAX_FORM_OVERHEAD as usize {
                    return Err(Error::TooLarge);
                }
            }
            bytes.extend_from_slice(&part);
        }
        bytes.truncate(MAX_TEXT_BYTES);
        // Bytes that aren't text become replacement characters. So do NUL characters, which PostgreSQL rejects.
        let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{FFFD}");
        self.values.extend(name.map(|name| (name, text)));
        Ok(())
    }

    async fn take_encoded(&mut self, expected: &[&'static str], mut body: Payload) -> Result<(), Error> {
        let mut bytes = Vec::new();
        while let Some(part) = body.next().await {
            bytes.extend_from_slice(&part.map_err(|error| body_error(&error))?);
            if bytes.len() > MAX_ENCODED_BYTES {
                return Err(Error::TooLarge);
            }
        }
        let mut fields = FieldCount::default();
        for (name, text) in url::form_urlencoded::parse(&bytes) {
            fields.add()?;
            if text.len() > MAX_TEXT_BYTES {
                return Err(Error::TooLarge);
            }
            let name = expected.iter().copied().find(|expected| *expected == name);
            self.values.extend(name.map(|name| (name, text.replace('\0', "\u{FFFD}"))));
        }
        Ok(())
    }

    /// Records in the activity log that a file over the size limit was rejected.
    pub(crate) async fn record_too_large(
        &self,
        state: &State,
        actor: &Actor,
        kind: SubmissionKind,
        customer_id: &str,
        sentence: &str,
    ) -> Result<(), Error> {
        let (services, actor) = (state.services.clone(), actor.clone());
        let (file_name, bytes) = (self.file_name.clone(), self.bytes);
        let (customer_id, sentence) = (customer_id.to_owned(), sentence.to_owned());
        let is_check = !self.text("check").is_empty();
        run_blocking(move || {
            let description =
                FileDescription { kind, is_check, customer_id: &customer_id, file_name: &file_name, bytes };
            rejection::record(&services, &actor, description, &sentence)
        })
        .await??;
        Ok(())
    }

    /// Returns the names and values of the text fields, in the order in which they were sent.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        self.values.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect()
    }

    /// Returns the first value of a field, or an empty string.
    pub fn text(&self, name: &str) -> &str {
        self.values.iter().find(|(other, _)| *other == name).map_or("", |(_, text)| text)
    }

    /// Returns all values of a field.
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(other, _)| *other == name).map(|(_, text)| text.as_str())
    }
}

/// Returns a file name that is safe to show: without folders or control characters, and with at most 200 characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn unreadable(error: MultipartError) -> Error {
    match error {
        MultipartError::Payload(error) => body_error(&error),
        other => Error::Unreadable(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_loses_folders_and_control_characters() {
        assert_eq!(shown_name("C:\\Users\\maya\\november.csv"), "november.csv");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("a\r\nb.csv"), "ab.csv");
    }
}
