//! Every code by which a program knows a refusal, by its status: what the description of the API promises.

const CODES: &[(u16, &[&str])] = &[
    (400, &["malformed"]),
    (401, &["unauthorized", "wrong", "locked", "suspended", "expired", "wrong_code", "copied_passkey"]),
    (
        403,
        &[
            "forbidden",
            "other_department",
            "step_up_needed",
            "viewing_only",
            "not_from_here",
            "not_same_origin",
            "beyond_own_permissions",
        ],
    ),
    (404, &["not_found", "no_such_route"]),
    (405, &["method_not_allowed"]),
    (
        409,
        &[
            "stale_version",
            "state",
            "idempotency_key_reused",
            "taken",
            "too_many_templates",
            "in_use",
            "in_the_way",
            "in_the_bin",
            "has_answers",
            "not_archived",
            "other_replacement",
            "blocked",
            "count_changed",
            "undo_changed",
            "own_work",
            "other_content",
            "approval_expired",
            "not_first",
            "oneself",
            "last_administrator",
            "changed_since_preview",
            "not_uploaded",
            "no_challenge",
            "no_passkeys",
            "too_many_passkeys",
            "last_factor",
            "nothing_to_decide",
            "stopped_for_good",
            "recipients_gone",
            "too_many_rounds",
            "has_authenticator",
        ],
    ),
    (410, &["file_gone"]),
    (413, &["too_large"]),
    (422, &["invalid", "too_many", "passkey_refused"]),
    (
        429,
        &[
            "too_many_codes",
            "too_many_searches",
            "too_many_picks",
            "too_many_tests",
            "too_many_looks",
            "too_many_counts",
        ],
    ),
    (503, &["unavailable"]),
];

/// Statuses with their codes.
pub fn codes() -> impl Iterator<Item = (u16, &'static [&'static str])> {
    CODES.iter().copied()
}
