//! What is said where a draft's door stays shut.

use axum::http::StatusCode;
use domain::draft::DraftError;

use crate::problem::Problem;

impl From<DraftError> for Problem {
    fn from(refused: DraftError) -> Self {
        let conflict = |code, title: &str| Self::new(StatusCode::CONFLICT, code, title);
        match refused {
            // `ChangeDraftError::Stale` shows what stands; this was a step of our own that came too late.
            DraftError::Stale { .. } => Self::unavailable(),
            DraftError::NotAllowed => conflict(
                "state",
                "この下書きは、いまの状態ではこの操作ができません。最新の状態を確認してください。",
            ),
            DraftError::OwnWork => conflict(
                "own_work",
                "自分が書いた内容は、自分では承認できません。ほかの承認者に依頼してください。",
            ),
            DraftError::OtherContent => {
                conflict("other_content", "見ていた内容と、いまの内容が違います。もう一度確認してください。")
            }
            DraftError::Expired => conflict(
                "approval_expired",
                "承認の依頼の期限が過ぎました。もう一度依頼してもらってください。",
            ),
        }
    }
}
