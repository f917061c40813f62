//! The page on which a person decides how to read a list that can be read in several ways. The upload and deletion
//! forms respond with this page. It has its own address, so that people can return to it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::decided::{LoadedList, continue_with, load, save};
use crate::domain::manifest::Decisions;
use crate::http::{Error, State};
use crate::uploads::intake::file_layouts::LayoutOffer;
use crate::uploads::intake::incoming_file::ReadingChoices;
use crate::uploads::intake::rejection::IntakeError;
use crate::web::page::format::{Moment, number};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::parts::list_answers;
use crate::web::parts::list_outcome::{ListOutcome, outcome};
use crate::web::parts::list_questions::AskedQuestion;
use crate::web::parts::list_review::Review;
use crate::web::parts::list_selects::{Select, selects};
use crate::web::parts::list_table::{ListTable, table};
use crate::web::urls;

#[derive(Template)]
#[template(path = "lists/decide.html")]
struct DecidePage {
    /// Address and label of each parent page.
    parents: Vec<(String, String)>,
    file_name: String,
    /// "not uploaded yet".
    progress: &'static str,
    ends: Moment,
    /// "2 questions about your list".
    questions_title: String,
    questions: Vec<AskedQuestion>,
    outcome: Option<ListOutcome>,
    selects: Vec<Select>,
    table: Option<ListTable>,
    is_skipping: bool,
    /// A sentence above the questions. May be empty.
    notice: String,
    /// What the page offers to remember.
    offer: LayoutOffer,
    /// Whether the list's layout is remembered, unless the person changes it.
    remembers: bool,
    is_deletion: bool,
    /// "Upload 486 devices".
    button: String,
    action: String,
    form: FormState,
    frame: Frame,
}

/// Shows the page.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    list: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let loaded = load(&state, &frame, list.into_inner()).await?;
    let decisions = loaded.decisions.clone();
    let (review, form) = review(&state, &frame, &loaded, decisions, FormState::new()).await?;
    respond::page(&page(frame, &loaded, review, form))
}

/// Shows the page in response to a form whose file can be read in several ways.
pub(crate) async fn respond(
    state: &web::Data<State>,
    frame: Frame,
    token: &str,
) -> Result<HttpResponse, Error> {
    let loaded = load(state, &frame, token.to_owned()).await?;
    let decisions = loaded.decisions.clone();
    let (review, form) = review(state, &frame, &loaded, decisions, FormState::new()).await?;
    RejectedForm::default().respond(&page(frame, &loaded, review, form))
}

/// Updates the preview, or submits the list if no questions remain.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    list: web::Path<String>,
    fields: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let loaded = load(&state, &frame, list.into_inner()).await?;
    let params = Params::of_fields(fields.into_inner());
    let mut form = FormState::new()
        .with("remember", params.get("remember"))
        .with("layout_name", params.get("layout_name"))
        .with("is_sent", "1");
    let read = list_answers::read(&params, loaded.decisions.clone(), loaded.list.kind.purpose());
    let decisions = read.unwrap_or_else(|sentence| {
        form.reject("", sentence);
        loaded.decisions.clone()
    });
    if !form.has_errors() {
        match params.get("do") {
            "cancel" => return loaded.discard(&state).await,
            action @ ("check" | "go") => {
                let remember_as =
                    (!params.get("remember").is_empty()).then(|| params.get("layout_name").to_owned());
                let choices = ReadingChoices {
                    list: Some(loaded.list.token.clone()),
                    decisions: decisions.clone(),
                    remember_as,
                    ..ReadingChoices::default()
                };
                let mut is_undecided = false;
                match continue_with(&state, &frame, &loaded, choices, action == "check").await? {
                    Ok(resumed) => return loaded.respond(&state, frame, resumed).await,
                    // The page shows the remaining questions.
                    Err(IntakeError::Undecided(_)) => {
                        is_undecided = true;
                        save(&state, &loaded, &decisions).await?;
                    }
                    Err(IntakeError::Form(problems)) => {
                        // This page doesn't have the form's fields, so the messages aren't attached to them.
                        problems.into_iter().for_each(|problem| form.reject("", problem.message));
                    }
                    Err(error) => form.reject_intake(error)?,
                }
                let (review, mut form) = review(&state, &frame, &loaded, decisions, form).await?;
                if let Some(sentence) = review.needed_answer(&loaded.words).filter(|_| is_undecided) {
                    form.reject("", sentence);
                }
                return RejectedForm::default().with(&form).respond(&page(frame, &loaded, review, form));
            }
            _ => {}
        }
    }
    let (review, form) = review(&state, &frame, &loaded, decisions.clone(), form).await?;
    if form.has_errors() {
        return RejectedForm::default().respond(&page(frame, &loaded, review, form));
    }
    save(&state, &loaded, &decisions).await?;
    let is_open = !review.questions.is_empty();
    let status = if is_open { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    respond::page_with(status, &page(frame, &loaded, review, form))
}

/// Reads the list with these decisions. If that fails, adds the reason to the form and reads the list without them.
async fn review(
    state: &web::Data<State>,
    frame: &Frame,
    loaded: &LoadedList,
    decisions: Decisions,
    mut form: FormState,
) -> Result<(Review, FormState), Error> {
    let mut review = loaded.review(state, frame, decisions).await?;
    if let Some(sentence) = review.rejection.take() {
        if !form.has_errors() && sentence != loaded.list.notice {
            form.reject("", sentence);
        }
        if review.examination.is_none() {
            review = loaded.review(state, frame, Decisions::default()).await?;
        }
    }
    Ok((review, form))
}

fn page(mut frame: Frame, loaded: &LoadedList, review: Review, form: FormState) -> DecidePage {
    let is_deletion = loaded.list.kind.is_deletion();
    frame.belongs_to(if loaded.list.kind.is_bulk() { urls::BULK_ACTIONS } else { urls::CUSTOMERS });
    let outcome = outcome(&review, &loaded.words);
    let devices = review.preview.devices;
    let count = match (review.preview.is_partial || devices == 0, devices) {
        (true, _) => "list".to_owned(),
        (false, 1) => "1 device".to_owned(),
        (false, devices) => format!("{} devices", number(devices)),
    };
    let questions = match review.questions.len() {
        1 => "1 question".to_owned(),
        several => format!("{several} questions"),
    };
    DecidePage {
        parents: loaded.parents(),
        file_name: loaded.list.file_name.clone(),
        progress: if is_deletion { "nothing deleted yet" } else { "not uploaded yet" },
        ends: frame.moment(loaded.list.expires_at),
        questions_title: format!("{questions} about your list"),
        selects: selects(&review),
        table: table(&review),
        notice: loaded.list.notice.clone(),
        remembers: form.value("is_sent").is_empty() || !form.value("remember").is_empty(),
        offer: match review.offer {
            LayoutOffer::Name(_) if !form.value("layout_name").is_empty() => {
                LayoutOffer::Name(form.value("layout_name").to_owned())
            }
            offer => offer,
        },
        is_skipping: review.decisions.skip_identifiers && review.questions.is_empty(),
        outcome,
        questions: review.questions,
        is_deletion,
        button: if is_deletion { format!("Delete {count}…") } else { format!("Upload {count}") },
        action: urls::undecided_list(&loaded.list.token),
        form,
        frame,
    }
}
