//! The portal as it is served, used by somebody who is signed in.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, multipart::Form};

use crate::Result;
use crate::database::{PROGRAM, Server};

/// The demo's administrator of the first reseller.
pub const MAYA: &str = "maya.okafor@brightline.example";
/// The demo's administrator of the second reseller.
pub const ASTRID: &str = "astrid.lund@nordtel.example";
/// The demo's support.
pub const SAM: &str = "sam.reyes@support.example";

/// A serving process; it ends with this value.
pub struct Portal {
    child: Child,
    client: Person,
}

/// Somebody who is signed in.
pub struct Person {
    home: String,
    client: Client,
    /// The cookie of the session.
    pub cookie: String,
}

impl Portal {
    /// Serves a database and signs in as the first reseller's administrator.
    pub fn serve(server: &Server, name: &str, settings: &[(&str, String)]) -> Result<Portal> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(server.folder.join("log"))?;
        let mut child = Command::new(PROGRAM)
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
        let home = format!("http://127.0.0.1:{port}");
        let limit = Instant::now() + Duration::from_secs(60);
        while !reqwest::blocking::get(format!("{home}/readyz"))
            .is_ok_and(|answer| answer.status().is_success())
        {
            if Instant::now() > limit || child.try_wait()?.is_some() {
                return Err("the portal does not start; see the log in the folder of the states".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let client = Person::sign_in(&home, MAYA)?;
        Ok(Portal { child, client })
    }

    /// The most memory that the process ever held, in MiB (proc(5): `VmHWM`).
    pub fn peak_memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no memory in /proc")?;
        Ok(line.split_whitespace().nth(1).ok_or("no memory in /proc")?.parse::<f64>()? / 1024.0)
    }

    /// The process itself, without the kernel's and the server's part: seconds of all its cores.
    pub fn cpu(&self) -> Result<f64> {
        super::cost::of_process(self.child.id())
    }

    /// Somebody else, who is signed in too.
    pub fn second(&self, email: &str) -> Result<Person> {
        Person::sign_in(&self.client.home, email)
    }
}

impl std::ops::Deref for Portal {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.client
    }
}

impl Person {
    fn sign_in(home: &str, email: &str) -> Result<Person> {
        let stay = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(stay).timeout(Duration::from_secs(120)).build()?;
        let form = [("email", email), ("password", "demo-Portal-2026")];
        let answer = client.post(format!("{home}/sign-in")).form(&form).send()?.error_for_status()?;
        let cookies = answer.headers().get_all("set-cookie").iter().flat_map(|cookie| cookie.to_str());
        let session =
            cookies.flat_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("session="));
        let cookie = session.ok_or("nobody is signed in")?.to_owned();
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("cookie", cookie.parse()?);
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).default_headers(headers);
        Ok(Person {
            home: home.to_owned(),
            client: client.timeout(Duration::from_secs(120)).build()?,
            cookie,
        })
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    /// Uploads a file for a customer; returns once it is acknowledged.
    pub fn upload(&self, customer: &str, file: &Path) -> Result<()> {
        let form = Form::new().file("file", file)?;
        let answer =
            self.client.post(self.at(&format!("/customers/{customer}/uploads"))).multipart(form).send()?;
        match answer.status().as_u16() {
            303 => Ok(()),
            _ => Err(format!("the upload was answered with {}", answer.status()).into()),
        }
    }

    /// Fetches a download and counts its lines.
    pub fn download(&self, path: &str) -> Result<usize> {
        lines(self.client.get(self.at(path)).send()?.error_for_status()?)
    }

    /// A page, which must be there.
    pub fn page(&self, path: &str) -> Result<Vec<u8>> {
        let answer = self.client.get(self.at(path)).send()?.error_for_status()?;
        match answer.status().is_success() {
            true => Ok(answer.bytes()?.to_vec()),
            false => Err(format!("{path} was answered with {}", answer.status()).into()),
        }
    }
}

/// The lines of what is read, which is thrown away.
pub fn lines(mut source: impl Read) -> Result<usize> {
    let (mut piece, mut lines) = (vec![0; 256 * 1024], 0);
    loop {
        let read = source.read(&mut piece)?;
        if read == 0 {
            return Ok(lines);
        }
        lines += piece[..read].iter().filter(|byte| **byte == b'\n').count();
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
