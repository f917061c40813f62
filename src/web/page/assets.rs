//! The stylesheet, scripts, icons and fonts, which are embedded in the executable. Their names contain a hash, so
//! browsers may cache them forever.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, Route, web};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use crate::http::Error;
use crate::web::urls;

#[derive(Embed)]
#[folder = "static/"]
struct Files;

struct Assets {
    /// Addresses, by the name in `static/`.
    hrefs: HashMap<String, String>,
    /// Content types and bytes, by the served name.
    served: HashMap<String, (&'static str, Cow<'static, [u8]>)>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets { hrefs: HashMap::new(), served: HashMap::new() };
    // Stylesheets come last, because they refer to fonts and images by their served names.
    let (sheets, others): (Vec<_>, Vec<_>) = Files::iter().partition(|name| name.ends_with(".css"));
    let mut renamed = Vec::new();
    for name in others {
        let Some(file) = Files::get(&name) else { continue };
        renamed.push((name.to_string(), assets.add(&name, file.data)));
    }
    for name in sheets {
        let Some(file) = Files::get(&name) else { continue };
        let mut text = String::from_utf8_lossy(&file.data).into_owned();
        for (name, served) in &renamed {
            text = text.replace(&format!("url({name})"), &format!("url({served})"));
        }
        assets.add(&name, text.into_bytes().into());
    }
    assets
});

impl Assets {
    fn add(&mut self, name: &str, bytes: Cow<'static, [u8]>) -> String {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let mut hash = String::new();
        for byte in Sha256::digest(&bytes).iter().take(5) {
            let _ = write!(hash, "{byte:02x}");
        }
        let served = format!("{stem}.{hash}.{extension}");
        self.hrefs.insert(name.to_owned(), urls::asset(&served));
        self.served.insert(served.clone(), (mime(extension), bytes));
        served
    }
}

fn mime(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

/// Returns the address of a file in `static/`. Returns an empty string if the name is unknown, which a test detects.
pub(crate) fn href(name: &str) -> &'static str {
    ASSETS.hrefs.get(name).map_or("", String::as_str)
}

/// Returns the bytes of a sample file. Returns `None` if there is no sample with this name.
pub(crate) fn sample(name: &str) -> Option<Cow<'static, [u8]>> {
    Files::get(&format!("samples/{name}")).map(|file| file.data)
}

/// Returns the route that serves the embedded files.
pub(crate) fn route() -> Route {
    web::route().to(get)
}

async fn get(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let (mime, bytes) = ASSETS.served.get(name.as_str()).ok_or(Error::NotFound)?;
    let body = match bytes {
        Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
        Cow::Owned(bytes) => web::Bytes::from_static(bytes.as_slice()),
    };
    Ok(HttpResponse::Ok()
        .content_type(*mime)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_refers_to_fonts_by_their_served_names() {
        let name = href("app.css").trim_start_matches("/assets/");
        let text = String::from_utf8_lossy(&ASSETS.served[name].1).into_owned();
        assert!(!text.contains("url(fonts/inter-latin-wght-normal.woff2)"));
        for part in text.split("url(").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            assert!(ASSETS.served.contains_key(target), "{target} is not served");
        }
    }
}
