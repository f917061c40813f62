//! The HTML pages: who asks, what for, do it, answer. Addresses are in [`urls`], routes in [`routes`].

use std::net::TcpListener;
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::{BrowserSession, CookieContentSecurity};
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use tracing_actix_web::TracingLogger;

use crate::auth::passwords::Passwords;
use crate::store::{self, Conn, settings};
use crate::uploads::Desk;
use request_span::RequestSpan;

pub mod access;
pub mod assets;
mod blocking;
pub mod error;
pub mod flash;
pub mod forgery;
pub mod forms;
pub mod frame;
pub mod handed_in;
pub mod headers;
pub mod metrics;
pub mod pages;
pub mod params;
pub mod report;
pub mod report_follow_ups;
pub mod report_notices;
pub mod report_query;
pub mod request_span;
pub mod respond;
pub mod routes;
pub mod session_store;
pub mod show;
pub mod slow_body;
pub mod stopping;
pub mod upload_facts;
pub mod upload_form;
pub mod urls;
pub mod waiting_checks;

pub use blocking::blocking;
pub use error::Error;

/// What every handler may use. Cheap to clone.
#[derive(Clone)]
pub struct State {
    /// Database, clock, settings and the worker's bell.
    pub desk: Desk,
    /// Hashing and checking of passwords, one at a time for each core.
    pub passwords: Passwords,
    /// Whether this instance is about to stop.
    pub stopping: stopping::Stopping,
}

impl State {
    /// Reads, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.desk.db.clone();
        Ok(blocking(move || db.read(work)).await??)
    }

    /// Writes in one transaction, off the async threads.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.desk.db.clone();
        Ok(blocking(move || db.write(work)).await??)
    }
}

/// A connection without requests is closed after so long. Longer than the 60 s for which proxies commonly keep theirs:
/// else a request could meet a connection that is just being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Who is answered before the whole body was read may go on sending for so long before the connection is closed: else
/// a browser, which reads only when it has sent everything, would show a broken connection instead of the answer.
const LINGER: Duration = Duration::from_secs(10);

/// Serves on a socket that is bound already. The server stops as the caller says; signals are the caller's.
pub fn serve(state: State, listener: TcpListener) -> Result<Server, Error> {
    let key = Key::from(&state.desk.db.write(settings::cookie_key)?);
    let https = state.desk.config.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    let server = HttpServer::new(move || {
        let session = SessionMiddleware::builder(session_store::Logins(state.clone()), key.clone())
            .cookie_name("session".to_owned())
            .cookie_secure(https)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(BrowserSession::default())
            .build();
        App::new()
            .app_data(web::Data::new(state.clone()))
            .wrap(from_fn(error::as_page))
            .wrap(from_fn(headers::on_every_answer))
            .wrap(Compress::default())
            .wrap(from_fn(stopping::close_connections))
            .wrap(from_fn(metrics::measure))
            .wrap(TracingLogger::<RequestSpan>::new())
            .configure(routes::mount_open)
            .service(web::scope("").wrap(session).configure(routes::mount))
    });
    let server = server
        .keep_alive(KEEP_ALIVE)
        .client_disconnect_timeout(LINGER)
        .disable_signals()
        .shutdown_timeout(20)
        .listen(listener);
    Ok(server.map_err(|error| Error::Failed(error.to_string()))?.run())
}
