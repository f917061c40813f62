//! A proxy in front of several instances. It probes their readiness and sends new connections only to instances that are
//! ready. If one refuses a connection, it tries another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The pause between two probes of an instance.
const EVERY: Duration = Duration::from_millis(100);

/// A running proxy. It ends, with its connections, when it is dropped.
pub struct Proxy {
    /// Its address.
    pub home: String,
    seen: Arc<Vec<Seen>>,
    _tasks: JoinSet<()>,
}

struct Seen {
    port: u16,
    is_ready: AtomicBool,
}

impl Proxy {
    /// Starts a proxy for the instances at these ports.
    pub async fn start(ports: &[u16]) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let home = format!("http://{}", listener.local_addr().unwrap());
        let seen: Vec<Seen> =
            ports.iter().map(|port| Seen { port: *port, is_ready: AtomicBool::new(false) }).collect();
        let seen = Arc::new(seen);
        let mut tasks = JoinSet::new();
        for at in 0..ports.len() {
            tasks.spawn(probe(Arc::clone(&seen), at));
        }
        tasks.spawn(serve(listener, Arc::clone(&seen)));
        Proxy { home, seen, _tasks: tasks }
    }

    /// Returns whether it sends connections to this instance.
    pub fn uses(&self, at: usize) -> bool {
        self.seen[at].is_ready.load(Ordering::Relaxed)
    }
}

async fn probe(seen: Arc<Vec<Seen>>, at: usize) {
    let seen = &seen[at];
    loop {
        let answer = tokio::time::timeout(Duration::from_secs(5), ask(seen.port)).await;
        let is_ready = matches!(answer, Ok(Ok(true)));
        seen.is_ready.store(is_ready, Ordering::Relaxed);
        tokio::time::sleep(EVERY).await;
    }
}

async fn ask(port: u16) -> std::io::Result<bool> {
    let mut line = TcpStream::connect(("127.0.0.1", port)).await?;
    line.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    line.read_to_string(&mut answer).await?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}

async fn serve(listener: TcpListener, seen: Arc<Vec<Seen>>) {
    let turn = AtomicUsize::new(0);
    let mut lines = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let first = turn.fetch_add(1, Ordering::Relaxed);
        let seen = Arc::clone(&seen);
        lines.spawn(async move {
            if let Some(mut instance) = connect(&seen, first).await {
                let _ = copy_bidirectional(&mut client, &mut instance).await;
            }
        });
        while lines.try_join_next().is_some() {}
    }
}

/// Connects to the next instance that is ready. Returns `None` if none is.
async fn connect(seen: &[Seen], first: usize) -> Option<TcpStream> {
    let turns = (0..seen.len()).map(|step| &seen[(first + step) % seen.len()]);
    for instance in turns.filter(|instance| instance.is_ready.load(Ordering::Relaxed)) {
        if let Ok(line) = TcpStream::connect(("127.0.0.1", instance.port)).await {
            return Some(line);
        }
    }
    None
}
