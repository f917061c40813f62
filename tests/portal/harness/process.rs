//! Runs child processes, sends them signals without an external program, and never waits for one forever. The benches
//! use this file too.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, kill_process};

pub use rustix::process::Signal;

/// The maximum time that a child process may run. A process that runs longer is considered hung and fails its test.
pub const MAX_RUN: Duration = Duration::from_secs(150);

/// Sends a signal. Does nothing if the process has already ended; [`wait`] then returns its status.
pub fn signal(child: &mut Child, signal: Signal) -> io::Result<()> {
    // Once the process has been waited for, its ID may belong to another process.
    if child.try_wait()?.is_none() {
        kill_process(Pid::from_child(child), signal)?;
    }
    Ok(())
}

/// Waits until a process ends. Kills it and returns `Err` if it is still running after [`MAX_RUN`].
pub fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    let deadline = Instant::now() + MAX_RUN;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > deadline {
            kill(child)?;
            let message = format!("the process was still running after {} s", MAX_RUN.as_secs());
            return Err(io::Error::new(io::ErrorKind::TimedOut, message));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Kills a process, unless it has already ended.
pub fn kill(child: &mut Child) -> io::Result<ExitStatus> {
    child.kill()?;
    // SIGKILL ends every process, so this wait doesn't last.
    child.wait()
}

/// Runs a command with this standard input and returns what it printed. Returns `Err` if it can't be started or if
/// it is still running after [`MAX_RUN`].
pub fn output(command: &mut Command, input: &[u8]) -> io::Result<Output> {
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| with_program_name(command, &error))?;
    let (stdout, stderr) = (read_to_end(child.stdout.take()), read_to_end(child.stderr.take()));
    if let Some(mut stdin) = child.stdin.take() {
        // A command that reads no input may end before its input is written.
        match stdin.write_all(input) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    let status = wait(&mut child).map_err(|error| with_program_name(command, &error))?;
    Ok(Output { status, stdout: join(stdout)?, stderr: join(stderr)? })
}

/// Runs a command that must succeed. Returns `Err` with its standard error if it fails.
pub fn run_successfully(command: &mut Command) -> io::Result<Output> {
    let output = output(command, b"")?;
    if output.status.success() {
        return Ok(output);
    }
    let message = format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    Err(with_program_name(command, &io::Error::other(message)))
}

type Reader = Option<std::thread::JoinHandle<io::Result<Vec<u8>>>>;

/// Reads a pipe on a separate thread, so that a process never blocks because a pipe is full.
fn read_to_end(pipe: Option<impl Read + Send + 'static>) -> Reader {
    pipe.map(|mut pipe| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).map(|_| bytes)
        })
    })
}

fn join(reader: Reader) -> io::Result<Vec<u8>> {
    let Some(reader) = reader else { return Ok(Vec::new()) };
    reader.join().unwrap_or_else(|_| Err(io::Error::other("the thread that reads a pipe panicked")))
}

fn with_program_name(command: &Command, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", command.get_program().to_string_lossy()))
}
