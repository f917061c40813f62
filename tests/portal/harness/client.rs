//! An HTTP client that looks like a browser to the server. It keeps cookies and doesn't follow redirects.

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, redirect};

use super::csv::Table;
use super::html::Page;
use super::process::MAX_RUN;
use super::xlsx::Sheet;

/// A client with the cookies of one person.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    home: String,
}

/// The server's response to a request.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    /// Creates a client without cookies for the server at this address.
    pub fn new(home: String) -> Client {
        let builder = reqwest::Client::builder().cookie_store(true).redirect(redirect::Policy::none());
        Client { http: builder.timeout(MAX_RUN).build().unwrap(), home }
    }

    /// Returns a client with the same cookies for another server.
    pub fn at(&self, home: String) -> Client {
        Client { http: self.http.clone(), home }
    }

    /// Returns a request builder, so that the caller can add headers or a body.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.home))
    }

    /// Requests a page.
    pub async fn get(&self, path: &str) -> Response {
        send(self.request(Method::GET, path).header("sec-fetch-site", "same-origin")).await
    }

    /// Submits a form from a page on the same site.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        send(self.request(Method::POST, path).header("sec-fetch-site", "same-origin").form(fields)).await
    }

    /// Submits a form with a file in the field `file`.
    pub async fn upload(
        &self,
        path: &str,
        name: &str,
        bytes: impl Into<Vec<u8>>,
        fields: &[(&str, &str)],
    ) -> Response {
        let file = Part::bytes(bytes.into()).file_name(name.to_owned()).mime_str("text/csv").unwrap();
        let form = fields
            .iter()
            .fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let request = self.request(Method::POST, path).header("sec-fetch-site", "same-origin");
        send(request.multipart(form.part("file", file))).await
    }
}

/// Sends a request and reads the whole response.
pub async fn send(request: RequestBuilder) -> Response {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Response { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

impl Response {
    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }

    /// Returns a header, or an empty string if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the path that a redirect points to. Panics if the status isn't 303.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "not a redirect: {}", self.text());
        self.header(LOCATION.as_str())
    }

    /// Returns the page. Panics if the status differs.
    #[track_caller]
    pub fn page(&self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        Page::read(&self.text())
    }

    /// Asserts that this response is the same 404 as the one for an unknown address. The bodies must be equal byte for
    /// byte, so that no one can find out what belongs to another reseller.
    #[track_caller]
    pub fn assert_not_found_like(&self, unknown: &Response) {
        assert_eq!(self.page(404).text("h1"), "Page not found");
        assert_eq!((self.status, self.text()), (unknown.status, unknown.text()));
    }

    /// Returns the rows of a download, regardless of its file name.
    #[track_caller]
    pub fn csv_rows(&self) -> Vec<Vec<String>> {
        assert_eq!(self.status, 200, "{}", self.text());
        Table::read(&self.body).rows
    }

    /// Returns the downloaded workbook. Panics if its file name differs.
    #[track_caller]
    pub fn xlsx(&self, name: &str) -> Sheet {
        assert_eq!(self.status, 200, "{}", self.text());
        let disposition = self.header("content-disposition");
        assert!(disposition.contains(&format!("filename=\"{name}\"")), "{disposition}");
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(self.header("content-type"), kind);
        Sheet::read(&self.body)
    }

    /// Returns the download. Panics if its file name differs.
    #[track_caller]
    pub fn csv(&self, name: &str) -> Table {
        assert_eq!(self.status, 200, "{}", self.text());
        let disposition = self.header("content-disposition");
        assert!(disposition.contains(&format!("filename=\"{name}\"")), "{disposition}");
        Table::read(&self.body)
    }
}
