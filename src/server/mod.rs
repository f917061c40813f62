//! Assembles the HTTP services into one server.

mod key_watch;

use std::net::TcpListener;
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::{BrowserSession, CookieContentSecurity};
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use tracing_actix_web::TracingLogger;

pub(crate) use key_watch::watch_keys;

use crate::http::connections::{self, Connections};
use crate::http::refusals::middleware as refusals;
use crate::http::request_span::{RequestSpan, RoutePatterns};
use crate::http::{Error, State, client, draining, form_limits, headers, metrics};
use crate::web::guard::session_cookie;
use crate::web::guard::session_store::SessionTable;
use crate::web::page::error_page;
use crate::web::routes;

/// Time after which an idle connection is closed. It is longer than the 60 s of common proxies. Otherwise, a request
/// could arrive on a connection that is being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Time for which a client may keep sending after an early response. Browsers read a response only after sending
/// everything. Without this time, they would show a broken connection instead of the response.
const LINGER: Duration = Duration::from_secs(10);

/// Time in which a new connection must send the head of its first request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// Starts the server on a bound socket. The caller stops the server and handles signals.
///
/// # Errors
///
/// Returns [`Error`] if the server can't start.
pub(crate) fn serve(state: State, listener: TcpListener) -> Result<Server, Error> {
    // Only this process uses this key: `session_cookie` replaces its signatures with those of the secret keys.
    let key = Key::generate();
    let https = state.services.config.is_https();
    let patterns = RoutePatterns::new(routes::table().iter().map(|entry| entry.path));
    let open = Connections::new(&state.services.config, state.services.metrics.clone());
    let server = HttpServer::new(move || {
        let session = SessionMiddleware::builder(SessionTable(state.clone()), key.clone())
            .cookie_name(session_cookie::NAME.to_owned())
            .cookie_secure(https)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(BrowserSession::default())
            .build();
        let process_key = key.clone();
        let replace_signatures = from_fn(move |request, next| {
            session_cookie::replace_signatures(process_key.clone(), request, next)
        });
        App::new()
            .app_data(web::Data::new(state.clone()))
            .app_data(web::Data::new(state.draining.clone()))
            .app_data(web::Data::new(patterns.clone()))
            .app_data(form_limits::small_forms())
            .wrap(from_fn(error_page::as_page))
            .wrap(from_fn(headers::add_to_response))
            .wrap(Compress::default())
            .wrap(from_fn(draining::close_connections))
            .wrap(from_fn(refusals::record))
            .wrap(from_fn(metrics::measure))
            .wrap(from_fn(client::warn_about_proxies))
            .wrap(TracingLogger::<RequestSpan>::new())
            .wrap(from_fn(connections::mark_busy))
            .configure(routes::mount_open)
            .service(web::scope("").wrap(session).wrap(replace_signatures).configure(routes::mount))
    });
    let server = server
        .on_connect(move |stream, data| open.add(stream, data))
        // A client that stops sending has left, so its request ends. Otherwise, the portal would keep reading its file.
        .h1_allow_half_closed(false)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .client_disconnect_timeout(LINGER)
        .disable_signals()
        .shutdown_timeout(20)
        .listen(listener);
    Ok(server.map_err(|error| Error::Failed(error.to_string()))?.run())
}
