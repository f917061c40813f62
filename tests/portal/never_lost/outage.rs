//! Database outages that a test can begin and end.

use std::net::TcpListener as StdListener;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinSet;

use crate::harness::database::{self, Database};

/// A kind of outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another process holds the lock that every writer needs: the write lock of the SQLite file, or locks on tables.
    Locked,
    /// The server is unreachable: connections break and new ones are refused. SQLite has no server.
    Unreachable,
}

impl Kind {
    /// Returns the kinds of outage that can happen to the database under test.
    pub fn all() -> &'static [Kind] {
        if database::server().is_some() { &[Kind::Locked, Kind::Unreachable] } else { &[Kind::Locked] }
    }
}

/// A lock like one that another process might hold. It is held until it is released or dropped.
pub enum Lock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Lock {
    /// Takes the lock as soon as the current writer is done.
    pub fn take(database: &Database) -> Lock {
        match database.url().strip_prefix("sqlite:") {
            Some(file) => {
                let mut conn = SqliteConnection::establish(file).unwrap();
                conn.batch_execute("PRAGMA busy_timeout = 30000; BEGIN IMMEDIATE").unwrap();
                Lock::Sqlite(conn)
            }
            None => {
                let mut conn = PgConnection::establish(database.url()).unwrap();
                let tables = "submissions, uploads, registrations, sessions, sign_in_attempts";
                conn.batch_execute(&format!("BEGIN; LOCK TABLE {tables} IN EXCLUSIVE MODE")).unwrap();
                Lock::Postgres(conn)
            }
        }
    }

    /// Releases the lock.
    pub fn release(self) {
        match self {
            Lock::Sqlite(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
            Lock::Postgres(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
        }
    }
}

/// A forwarder to the PostgreSQL server that can be closed.
pub struct Forwarder {
    port: u16,
    server: String,
    open: Option<JoinSet<()>>,
}

impl Forwarder {
    /// Returns an open forwarder to this database's server.
    pub async fn start(database: &Database) -> Forwarder {
        let port = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut forwarder = Forwarder { port, server: database.url().to_owned(), open: None };
        forwarder.open().await;
        forwarder
    }

    /// Returns the `DATABASE_URL` that goes through the forwarder.
    pub fn url(&self) -> String {
        let (scheme, rest) = self.server.split_once("://").unwrap();
        let (address, _) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, name) = address.rsplit_once('/').unwrap();
        let user = host.rsplit_once('@').map_or("", |(user, _)| user);
        format!("{scheme}://{user}@127.0.0.1:{}/{name}", self.port)
    }

    /// Opens the forwarder: connections are accepted again.
    pub async fn open(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let server = self.server.clone();
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            // Connections break when they are dropped with this task.
            let mut forwards = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                forwards.spawn(forward(client, server.clone()));
            }
        });
        self.open = Some(connections);
    }

    /// Closes the forwarder: connections break and new ones are refused.
    pub async fn close(&mut self) {
        if let Some(mut connections) = self.open.take() {
            connections.shutdown().await;
        }
    }
}

/// Forwards bytes between a client and the server, over TCP or over a Unix socket like the one that `scripts/postgres`
/// uses.
async fn forward(mut client: TcpStream, server: String) {
    let after = |separator: &str| {
        server.split_once(separator).map(|(_, rest)| rest.split(['&', '/', '?']).next().unwrap())
    };
    let _ = match server.split_once("?host=") {
        Some((_, folder)) => {
            let folder = folder.split('&').next().unwrap();
            let mut to = UnixStream::connect(format!("{folder}/.s.PGSQL.5432")).await.unwrap();
            tokio::io::copy_bidirectional(&mut client, &mut to).await
        }
        None => {
            let host = after("@").or(after("://")).unwrap();
            let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
            let mut to = TcpStream::connect(host).await.unwrap();
            tokio::io::copy_bidirectional(&mut client, &mut to).await
        }
    };
}
