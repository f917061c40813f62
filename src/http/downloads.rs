//! Limits how many downloads run at once, and streams them.
//!
//! A download that isn't being read uses no thread and no database connection. It keeps at most two pages in memory.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::Instrument;

use super::blocking::run_blocking;
use super::error::Error;
use crate::config::Config;
use crate::domain::ids::PersonKey;
use crate::exports::download::{Download, Page};
use crate::exports::file_format::{FileFormat, FileWriter};
use crate::store;

/// Maximum length of a chunk, in bytes. It is about the size of the server's write buffer.
const MAX_CHUNK_BYTES: usize = 64 * 1024;
/// Number of seconds after which the client should try again.
const RETRY_AFTER: u32 = 10;

/// The running downloads. All clones share them.
#[derive(Clone)]
pub(crate) struct Downloads(Arc<Shared>);

struct Shared {
    max: u32,
    max_per_person: u32,
    /// Limits the database connections that read pages of downloads, so that some are left for other requests.
    readers: Arc<Semaphore>,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    total: u32,
    by_person: HashMap<PersonKey, u32>,
}

/// The right to run a download, which ends when the slot is dropped.
pub(crate) struct DownloadSlot {
    downloads: Downloads,
    person: PersonKey,
}

impl Downloads {
    /// Applies the limits from the settings. No download is running at first.
    pub(crate) fn new(config: &Config) -> Downloads {
        Downloads(Arc::new(Shared {
            max: config.max_downloads,
            max_per_person: config.max_downloads_per_person,
            readers: Arc::new(Semaphore::new((config.connections / 2).max(1) as usize)),
            running: Mutex::default(),
        }))
    }

    /// Starts a download for a person. Returns `Err(TooMany)` if the person is already running the maximum number, and
    /// `Err(Busy)` if the maximum number for all people is running.
    pub(crate) fn start(&self, person: PersonKey) -> Result<DownloadSlot, Error> {
        let mut running = self.0.running.lock();
        let max = self.0.max_per_person;
        if running.by_person.get(&person).is_some_and(|count| *count >= max) {
            let message = format!(
                "You can run {} at a time. Wait until one has finished, or cancel one in your browser, then try again.",
                if max == 1 { "one download".to_owned() } else { format!("{max} downloads") }
            );
            return Err(Error::TooMany { retry_after: RETRY_AFTER, message });
        }
        if running.total >= self.0.max {
            return Err(Error::Busy(format!("all {} download slots are in use", running.total)));
        }
        running.total += 1;
        *running.by_person.entry(person).or_default() += 1;
        Ok(DownloadSlot { downloads: self.clone(), person })
    }
}

impl Drop for DownloadSlot {
    fn drop(&mut self) {
        let mut running = self.downloads.0.running.lock();
        running.total -= 1;
        if let Some(count) = running.by_person.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                running.by_person.remove(&self.person);
            }
        }
    }
}

/// Streams a download. Reads the first page before returning, so that an early failure becomes an error page instead
/// of a truncated file.
pub(crate) async fn stream(
    slot: DownloadSlot,
    download: Download,
    format: FileFormat,
) -> Result<impl Stream<Item = io::Result<Bytes>>, Error> {
    let (writer, header) = FileWriter::begin(format, &download)?;
    let reading = Some(read_page(&slot, download));
    let mut pages = Pages { slot, reading, writer: Some(writer), ready: Bytes::new() };
    pages.advance().await?;
    pages.ready = [header, pages.ready.to_vec()].concat().into();
    Ok(stream::unfold(Some(pages), |pages: Option<Pages>| async move {
        let mut pages = pages?;
        match pages.next_chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk), Some(pages))),
            Ok(None) => None,
            // The error breaks the connection, so that clients don't mistake a truncated download for a complete one.
            Err(error) => {
                tracing::error!(cause = %error, "a download was cut off");
                Some((Err(io::Error::other(error.to_string())), None))
            }
        }
    }))
}

