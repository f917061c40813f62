//! Responses to requests that are malformed, arrive too slowly or have too many headers. The HTTP library sends them on
//! its own, without the headers that the portal adds to its responses.

/// The names of the headers that the library itself writes. Every response from the portal also has others.
const OWN_NAMES: [&str; 3] = ["content-length", "connection", "date"];
/// Maximum length of a bare response, in bytes.
const MAX_LENGTH: usize = 512;

/// Returns the offset of the bare response with which these bytes end. Returns `None` if they don't end with one.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let from = bytes.len().saturating_sub(MAX_LENGTH);
    let start = from + bytes[from..].windows(7).rposition(|part| part == b"HTTP/1.")?;
    let (status, fields) = parts(std::str::from_utf8(&bytes[start..]).ok()?)?;
    let is_own = |field: &str| field.split_once(':').is_some_and(|(name, _)| OWN_NAMES.contains(&name));
    let is_bare = status >= 400 && fields.contains("content-length: 0\r\n");
    (is_bare && fields.lines().all(is_own)).then_some(start)
}

/// Returns whether a bare response says that the request arrived too slowly.
pub(super) fn is_timeout(bare: &[u8]) -> bool {
    bare.starts_with(b"HTTP/1.1 408 ")
}

/// Returns the response that replaces a bare one. Each line in `headers` ends with a line break.
pub(super) fn complete(bare: &[u8], headers: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bare).ok()?;
    let (status, fields) = parts(text)?;
    let status_line = text.lines().next()?;
    let date = fields.lines().find(|line| line.starts_with("date:")).unwrap_or("date: ");
    let body = sentence(status);
    let response = format!(
        "{status_line}\r\ncontent-length: {}\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\
         {headers}{date}\r\n\r\n{body}",
        body.len()
    );
    Some(response.into_bytes())
}

fn sentence(status: u16) -> &'static str {
    match status {
        408 => "The request took too long to arrive. Check your connection and try again.\n",
        431 => {
            "The address or the headers of the request are too long. Delete this site's cookies and try again.\n"
        }
        500.. => "Something went wrong on our side. Try again.\n",
        _ => "The request is malformed. Go back and try again.\n",
    }
}

/// Returns the status and the header fields of a response.
fn parts(text: &str) -> Option<(u16, &str)> {
    let (status_line, fields) = text.split_once("\r\n")?;
    let status = status_line.split(' ').nth(1)?.parse().ok()?;
    Some((status, fields.strip_suffix("\r\n")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\
        date: Mon, 23 Nov 2026 12:00:00 GMT\r\n\r\n";

    #[test]
    fn only_a_response_with_the_librarys_own_headers_is_bare() {
        assert_eq!(find(BARE.as_bytes()), Some(0));
        let after_another = format!("…</html>{BARE}");
        assert_eq!(find(after_another.as_bytes()), Some("…</html>".len()));
        assert_eq!(find(BARE.replace("date", "x-request-id: 1\r\ndate").as_bytes()), None);
        assert_eq!(find(BARE.replace("400", "200").as_bytes()), None);
        assert_eq!(find(format!("{BARE}<html>").as_bytes()), None);
        assert_eq!(find(b"\r\n\r\n"), None);
    }

    #[test]
    fn a_bare_response_is_completed_with_headers_and_a_message() {
        let complete = complete(BARE.as_bytes(), "x-content-type-options: nosniff\r\n").unwrap();
        let complete = String::from_utf8(complete).unwrap();
        let (head, body) = complete.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head}");
        assert!(head.contains("\r\nx-content-type-options: nosniff\r\ndate: Mon, 23 Nov"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
    }
}
