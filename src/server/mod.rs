//! Assembles the HTTP services into one server.

mod bare_response;
mod connection;
mod key_watch;

use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_session::SessionMiddleware;
use actix_session::config::{BrowserSession, CookieContentSecurity};
use actix_web::cookie::SameSite;
use actix_web::dev::AppConfig;
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpStream;
use actix_web::{App, web};
use tracing_actix_web::TracingLogger;

use connection::Connection;
pub(crate) use key_watch::watch_keys;

use crate::http::busy;
use crate::http::connections::Connections;
use crate::http::headers::SecurityHeaders;
use crate::http::refusals::middleware as refusals;
use crate::http::request_span::{self, RequestSpan, RoutePatterns};
use crate::http::{Error, State, client, draining, form_limits, headers, metrics};
use crate::web::guard::session_cookie::{self, SessionCookie};
use crate::web::guard::session_store::SessionTable;
use crate::web::page::error_page;
use crate::web::routes;

/// Time after which an idle connection is closed. It is longer than the 60 s of common proxies. Otherwise, a request
/// could arrive on a connection that is being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Time for which a client may keep sending after an early response. Browsers read a response only after sending
/// everything. Without it, they would show a connection error instead of the response.
const LINGER: Duration = Duration::from_secs(10);

/// Time within which a client must send the head of its first request on a new connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// Starts the server on a bound socket, with these limits on connections. The caller stops the server and handles
/// signals.
///
/// # Errors
///
/// Returns [`Error`] if the server can't start.
pub(crate) fn serve(state: State, open: Connections, listener: TcpListener) -> Result<Server, Error> {
    let is_https = state.services.config.is_https();
    let session_cookie = SessionCookie::new(is_https);
    let patterns = RoutePatterns::new(routes::table().iter().map(|entry| entry.path));
    let bare_headers = SecurityHeaders::new(&state.services.config).lines();
    let app = move || {
        let process_key = session_cookie.process_key.clone();
        let session = SessionMiddleware::builder(SessionTable(state.clone()), process_key)
            .cookie_name(session_cookie.name.clone())
            .cookie_secure(is_https)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(BrowserSession::default())
            .build();
        let cookie = session_cookie.clone();
        let replace_signatures =
            from_fn(move |request, next| session_cookie::replace_signatures(cookie.clone(), request, next));
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
            .wrap(from_fn(request_span::enter))
            .wrap(TracingLogger::<RequestSpan>::new())
            .wrap(from_fn(busy::mark_busy))
            .configure(routes::mount_open)
            .service(web::scope("").wrap(session).wrap(replace_signatures).configure(routes::mount))
    };
    // `HttpServer` does the same, but doesn't allow its connections to be wrapped.
    let builder = Server::build();
    let shutdown = builder.graceful_shutdown_signal();
    let server = builder.disable_signals().shutdown_timeout(20).listen("portal", listener, move || {
        let (shutdown, open, headers) =
            (shutdown.clone(), open.clone(), Rc::<str>::from(bare_headers.as_str()));
        let refusals = open.refusals();
        let app = app().into_factory().map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let shutdown = shutdown.clone();
                async move { shutdown.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(LINGER)
            // A client that closes its side has disconnected, so its request ends and its file isn't read any further.
            .h1_allow_half_closed(false)
            .on_connect_ext(move |connection: &Connection, data| {
                data.insert(connection.responses.clone());
                open.add(&connection.stream, connection.blocked.clone(), data);
            })
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            let connection = Connection::new(stream, Rc::clone(&headers), refusals.clone());
            async move { Ok((connection, Protocol::Http1, peer)) }
        })
        .and_then(http)
    });
    Ok(server.map_err(|error| Error::Failed(error.to_string()))?.run())
}
