//! Raw connections, on which a test controls every byte that is sent and read.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use reqwest::Method;
use socket2::{Domain, Socket, Type};

use super::cast::{PASSWORD, Person};
use super::client::{Client, send};
use super::process::MAX_RUN;

/// Signs a person in and returns the session cookie.
pub async fn session_cookie(visitor: &Client, person: Person) -> String {
    let request = visitor.request(Method::POST, "/sign-in");
    let response = send(request.form(&[("email", person.email), ("password", PASSWORD)])).await;
    let mut cookies = response.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let session = cookies.find(|cookie| cookie.contains("session=")).expect("a session cookie");
    session.split(';').next().unwrap().to_owned()
}

/// Connects to the server. Reading fails after [`MAX_RUN`].
pub fn connect(server: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::for_address(server), Type::STREAM, None).unwrap();
    // With a small buffer, the server soon has to wait for a client that doesn't read.
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&server.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(MAX_RUN)).unwrap();
    stream
}

/// Requests a page, waits for the first byte of the response, and reads no further.
pub fn start_download(server: SocketAddr, cookie: &str, path: &str) -> TcpStream {
    let mut stream = connect(server);
    let head = format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nCookie: {cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.read_exact(&mut [0]).unwrap();
    stream
}

/// Sends bytes on a new connection, and returns the server's complete response.
pub fn exchange(server: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    stream.write_all(bytes).unwrap();
    let mut response = Vec::new();
    // The server may close the connection before it has read everything, which resets the connection.
    let _ = stream.read_to_end(&mut response);
    String::from_utf8_lossy(&response).into_owned()
}
