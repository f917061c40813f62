//! Outages of the database that a test can begin and end.

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
    Away,
}

impl Kind {
    /// Returns the kinds that the database of the tests can have.
    pub fn all() -> &'static [Kind] {
        if database::server().is_some() { &[Kind::Locked, Kind::Away] } else { &[Kind::Locked] }
    }
}

/// A lock of another process, held until it is dropped.
pub enum Lock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Lock {
    /// Takes the lock, once the current writer is done.
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
pub struct Way {
    port: u16,
    server: String,
    open: Option<JoinSet<()>>,
}

impl Way {
    /// Returns an open forwarder to the server of this database.
    pub async fn to(database: &Database) -> Way {
        let port = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut way = Way { port, server: database.url().to_owned(), open: None };
        way.open().await;
        way
    }

    /// Returns the `DATABASE_URL` that leads through the forwarder.
    pub fn url(&self) -> String {
        let (scheme, rest) = self.server.split_once("://").unwrap();
        let (place, _) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, name) = place.rsplit_once('/').unwrap();
        let person = host.rsplit_once('@').map_or("", |(person, _)| person);
        format!("{scheme}://{person}@127.0.0.1:{}/{name}", self.port)
    }

    /// Opens it: connections are accepted again.
    pub async fn open(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let server = self.server.clone();
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            // Connections break when they are dropped with this task.
            let mut inside = JoinSet::new();
            while let Ok((from, _)) = listener.accept().await {
                inside.spawn(forward(from, server.clone()));
            }
        });
        self.open = Some(connections);
    }

    /// Closes it: connections break and new ones are refused.
    pub async fn close(&mut self) {
        if let Some(mut connections) = self.open.take() {
            connections.shutdown().await;
        }
    }
}

/// Forwards bytes between a connection and the server, over TCP or over a socket in a folder as `scripts/postgres` makes it.
async fn forward(mut from: TcpStream, server: String) {
    let after =
        |mark: &str| server.split_once(mark).map(|(_, rest)| rest.split(['&', '/', '?']).next().unwrap());
    let _ = match server.split_once("?host=") {
        Some((_, folder)) => {
            let folder = folder.split('&').next().unwrap();
            let mut to = UnixStream::connect(format!("{folder}/.s.PGSQL.5432")).await.unwrap();
            tokio::io::copy_bidirectional(&mut from, &mut to).await
        }
        None => {
            let host = after("@").or(after("://")).unwrap();
            let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
            let mut to = TcpStream::connect(host).await.unwrap();
            tokio::io::copy_bidirectional(&mut from, &mut to).await
        }
    };
}
