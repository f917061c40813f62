//! The portal as it is served, used by somebody who is signed in.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, multipart::Form};

use super::Result;
use super::database::{PROGRAM, Server};

/// A serving process; it ends with this value.
pub struct Portal {
    child: Child,
    home: String,
    client: Client,
}

impl Portal {
    /// Serves a database and signs in as the first reseller's administrator.
    pub fn serve(server: &Server, name: &str, settings: &[(&str, String)]) -> Result<Portal> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(server.folder.join("log"))?;
        let child = Command::new(PROGRAM)
            .arg("serve")
            .env("DATABASE_URL", server.url(name))
            .env("DATA_DIR", data_dir(server))
            .env("LISTEN", format!("127.0.0.1:{port}"))
            .env("INSTANCE", "bench")
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let client = Client::builder().cookie_store(true).timeout(Duration::from_secs(120)).build()?;
        let mut portal = Portal { child, home: format!("http://127.0.0.1:{port}"), client };
        let limit = Instant::now() + Duration::from_secs(60);
        while !portal.client.get(portal.at("/readyz")).send().is_ok_and(|answer| answer.status().is_success())
        {
            if Instant::now() > limit || portal.child.try_wait()?.is_some() {
                return Err("the portal does not start; see the log in the folder of the states".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let form = [("email", "maya.okafor@brightline.example"), ("password", "demo-Portal-2026")];
        portal.client.post(portal.at("/sign-in")).form(&form).send()?.error_for_status()?;
        Ok(portal)
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    /// Uploads a file for a customer; returns once it is acknowledged.
    pub fn upload(&self, customer: &str, file: &Path) -> Result<()> {
        let form = Form::new().file("file", file)?;
        let answer =
            self.client.post(self.at(&format!("/customers/{customer}/uploads"))).multipart(form).send()?;
        match answer.status().is_success() {
            true => Ok(()),
            false => Err(format!("the upload was answered with {}", answer.status()).into()),
        }
    }

    /// The most memory that the process ever held, in MiB (proc(5): `VmHWM`).
    pub fn peak_memory(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, which: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with(which)).ok_or("no memory in /proc")?;
        Ok(line.split_whitespace().nth(1).ok_or("no memory in /proc")?.parse::<f64>()? / 1024.0)
    }

    /// The process itself, without the kernel's and the server's part: seconds of all its cores.
    pub fn cpu(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after = stat.rsplit(") ").next().ok_or("no times in /proc")?;
        let ticks: f64 = after.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
        Ok(ticks / 100.0)
    }
}

/// Where the process keeps its files.
pub fn data_dir(server: &Server) -> PathBuf {
    server.folder.join("data")
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
