//! Somebody with a browser, as far as the server can tell: keeps cookies, follows nothing by itself.

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, redirect};

use super::csv::Table;
use super::html::Page;
use super::process::MAX_RUN;

/// Keeps the cookies of one person.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    home: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    /// Nobody yet, at this server.
    pub fn new(home: String) -> Client {
        let builder = reqwest::Client::builder().cookie_store(true).redirect(redirect::Policy::none());
        Client { http: builder.timeout(MAX_RUN).build().unwrap(), home }
    }

    /// The same person, with the same cookies, at another server.
    pub fn at(&self, home: String) -> Client {
        Client { http: self.http.clone(), home }
    }

    /// A request to build upon: other methods, other headers.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.home))
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path).header("sec-fetch-site", "same-origin")).await
    }

    /// Sends a form, as the page of the same server does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        send(self.request(Method::POST, path).header("sec-fetch-site", "same-origin").form(fields)).await
    }

    /// Sends a form with a file in the field `file`.
    pub async fn upload(
        &self,
        path: &str,
        name: &str,
        bytes: impl Into<Vec<u8>>,
        fields: &[(&str, &str)],
    ) -> Answer {
        let file = Part::bytes(bytes.into()).file_name(name.to_owned()).mime_str("text/csv").unwrap();
        let form = fields
            .iter()
            .fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let request = self.request(Method::POST, path).header("sec-fetch-site", "same-origin");
        send(request.multipart(form.part("file", file))).await
    }
}

/// Sends a request.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads: the path of this server.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "no redirect: {}", self.text());
        self.header(LOCATION.as_str())
    }

    /// The page, which must have this status.
    #[track_caller]
    pub fn page(&self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        Page::read(&self.text())
    }

    /// That nothing is here, in the very words for what another answer did not find: they may not differ by a byte
    /// between what is somebody else's and what does not exist.
    #[track_caller]
    pub fn assert_not_found_like(&self, unknown: &Answer) {
        assert_eq!(self.page(404).text("h1"), "Page not found");
        assert_eq!((self.status, self.text()), (unknown.status, unknown.text()));
    }

    /// The rows of a download, whatever its name.
    #[track_caller]
    pub fn csv_rows(&self) -> Vec<Vec<String>> {
        assert_eq!(self.status, 200, "{}", self.text());
        Table::read(&self.body).rows
    }

    /// The download, which must say its name.
    #[track_caller]
    pub fn csv(&self, name: &str) -> Table {
        assert_eq!(self.status, 200, "{}", self.text());
        let disposition = self.header("content-disposition");
        assert!(disposition.contains(&format!("filename=\"{name}\"")), "{disposition}");
        Table::read(&self.body)
    }
}
