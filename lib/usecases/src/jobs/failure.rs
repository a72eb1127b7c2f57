//! Why a step was not done: for the log as a chain of causes, for staff as a code with a sentence that says what
//! happened and what to do.

use domain::segment::BrokenPage;

use crate::port_error::PortError;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// A port did not do its work.
    #[error("a step needs what is not there")]
    Port(#[from] PortError),
    /// LINE does not give its list of friends.
    #[error("LINE's list of friends cannot be read")]
    Friends(#[source] PortError),
    /// A follower and the pages do not fit together; a person has to look.
    #[error("a segment page is broken")]
    Page(#[from] BrokenPage),
    /// Others changed the same shard all the time.
    #[error("a shard kept moving")]
    Busy,
    /// The stored cursor is none of ours.
    #[error("the cursor is not readable")]
    Cursor,
    /// The job cannot be done as it was asked for.
    #[error("it cannot be done as it was asked for ({code})")]
    Impossible {
        /// For programs.
        code: &'static str,
        /// For staff.
        reason: String,
    },
}

impl StepError {
    /// The job cannot be done as it was asked for, in words for staff.
    pub(super) fn impossible(code: &'static str, reason: impl Into<String>) -> Self {
        Self::Impossible { code, reason: reason.into() }
    }

    /// Whether asking again may help.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Port(PortError::Unavailable { .. }) | Self::Busy)
    }

    /// For programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Port(PortError::Refused { .. }) => "refused",
            Self::Port(PortError::Unavailable { .. }) | Self::Busy => "busy",
            Self::Friends(_) => "friends_refused",
            Self::Page(_) => "broken_page",
            Self::Cursor => "unreadable_cursor",
            Self::Impossible { code, .. } => code,
        }
    }

    /// What happened and what to do, for staff.
    pub fn message_ja(&self) -> &str {
        match self {
            Self::Port(PortError::Refused { .. }) => {
                "保存先に受け付けられず、処理を続けられませんでした。もう一度やり直し、同じ表示になるときはシステムの担当者に処理のIDを伝えてください。"
            }
            Self::Port(PortError::Unavailable { .. }) | Self::Busy => {
                "混み合っているため、処理を続けられませんでした。しばらくしてからやり直してください。"
            }
            Self::Friends(_) => {
                "LINEの友だち一覧を取得できません。認証済アカウントかどうかを確かめてからやり直してください。"
            }
            Self::Page(_) => {
                "対象者の索引に食い違いが見つかり、処理を止めました。システムの担当者に処理のIDを伝えてください。"
            }
            Self::Cursor => "処理の途中経過が読めず、続けられません。はじめからやり直してください。",
            Self::Impossible { reason, .. } => reason,
        }
    }

    /// The chain of causes, for the log; ports keep personal data out of it.
    pub(super) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            text = format!("{text}: {inner}");
            cause = inner.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_is_for_the_log_and_staff_read_a_japanese_sentence_with_what_to_do() {
        let refused = || PortError::Refused { what: "the table", reason: "AccessDenied".to_owned() };
        let failures = [
            StepError::Port(refused()),
            StepError::Friends(refused()),
            StepError::Page(BrokenPage::Ids),
            StepError::Busy,
            StepError::Cursor,
        ];
        for failure in failures {
            let told = failure.message_ja();
            assert!(!told.contains("AccessDenied") && told.ends_with("ください。"), "{told}");
        }
        let chain = StepError::Friends(refused()).chain();
        assert_eq!(chain, "LINE's list of friends cannot be read: the table refused: AccessDenied");
        let table = StepError::impossible("no_file", "ファイルがありません。");
        assert_eq!(table.chain(), "it cannot be done as it was asked for (no_file)");
        assert_eq!((table.code(), table.message_ja()), ("no_file", "ファイルがありません。"));
    }
}
