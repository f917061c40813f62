//! Serves a page from memory with the same HTTP server, but without sessions, database or templates.

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::Result;

/// A server that stops when it is dropped.
pub struct Memory {
    pub url: String,
    handle: ServerHandle,
}

/// Starts a server that responds to every request with these bytes.
pub fn serve(bytes: Vec<u8>) -> Result<Memory> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let bytes = web::Bytes::from(bytes);
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || {
                let bytes = bytes.clone();
                App::new().default_service(web::to(move || {
                    let bytes = bytes.clone();
                    async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(bytes) }
                }))
            };
            let server = HttpServer::new(app).disable_signals().bind("127.0.0.1:0")?;
            let address = server.addrs()[0];
            let server = server.run();
            // Fails only if the receiver below has timed out.
            let _ = sender.send((address, server.handle()));
            server.await
        })
    });
    let (address, handle) = receiver.recv_timeout(std::time::Duration::from_secs(60))?;
    Ok(Memory { url: format!("http://{address}/"), handle })
}

impl Drop for Memory {
    fn drop(&mut self) {
        let stop = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stop);
    }
}
