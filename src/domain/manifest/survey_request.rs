use super::context::ListContext;
use super::decisions::Decisions;
use super::purpose::ListPurpose;

/// What to read a list for, and what is known or decided about it.
pub struct SurveyRequest<'a> {
    /// The kind of submission.
    pub purpose: ListPurpose,
    /// What was decided about the list.
    pub decisions: &'a Decisions,
    /// What the portal knows.
    pub context: &'a dyn ListContext,
    /// Whether the list was pasted into the form.
    pub is_pasted: bool,
}