/// A download that is being sent. The next page is read while the current one is formatted and sent.
struct Pages {
    slot: DownloadSlot,
    /// `None` after the last page.
    reading: Option<JoinSet<Result<ReadPage, Error>>>,
    /// `None` once the file is complete.
    writer: Option<FileWriter>,
    /// The part of the current page that hasn't been sent.
    ready: Bytes,
}

type ReadPage = (Download, Result<Option<Page>, store::Error>);

impl Pages {
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, Error> {
        while self.ready.is_empty() {
            if !self.advance().await? {
                return Ok(None);
            }
        }
        Ok(Some(self.ready.split_to(self.ready.len().min(MAX_CHUNK_BYTES))))
    }

    /// Replaces the current page with the next one, or with the end of the file. Returns `false` after the end.
    async fn advance(&mut self) -> Result<bool, Error> {
        let (Some(mut reading), Some(mut writer)) = (self.reading.take(), self.writer.take()) else {
            return Ok(false);
        };
        let Some(Ok(read)) = reading.join_next().await else {
            return Err(Error::Failed("a page of the download is missing".to_owned()));
        };
        let (download, page) = read?;
        let Some(page) = page? else {
            self.ready = run_blocking(move || writer.finish()).await??.into();
            return Ok(true);
        };
        self.reading = Some(read_page(&self.slot, download));
        let format = move || writer.rows(&page).map(|bytes| (writer, bytes));
        let (writer, bytes) = run_blocking(format).await??;
        (self.writer, self.ready) = (Some(writer), bytes.into());
        Ok(true)
    }
}

/// Starts reading the next page. Dropping the returned set stops the wait for a connection.
fn read_page(slot: &DownloadSlot, mut download: Download) -> JoinSet<Result<ReadPage, Error>> {
    let readers = slot.downloads.0.readers.clone();
    let read = async move {
        let permit = readers.acquire_owned().await;
        run_blocking(move || {
            let page = download.read_page();
            drop(permit);
            (download, page)
        })
        .await
    };
    let mut reading = JoinSet::new();
    reading.spawn(read.in_current_span());
    reading
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::csv_separator::CsvSeparator;
    use crate::exports::download::Column;

    fn downloads() -> Downloads {
        let mut config = Config::defaults();
        (config.max_downloads, config.max_downloads_per_person) = (3, 2);
        Downloads::new(&config)
    }

    #[test]
    fn one_person_cannot_use_all_downloads() {
        let downloads = downloads();
        let start = |person| downloads.start(PersonKey::new(person));
        let (one, _two) = (start(1).unwrap(), start(1).unwrap());
        assert!(matches!(start(1), Err(Error::TooMany { .. })));
        let _three = start(2).unwrap();
        assert!(matches!(start(2), Err(Error::Busy(_))));
        drop(one);
        assert!(start(2).is_ok());
    }

    #[tokio::test]
    async fn at_most_two_pages_of_an_unread_download_are_loaded() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        use futures_util::StreamExt;

        static READ: AtomicUsize = AtomicUsize::new(0);
        let page = || {
            let read = READ.fetch_add(1, Ordering::SeqCst);
            Ok((read < 9).then(|| vec![[read.to_string()]]))
        };
        let slot = downloads().start(PersonKey::new(1)).unwrap();
        let download = Download::new("A", vec![Column::text("A", 9)], page);
        let stream = stream(slot, download, FileFormat::Csv(CsvSeparator::Comma)).await.unwrap();
        let mut stream = std::pin::pin!(stream);
        assert_eq!(stream.next().await.unwrap().unwrap(), "\u{feff}\"A\"\r\n\"0\"\r\n");
        while READ.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(READ.load(Ordering::SeqCst), 2);
        let rest: Vec<Bytes> = stream.map(Result::unwrap).collect().await;
        assert_eq!((rest.len(), READ.load(Ordering::SeqCst)), (8, 10));
    }
}
