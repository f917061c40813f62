//! The review queue: saved views with counts, filters and the list.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use strum::VariantArray;

use super::line::{self, SupportLine};
use super::queue_query::{PER_PAGE, QueuePage, QueueQuery, VIEWS};
use super::search;
use crate::domain::actor::Scope;
use crate::domain::row_error::Reason;
use crate::domain::word::Word;
use crate::http::{Error, State};
use crate::store::submissions::item::Item;
use crate::store::support::items::{ItemRow, load_rows};
use crate::store::support::queue::{COUNT_LIMIT, QueueCursor, ViewCounts};
use crate::store::{Conn, Error as StoreError};
use crate::web::page::format::{Choice, Pager, date_word, number};
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "support/queue.html")]
struct QueuePageHtml {
    views: Vec<ViewLink>,
    /// The label of the current view.
    view: &'static str,
    query: QueueQuery,
    why: &'static str,
    reasons: &'static [Choice],
    from: String,
    to: String,
    clear_url: String,
    side: SideList,
    frame: Frame,
}

struct ViewLink {
    label: &'static str,
    url: String,
    current: bool,
    count: Option<String>,
}

/// The list shown next to the open item.
pub(crate) struct SideList {
    /// The label of the list.
    pub(crate) label: String,
    /// The lines.
    pub(crate) lines: Vec<SupportLine>,
    /// The pager.
    pub(crate) pager: Pager,
}

/// The data that the list shows, as loaded from the database.
pub(crate) struct LoadedSideList {
    page: QueuePage,
    rows: Vec<ItemRow>,
}

impl LoadedSideList {
    /// Loads a page of the view.
    pub(crate) fn new(
        conn: &mut Conn,
        query: &QueueQuery,
        frame: &SideListFrame,
    ) -> Result<LoadedSideList, StoreError> {
        let filter = query.filter(conn, frame.zone)?;
        let page = query.page(conn, frame.scope, &filter, None, frame.now)?;
        LoadedSideList::of(conn, frame.scope, page)
    }

    /// Loads a page of the view and the counts of the first four views.
    fn counted(
        conn: &mut Conn,
        query: &QueueQuery,
        frame: &SideListFrame,
    ) -> Result<(LoadedSideList, [i64; 4]), StoreError> {
        let filter = query.filter(conn, frame.zone)?;
        let counted = ViewCounts::load(conn, frame.scope, &filter, frame.now)?;
        let page = query.page(conn, frame.scope, &filter, Some(&counted), frame.now)?;
        Ok((LoadedSideList::of(conn, frame.scope, page)?, counted.counts()))
    }

    fn of(conn: &mut Conn, scope: Scope, page: QueuePage) -> Result<LoadedSideList, StoreError> {
        let items: Vec<Item> = page.items.iter().map(|(_, item)| *item).collect();
        Ok(LoadedSideList { rows: load_rows(conn, scope, &items)?, page })
    }
}

/// The parts of a frame that are needed to load the list.
#[derive(Clone, Copy)]
pub(crate) struct SideListFrame {
    scope: Scope,
    zone: chrono_tz::Tz,
    now: chrono::NaiveDateTime,
}

impl SideListFrame {
    /// Extracts the parts from a frame. Returns `Err(Forbidden)` if no one is signed in.
    pub(crate) fn of(frame: &Frame) -> Result<SideListFrame, Error> {
        Ok(SideListFrame { scope: frame.actor()?.scope, zone: frame.time_zone(), now: frame.now() })
    }
}

impl SideList {
    /// Creates the list shown next to the open item.
    pub(crate) fn new(
        loaded: LoadedSideList,
        query: &QueueQuery,
        open_item: Option<Item>,
        frame: &Frame,
    ) -> SideList {
        let LoadedSideList { page, rows } = loaded;
        let lines: Vec<SupportLine> = rows
            .iter()
            .map(|row| {
                let url = query.address(&line::url(row.item));
                SupportLine::new(row, url, open_item == Some(row.item), frame)
            })
            .collect();
        let shown = lines.len() as i64;
        SideList {
            label: format!("{}, newest first", label_of(query.view)),
            pager: Pager {
                shown: match !page.ends.is_whole() {
                    true => format!("{} per page", PER_PAGE),
                    false => format!("{} in this list", number(shown)),
                },
                previous: page
                    .items
                    .first()
                    .filter(|_| page.ends.has_before)
                    .map(|(id, _)| query.at(QueueCursor::Before(*id))),
                next: page
                    .items
                    .last()
                    .filter(|_| page.ends.has_after)
                    .map(|(id, _)| query.at(QueueCursor::After(*id))),
                ..Pager::default()
            },
            lines,
        }
    }
}

fn label_of(view: &str) -> &'static str {
    VIEWS.iter().find(|(word, _)| *word == view).map_or(VIEWS[0].1, |(_, label)| label)
}

/// Shows the queue, or the results of a search.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
) -> Result<HttpResponse, Error> {
    let q = Params::of(&request).words("q");
    if !q.is_empty() {
        return search::respond(&state, frame, q).await;
    }
    let query = QueueQuery::of(&request);
    let (requested, parts) = (query.clone(), SideListFrame::of(&frame)?);
    let (side, counts) = state.read(move |conn| LoadedSideList::counted(conn, &requested, &parts)).await?;
    let view_link = |(index, (word, label)): (usize, &(&'static str, &'static str))| ViewLink {
        label,
        url: QueueQuery { view: word, cursor: QueueCursor::First, ..query.clone() }.address(urls::SUPPORT),
        current: *word == query.view,
        count: counts.get(index).map(|count| capped(*count)),
    };
    respond::page(&QueuePageHtml {
        views: VIEWS.iter().enumerate().map(view_link).collect(),
        view: label_of(query.view),
        why: query.why.map_or("", Reason::word),
        reasons: &REASONS,
        from: date_word(query.from),
        to: date_word(query.to),
        clear_url: urls::with_query(urls::SUPPORT, &[("view", query.view)]),
        side: SideList::new(side, &query, None, &frame),
        query,
        frame,
    })
}

fn capped(count: i64) -> String {
    if count > COUNT_LIMIT { format!("{}+", number(COUNT_LIMIT)) } else { number(count) }
}

/// The reasons, sorted by their short names.
static REASONS: LazyLock<Vec<Choice>> = LazyLock::new(|| {
    let any = Choice::new("", "Any reason");
    let mut reasons: Vec<Choice> =
        Reason::VARIANTS.iter().map(|reason| Choice::new(reason.word(), reason.short_name())).collect();
    reasons.sort_by(|a, b| a.label.cmp(&b.label));
    std::iter::once(any).chain(reasons).collect()
});
