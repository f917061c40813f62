use super::*;
use crate::domain::word::{Word, tests::assert_words};

#[test]
fn stored_words_do_not_change() {
    assert_words::<Activity>(&[
        "reseller.added",
        "account.added",
        "account.changed",
        "catalog.imported",
        "person.added",
        "person.disabled",
        "person.unlocked",
        "person.signed_in",
        "person.signed_out",
        "person.password_changed",
        "person.display_changed",
        "customer.added",
        "customer.reference_changed",
        "customer.status_changed",
        "sold_to_code.added",
        "sold_to_code.changed",
        "sold_to_code.deleted",
        "file_layout.added",
        "file_layout.changed",
        "file_layout.deleted",
        "upload.reviewed",
        "upload.review_undone",
        "upload.noted",
        "upload.accepted",
        "bulk_upload.accepted",
        "deletion.accepted",
        "bulk_deletion.accepted",
        "upload.refused",
        "bulk_upload.refused",
        "deletion.refused",
        "bulk_deletion.refused",
        "upload.finished",
        "bulk_upload.finished",
        "deletion.finished",
        "bulk_deletion.finished",
        "upload.viewed",
        "bulk_upload.viewed",
        "deletion.viewed",
        "bulk_deletion.viewed",
        "upload.requeued",
        "bulk_upload.requeued",
        "deletion.requeued",
        "bulk_deletion.requeued",
        "check.accepted",
        "check.refused",
        "check.finished",
        "check.discarded",
        "identifier.removed",
        "list.decided",
        "activity.removed",
        "activity.erased",
        "sign_in.unknown_account",
        "sign_in.wrong_password",
        "sign_in.disabled_account",
        "sign_in.throttled",
        "password_change.wrong_password",
        "password_change.throttled",
        "request.forbidden",
        "request.foreign",
        "request.unknown_host",
        "request.limited",
        "request.busy",
        "request.too_slow",
        "request.too_large",
        "connection.limited",
        "connection.too_slow",
        "refusals.summarized",
    ]);
    assert_words::<Way>(&["page", "command_line"]);
}

#[test]
fn submission_activities_begin_with_their_kind() {
    for kind in SubmissionKind::VARIANTS {
        let activities = [
            (Activity::accepted(*kind), "accepted"),
            (Activity::rejected(*kind), "refused"),
            (Activity::finished(*kind), "finished"),
            (Activity::viewed(*kind), "viewed"),
            (Activity::requeued(*kind), "requeued"),
        ];
        for (activity, suffix) in activities {
            assert_eq!(activity.word(), format!("{}.{suffix}", kind.word()));
        }
    }
}
