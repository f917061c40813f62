//! A proxy in front of several instances. It probes their readiness and sends new connections only to instances that
//! are ready. If one refuses a connection, the proxy tries another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The pause between two probes of an instance.
const PROBE_INTERVAL: Duration = Duration::from_millis(100);

/// A running proxy. Dropping it stops the proxy and closes its connections.
pub struct Proxy {
    /// Its base URL.
    pub home: String,
    backends: Arc<Vec<Backend>>,
    _tasks: JoinSet<()>,
}

struct Backend {
    port: u16,
    is_ready: AtomicBool,
}

impl Proxy {
    /// Starts a proxy for the instances at these ports.
    pub async fn start(ports: &[u16]) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let home = format!("http://{}", listener.local_addr().unwrap());
        let backends: Vec<Backend> =
            ports.iter().map(|port| Backend { port: *port, is_ready: AtomicBool::new(false) }).collect();
        let backends = Arc::new(backends);
        let mut tasks = JoinSet::new();
        for at in 0..ports.len() {
            tasks.spawn(probe(Arc::clone(&backends), at));
        }
        tasks.spawn(serve(listener, Arc::clone(&backends)));
        Proxy { home, backends, _tasks: tasks }
    }

    /// Returns whether it sends new connections to this instance.
    pub fn uses(&self, at: usize) -> bool {
        self.backends[at].is_ready.load(Ordering::Relaxed)
    }
}

async fn probe(backends: Arc<Vec<Backend>>, at: usize) {
    let backend = &backends[at];
    loop {
        let response = tokio::time::timeout(Duration::from_secs(5), probe_once(backend.port)).await;
        let is_ready = matches!(response, Ok(Ok(true)));
        backend.is_ready.store(is_ready, Ordering::Relaxed);
        tokio::time::sleep(PROBE_INTERVAL).await;
    }
}

async fn probe_once(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response.starts_with("HTTP/1.1 200"))
}

async fn serve(listener: TcpListener, backends: Arc<Vec<Backend>>) {
    let next = AtomicUsize::new(0);
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let first = next.fetch_add(1, Ordering::Relaxed);
        let backends = Arc::clone(&backends);
        connections.spawn(async move {
            if let Some(mut instance) = connect(&backends, first).await {
                let _ = copy_bidirectional(&mut client, &mut instance).await;
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

/// Connects to the next instance that is ready. Returns `None` if none is.
async fn connect(backends: &[Backend], first: usize) -> Option<TcpStream> {
    let in_turn = (0..backends.len()).map(|step| &backends[(first + step) % backends.len()]);
    for instance in in_turn.filter(|instance| instance.is_ready.load(Ordering::Relaxed)) {
        if let Ok(stream) = TcpStream::connect(("127.0.0.1", instance.port)).await {
            return Some(stream);
        }
    }
    None
}
