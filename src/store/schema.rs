//! The tables, as both databases have them. `migrations/` makes them; a test selects every column on both.
#![allow(missing_docs, reason = "columns are described where they are made, in migrations/")]

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    resellers (id) {
        id -> BigInt,
        public_id -> Text,
        name -> Text,
        country -> Text,
        contact -> Text,
        served_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        public_id -> Text,
        kind -> Text,
        company_name -> Text,
        country -> Text,
        approval -> Text,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        reseller_id -> BigInt,
        account_id -> BigInt,
        reference -> Text,
        status -> Text,
        folded_name -> Text,
        folded -> Text,
        uploads -> BigInt,
        devices -> BigInt,
        last_uploaded -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    people (id) {
        id -> BigInt,
        email -> Text,
        name -> Text,
        reseller_id -> Nullable<BigInt>,
        role -> Text,
        password_hash -> Text,
        account_id -> Nullable<Text>,
        time_zone -> Text,
        theme -> Text,
        disabled -> Bool,
        created_at -> Timestamp,
        shortcuts -> Bool,
    }
}

diesel::table! {
    logins (token_hash) {
        token_hash -> Binary,
        person_id -> BigInt,
        created_at -> Timestamp,
        last_seen -> Timestamp,
        how -> Text,
    }
}

diesel::table! {
    sign_in_attempts (id) {
        id -> BigInt,
        account -> Text,
        address -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    sold_to_codes (id) {
        id -> BigInt,
        reseller_id -> BigInt,
        code -> Text,
        alias -> Text,
    }
}

diesel::table! {
    submissions (id) {
        id -> BigInt,
        kind -> Text,
        reseller_id -> BigInt,
        customer_id -> Nullable<BigInt>,
        person_id -> BigInt,
        file_name -> Text,
        file_bytes -> BigInt,
        file_sha256 -> Binary,
        form_key -> Nullable<Text>,
        form_sha256 -> Binary,
        layout -> Text,
        understood -> Text,
        verification -> Text,
        phase -> Text,
        rows_total -> BigInt,
        rows_done -> BigInt,
        plan_cursor -> BigInt,
        attempts -> BigInt,
        instance -> Nullable<Text>,
        lease_token -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        created_at -> Timestamp,
        progressed_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        rows_failed -> BigInt,
        groups -> Text,
        folded_name -> Text,
        noticed -> Text,
        checked -> Text,
        mends -> Nullable<BigInt>,
    }
}

diesel::table! {
    mended_rows (submission_id, line, in_submission) {
        submission_id -> BigInt,
        line -> BigInt,
        in_submission -> BigInt,
        in_line -> BigInt,
        resolved_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    submission_reason_counts (submission_id, reason) {
        submission_id -> BigInt,
        reason -> Text,
        failed -> BigInt,
    }
}

diesel::table! {
    drafts (token) {
        token -> Text,
        submission_id -> BigInt,
        person_id -> BigInt,
        uploads -> Text,
        ends_at -> Timestamp,
        fields -> Text,
    }
}

diesel::table! {
    submission_files (submission_id, part) {
        submission_id -> BigInt,
        part -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    submission_plans (submission_id, part) {
        submission_id -> BigInt,
        part -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    uploads (id) {
        id -> BigInt,
        submission_id -> BigInt,
        position -> BigInt,
        customer_id -> BigInt,
        stc -> Nullable<Text>,
        stc_alias -> Nullable<Text>,
        order_number -> Nullable<Text>,
        order_date -> Nullable<Date>,
        total -> BigInt,
        verified -> BigInt,
        failed -> BigInt,
        accepted_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    failed_rows (submission_id, line) {
        submission_id -> BigInt,
        line -> BigInt,
        upload_id -> Nullable<BigInt>,
        customer_id -> Nullable<Text>,
        value -> Text,
        order_number -> Nullable<Text>,
        order_date -> Nullable<Text>,
        stc_alias -> Nullable<Text>,
        canonical -> Nullable<Text>,
        reason -> Text,
        detail -> Text,
        collides_with -> Nullable<BigInt>,
    }
}

diesel::table! {
    failed_row_counts (upload_id, reason) {
        upload_id -> BigInt,
        reason -> Text,
        failed -> BigInt,
    }
}

diesel::table! {
    row_notices (submission_id, line) {
        submission_id -> BigInt,
        line -> BigInt,
        kind -> Text,
        upload_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    row_notice_counts (upload_id, kind) {
        upload_id -> BigInt,
        kind -> Text,
        noticed -> BigInt,
    }
}

diesel::table! {
    devices (id) {
        id -> BigInt,
        imei1 -> Nullable<Text>,
        imei2 -> Nullable<Text>,
        meid -> Nullable<Text>,
        serial -> Nullable<Text>,
        model -> Nullable<Text>,
        edition -> Nullable<Text>,
        source -> Text,
    }
}

diesel::table! {
    device_identifiers (value) {
        value -> Text,
        device_id -> BigInt,
    }
}

diesel::table! {
    identifier_endings (reversed) {
        reversed -> Text,
    }
}

diesel::table! {
    models (name) {
        name -> Text,
    }
}

diesel::table! {
    registrations (device_id) {
        device_id -> BigInt,
        customer_id -> BigInt,
        upload_id -> BigInt,
    }
}

diesel::table! {
    device_events (device_id, submission_id) {
        device_id -> BigInt,
        submission_id -> BigInt,
        kind -> Text,
        at -> Timestamp,
        customer_id -> BigInt,
        upload_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    reviews (upload_id) {
        upload_id -> BigInt,
        reviewed_at -> Nullable<Timestamp>,
        reviewed_by -> Nullable<BigInt>,
        note -> Text,
        noted_at -> Nullable<Timestamp>,
        noted_by -> Nullable<BigInt>,
        due_at -> Nullable<Timestamp>,
        reseller_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    activity (id) {
        id -> BigInt,
        at -> Timestamp,
        person_id -> Nullable<BigInt>,
        reseller_id -> Nullable<BigInt>,
        action -> Text,
        object -> Text,
        detail -> Text,
    }
}

diesel::joinable!(customers -> resellers (reseller_id));
diesel::joinable!(customers -> accounts (account_id));
diesel::joinable!(people -> resellers (reseller_id));
diesel::joinable!(logins -> people (person_id));
diesel::joinable!(uploads -> submissions (submission_id));
diesel::joinable!(uploads -> customers (customer_id));
diesel::joinable!(submissions -> people (person_id));
diesel::joinable!(registrations -> devices (device_id));
diesel::joinable!(registrations -> uploads (upload_id));
diesel::joinable!(failed_rows -> uploads (upload_id));
diesel::joinable!(drafts -> submissions (submission_id));
diesel::joinable!(reviews -> uploads (upload_id));
diesel::allow_tables_to_appear_in_same_query!(
    settings,
    resellers,
    accounts,
    customers,
    people,
    logins,
    sign_in_attempts,
    sold_to_codes,
    submissions,
    submission_files,
    submission_reason_counts,
    drafts,
    mended_rows,
    models,
    reviews,
    submission_plans,
    uploads,
    failed_rows,
    failed_row_counts,
    row_notices,
    row_notice_counts,
    devices,
    device_identifiers,
    identifier_endings,
    registrations,
    device_events,
    activity
);
