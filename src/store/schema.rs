//! The tables, as on both databases. `migrations/` creates them, and a test compares both.
#![allow(missing_docs, reason = "the columns are described in migrations/")]

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    resellers (id) {
        id -> BigInt,
        reseller_id -> Text,
        name -> Text,
        country -> Text,
        contact -> Text,
        served_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        customer_id -> Text,
        kind -> Text,
        company_name -> Text,
        country -> Text,
        approval -> Text,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        reseller_key -> BigInt,
        account_key -> BigInt,
        reference -> Text,
        status -> Text,
        folded_name -> Text,
        folded -> Text,
        uploads -> BigInt,
        devices -> BigInt,
        last_uploaded_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    actors (id) {
        id -> BigInt,
        kind -> Text,
        name -> Text,
    }
}

diesel::table! {
    people (id) {
        id -> BigInt,
        actor_key -> BigInt,
        email -> Text,
        name -> Text,
        reseller_key -> Nullable<BigInt>,
        role -> Text,
        password_hash -> Text,
        sso_account -> Nullable<Text>,
        time_zone -> Text,
        theme -> Text,
        shortcuts -> Bool,
        disabled -> Bool,
        created_at -> Timestamp,
        csv_separator -> Text,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Binary,
        person_key -> BigInt,
        method -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_attempts (id) {
        id -> BigInt,
        kind -> Text,
        account_hash -> Binary,
        network -> Text,
        device_hash -> Binary,
        at -> Timestamp,
    }
}

diesel::table! {
    known_devices (id) {
        id -> BigInt,
        device_hash -> Binary,
        person_key -> BigInt,
        last_seen_at -> Timestamp,
    }
}

diesel::table! {
    sold_to_codes (id) {
        id -> BigInt,
        reseller_key -> BigInt,
        code -> Text,
        alias -> Text,
    }
}

diesel::table! {
    submissions (id) {
        id -> BigInt,
        kind -> Text,
        reseller_key -> BigInt,
        customer_key -> Nullable<BigInt>,
        actor_key -> BigInt,
        file_name -> Text,
        folded_name -> Text,
        file_bytes -> BigInt,
        file_sha256 -> Binary,
        form_key -> Nullable<Text>,
        form_sha256 -> Binary,
        layout -> Text,
        row_routing -> Text,
        understood -> Text,
        verification -> Text,
        correction_of -> Nullable<BigInt>,
        phase -> Text,
        rows_total -> BigInt,
        rows_done -> BigInt,
        rows_failed -> BigInt,
        repairs -> Text,
        check_record -> Text,
        plan_cursor -> BigInt,
        attempts -> BigInt,
        instance -> Nullable<Text>,
        lease_token -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        created_at -> Timestamp,
        progressed_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        lines_left -> Nullable<BigInt>,
        correction_note -> Text,
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
    submission_reason_counts (submission_id, reason) {
        submission_id -> BigInt,
        reason -> Text,
        failed -> BigInt,
        resolved -> BigInt,
    }
}

diesel::table! {
    drafts (token) {
        token -> Text,
        submission_id -> BigInt,
        actor_key -> BigInt,
        upload_ids -> Text,
        fields -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    undecided_lists (token) {
        token -> Text,
        reseller_key -> BigInt,
        actor_key -> BigInt,
        customer_key -> Nullable<BigInt>,
        kind -> Text,
        file_name -> Text,
        file_bytes -> BigInt,
        file_sha256 -> Binary,
        is_pasted -> Bool,
        fields -> Text,
        decisions -> Text,
        is_complete -> Bool,
        expires_at -> Timestamp,
        notice -> Text,
        workbook -> Text,
    }
}

diesel::table! {
    undecided_list_parts (token, part) {
        token -> Text,
        part -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    file_layouts (id) {
        id -> BigInt,
        reseller_key -> BigInt,
        actor_key -> BigInt,
        kind -> Text,
        name -> Text,
        folded_name -> Text,
        list_key -> Text,
        list_key_sha256 -> Binary,
        decisions -> Text,
        uses -> BigInt,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    uploads (id) {
        id -> BigInt,
        submission_id -> BigInt,
        position -> BigInt,
        customer_key -> BigInt,
        stc -> Nullable<Text>,
        stc_alias -> Nullable<Text>,
        order_number -> Nullable<Text>,
        order_date -> Nullable<Date>,
        total -> BigInt,
        verified -> BigInt,
        failed -> BigInt,
        accepted_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        lines_left -> Nullable<BigInt>,
    }
}

diesel::table! {
    failed_rows (submission_id, line, slot) {
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
        slot -> BigInt,
    }
}

diesel::table! {
    failed_row_counts (upload_id, reason) {
        upload_id -> BigInt,
        reason -> Text,
        failed -> BigInt,
        resolved -> BigInt,
    }
}

diesel::table! {
    corrected_rows (submission_id, line, slot, correction_id) {
        submission_id -> BigInt,
        line -> BigInt,
        correction_id -> BigInt,
        correction_line -> BigInt,
        resolved_by -> Nullable<BigInt>,
        slot -> BigInt,
        correction_slot -> BigInt,
    }
}

diesel::table! {
    row_repairs (submission_id, line) {
        submission_id -> BigInt,
        line -> BigInt,
        upload_id -> Nullable<BigInt>,
        kind -> Text,
    }
}

diesel::table! {
    row_repair_counts (upload_id, kind) {
        upload_id -> BigInt,
        kind -> Text,
        repaired -> BigInt,
    }
}

diesel::table! {
    reviews (upload_id) {
        upload_id -> BigInt,
        reseller_key -> Nullable<BigInt>,
        due_at -> Nullable<Timestamp>,
        reviewed_at -> Nullable<Timestamp>,
        reviewer_key -> Nullable<BigInt>,
        note -> Text,
        noted_at -> Nullable<Timestamp>,
        note_author_key -> Nullable<BigInt>,
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
    models (name) {
        name -> Text,
    }
}

diesel::table! {
    device_identifiers (value) {
        value -> Text,
        device_key -> BigInt,
        is_further -> Bool,
    }
}

diesel::table! {
    removed_identifiers (id) {
        id -> BigInt,
        device_key -> BigInt,
        value -> Text,
        reseller_key -> Nullable<BigInt>,
        actor_key -> BigInt,
        at -> Timestamp,
    }
}

diesel::table! {
    identifier_suffixes (reversed) {
        reversed -> Text,
    }
}

diesel::table! {
    registrations (device_key) {
        device_key -> BigInt,
        customer_key -> BigInt,
        upload_id -> BigInt,
    }
}

diesel::table! {
    device_events (device_key, submission_id) {
        device_key -> BigInt,
        submission_id -> BigInt,
        kind -> Text,
        at -> Timestamp,
        customer_key -> BigInt,
        upload_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    activity (id) {
        id -> BigInt,
        at -> Timestamp,
        actor_key -> BigInt,
        reseller_key -> Nullable<BigInt>,
        action -> Text,
        object -> Text,
        detail -> Text,
        way -> Nullable<Text>,
        request_id -> Nullable<Text>,
        times -> BigInt,
    }
}

diesel::table! {
    activity_texts (activity_key) {
        activity_key -> BigInt,
        salt -> Binary,
        account -> Text,
        address -> Text,
        text -> Text,
    }
}

diesel::table! {
    activity_seals (seal_no) {
        seal_no -> BigInt,
        activity_key -> BigInt,
        seal -> Binary,
    }
}

diesel::table! {
    activity_erasures (activity_key) {
        activity_key -> BigInt,
        digest -> Binary,
        at -> Timestamp,
    }
}

diesel::table! {
    activity_removals (last_key) {
        last_key -> BigInt,
        cutoff -> Timestamp,
        at -> Timestamp,
        seal_no -> Nullable<BigInt>,
        seal -> Nullable<Binary>,
    }
}

diesel::table! {
    checked_lines (submission_id) {
        submission_id -> BigInt,
        reseller_key -> BigInt,
        accepted_at -> Timestamp,
        lines -> BigInt,
        registered_elsewhere -> Nullable<BigInt>,
    }
}

diesel::table! {
    row_index (submission_id, part) {
        submission_id -> BigInt,
        part -> BigInt,
        first_line -> BigInt,
        kinds -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    identifier_counts (submission_id, destination, kind) {
        submission_id -> BigInt,
        destination -> BigInt,
        kind -> Text,
        devices -> BigInt,
    }
}

diesel::joinable!(customers -> resellers (reseller_key));
diesel::joinable!(customers -> accounts (account_key));
diesel::joinable!(people -> actors (actor_key));
diesel::joinable!(people -> resellers (reseller_key));
diesel::joinable!(sessions -> people (person_key));
diesel::joinable!(known_devices -> people (person_key));
diesel::joinable!(uploads -> submissions (submission_id));
diesel::joinable!(uploads -> customers (customer_key));
diesel::joinable!(submissions -> actors (actor_key));
diesel::joinable!(removed_identifiers -> actors (actor_key));
diesel::joinable!(registrations -> devices (device_key));
diesel::joinable!(registrations -> uploads (upload_id));
diesel::joinable!(failed_rows -> uploads (upload_id));
diesel::joinable!(drafts -> submissions (submission_id));
diesel::joinable!(file_layouts -> actors (actor_key));
diesel::joinable!(undecided_list_parts -> undecided_lists (token));
diesel::joinable!(checked_lines -> resellers (reseller_key));
diesel::joinable!(reviews -> uploads (upload_id));
diesel::joinable!(activity_texts -> activity (activity_key));
diesel::allow_tables_to_appear_in_same_query!(
    checked_lines,
    settings,
    resellers,
    accounts,
    customers,
    actors,
    people,
    sessions,
    sign_in_attempts,
    known_devices,
    sold_to_codes,
    submissions,
    submission_files,
    submission_plans,
    submission_reason_counts,
    drafts,
    undecided_lists,
    undecided_list_parts,
    file_layouts,
    uploads,
    failed_rows,
    failed_row_counts,
    corrected_rows,
    row_repairs,
    row_repair_counts,
    reviews,
    devices,
    models,
    device_identifiers,
    removed_identifiers,
    identifier_suffixes,
    registrations,
    device_events,
    activity,
    activity_texts,
    activity_seals,
    activity_erasures,
    activity_removals
);
