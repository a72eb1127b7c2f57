//! Errors as `application/problem+json`: a code for programs, a Japanese sentence for people.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::delivery::TransitionError;
use domain::draft::Block;
use domain::letters::unfit_for_a_name;
use domain::survey::{CatalogueError, MAX_LABEL_CHARS, MAX_PLANES, MAX_TEXT_CHARS};
use serde::Serialize;
use serde_json::Value;
use tracing::error;
use usecases::delivery::admin::ChangeError;
use usecases::items::change::ChangeItemsError;
use usecases::port_error::PortError;
use utoipa::ToSchema;

use crate::shapes;
use crate::wire::{UseAnswer, item_use};

mod codes;

pub use codes::codes;

/// One refused request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    status: u16,
    code: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    current_version: Option<u64>,
    #[serde(flatten)]
    #[schema(value_type = Kept)]
    kept: Option<Box<Kept>>,
}

/// Why something cannot be deleted as it is.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Kept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    used_by: Vec<UseAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answers: Option<u64>,
    /// What stands now, where somebody was faster.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    current: Option<Value>,
    /// What stands in the way of a send.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<shapes::Block>)]
    blocked_by: Vec<Block>,
    /// How many it was thought to reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expected_count: Option<u64>,
    /// How many it would reach now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    current_count: Option<u64>,
}

/// The code of a refusal, for whoever logs it.
#[derive(Debug, Clone, Copy)]
pub struct RefusedAs(pub &'static str);

/// What is wrong with one field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldError {
    /// Where: a JSON path such as `messages[0].text`.
    pub path: String,
    /// A code for programs.
    pub code: String,
    /// The limit that was exceeded, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub limit: Option<u64>,
    /// What was counted against the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub actual: Option<u64>,
    /// For staff.
    pub message: String,
}

impl FieldError {
    /// A text that is longer than it may be; the message names field and limit.
    pub fn too_long(path: &str, limit: usize, actual: usize, message: impl Into<String>) -> Self {
        let (limit, actual) = (Some(limit as u64), Some(actual as u64));
        Self { limit, actual, ..Self::new(path, "too_long", message) }
    }

    /// A name or title that holds a letter nobody sees; `what` is what staff call the field.
    pub fn unfit(path: &str, what: &str, text: &str) -> Option<Self> {
        unfit_for_a_name(text).map(|letter| Self::unseen(path, what, letter))
    }

    /// The letter that nobody sees was found.
    fn unseen(path: &str, what: &str, letter: char) -> Self {
        let letter = u32::from(letter);
        let message = format!(
            "{what}に、改行などの目に見えない文字(U+{letter:04X})が入っています。入力し直してください。"
        );
        Self::new(path, "control_character", message)
    }

    /// A field that is missing or of the wrong shape.
    pub fn new(path: &str, code: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            code: code.to_owned(),
            limit: None,
            actual: None,
            message: message.into(),
        }
    }
}

impl Problem {
    /// A problem without details.
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        let (status, title) = (status.as_u16(), title.into());
        Self { status, code, title, errors: Vec::new(), current_version: None, kept: None }
    }

    /// What it says to people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Fields that have to be mended.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let title = "入力に誤りがあります。各項目の説明を見て直してください。";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title) }
    }

    /// A body whose JSON is fine but whose field is not of the right kind.
    pub fn wrong_kind(path: &str, place: &str) -> Self {
        let message = format!(
            "「{path}」の値の種類が正しくありません({place})。数・文字列・true/falseの別を確かめてください。"
        );
        let title = format!("送信内容の項目「{path}」に誤りがあります({place})。");
        let errors = vec![FieldError::new(path, "wrong_type", message)];
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "malformed", title) }
    }

    /// Something does not work now and may later.
    pub fn unavailable() -> Self {
        let title = "ただいま処理できません。しばらくしてからもう一度お試しください。";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title)
    }

    /// No or a wrong token.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "サインインが必要です。")
    }

    /// More than a body may have.
    pub fn too_large() -> Self {
        let title = "送信内容が大きすぎます。2 MBまでにしてください。";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", title)
    }

    /// An id that nothing has.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "この配信は見つかりません。")
    }

    /// An idempotency key that came with another request before.
    pub fn key_reused() -> Self {
        let title = "同じIdempotency-Keyで、内容の違う依頼がすでに届いています。キーを新しくしてください。";
        Self::new(StatusCode::CONFLICT, "idempotency_key_reused", title)
    }

    /// An item or option that there is not, or not any more.
    pub fn no_item() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "この項目または選択肢は見つかりません。")
    }

    /// A saved segment that there is not, or not any more.
    pub fn no_segment() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "このグループは見つかりません。")
    }

    /// Something would break if it went.
    pub fn in_use(used_by: Vec<UseAnswer>) -> Self {
        let title = "ほかで使われているため削除できません。使っている条件を先に直してください。";
        let kept = Some(Box::new(Kept { used_by, ..Kept::default() }));
        Self { kept, ..Self::new(StatusCode::CONFLICT, "in_use", title) }
    }

    /// There are answers, and nobody said what becomes of them.
    pub fn has_answers(answers: u64, is_option: bool) -> Self {
        let title = if is_option {
            "この選択肢を選んだ人がいます。回答を消すか、別の選択肢に移すかを選んでください。"
        } else {
            "この項目に回答した人がいます。削除すると回答も消えることを確かめてください。"
        };
        let kept = Some(Box::new(Kept { answers: Some(answers), ..Kept::default() }));
        Self { kept, ..Self::new(StatusCode::CONFLICT, "has_answers", title) }
    }

    /// Somebody else was faster: what stands now, and its version. There is no such refusal that does not show it.
    pub fn stale(version: u64, current: &impl Serialize) -> Self {
        let title = "ほかの人が先に変更しました。いまの内容を確かめてからやり直してください。";
        let stale = Self::new(StatusCode::CONFLICT, "stale_version", title);
        Self { current_version: Some(version), ..stale }.with_current(current)
    }
}

impl Problem {
    /// The fields that are wrong; a refusal that names none becomes one.
    pub fn into_errors(self) -> Vec<FieldError> {
        if self.errors.is_empty() {
            vec![FieldError::new("start", self.code, self.title)]
        } else {
            self.errors
        }
    }

    /// Shows what stands now.
    #[must_use]
    pub fn with_current(self, current: &impl Serialize) -> Self {
        let current = serde_json::to_value(current).unwrap_or_default();
        Self { kept: Some(Box::new(Kept { current: Some(current), ..Kept::default() })), ..self }
    }

    /// A send that something stands in the way of.
    pub fn blocked(blocked_by: Vec<Block>) -> Self {
        let kept = Some(Box::new(Kept { blocked_by, ..Kept::default() }));
        let title = "まだ配信できません。確認の画面に出ている理由を解消してからやり直してください。";
        Self { kept, ..Self::new(StatusCode::CONFLICT, "blocked", title) }
    }

    /// The time to take it back is another one than the last look told.
    pub fn undo_changed(seconds: u64) -> Self {
        let title = match seconds / 60 {
            0 => "確認のあとで設定が変わり、押すとすぐに始まって取り消せなくなりました。もう一度確認してください。".to_owned(),
            minutes => format!("確認のあとで、取り消せる時間が{minutes}分に変わりました。もう一度確認してください。"),
        };
        Self::new(StatusCode::CONFLICT, "undo_changed", title)
    }

    /// The number of recipients is another one than the clerk saw.
    pub fn count_changed(expected: u64, current: u64) -> Self {
        let kept = Kept { expected_count: Some(expected), current_count: Some(current), ..Kept::default() };
        let title = format!(
            "確認のあとで対象の人数が変わりました(確認のとき{expected}人、いま{current}人)。もう一度確認してください。"
        );
        Self { kept: Some(Box::new(kept)), ..Self::new(StatusCode::CONFLICT, "count_changed", title) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json; charset=utf-8"),
        );
        response.extensions_mut().insert(RefusedAs(self.code));
        response
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self::invalid(vec![error])
    }
}

impl From<ChangeItemsError> for Problem {
    fn from(failed: ChangeItemsError) -> Self {
        match failed {
            // The routes that take a version show what stands; elsewhere it was a step of our own that came too late.
            ChangeItemsError::Stale { .. } => Self::unavailable(),
            ChangeItemsError::Refused(refused) => refused.into(),
            ChangeItemsError::Store(failed) => failed.into(),
        }
    }
}

const TOO_MANY_TRACKED: &str = "反応を記録する配信が多すぎるため、これ以上増やせません。古いものは作成から7〜8か月で自動的に外れます。ボタンや動画の記録の設定を外せば、配信を作成できます。";

impl From<CatalogueError> for Problem {
    fn from(refused: CatalogueError) -> Self {
        use CatalogueError as E;
        let taken = |title: &str| Self::new(StatusCode::CONFLICT, "taken", title);
        let (path, code, message) = match refused {
            E::NoItem(_) | E::NoOption(..) => return Self::no_item(),
            E::ItemTaken(_) => {
                return taken("このIDの項目がすでにあるか、以前ありました。別のIDにしてください。");
            }
            E::OptionTaken(..) => {
                return taken("このIDの選択肢がすでにあるか、以前ありました。別のIDにしてください。");
            }
            E::Needed(item) => return Self::in_use(vec![item_use(&item)]),
            E::Broken(_) => {
                return PortError::Refused { what: "the catalogue", reason: refused.to_string() }.into();
            }
            E::NoPlaneLeft => ("id", "too_many", "これ以上、項目や選択肢を増やせません。".to_owned()),
            E::TooManyTracked => ("messages", "too_many_tracked", TOO_MANY_TRACKED.to_owned()),
            E::PageFull => {
                let message = format!(
                    "項目と選択肢は、あわせて約{MAX_PLANES}までです。使わなくなった項目や選択肢を削除してから追加してください。"
                );
                ("id", "too_many", message)
            }
            E::Label => ("label", "invalid_label", format!("名前は1文字以上{MAX_LABEL_CHARS}文字までです。")),
            E::UnfitLabel(letter) => return FieldError::unseen("label", "名前", letter).into(),
            E::TextTooLong => {
                let message = format!("説明と利用目的は、それぞれ{MAX_TEXT_CHARS}文字までです。");
                ("explanation", "too_long", message)
            }
            E::Limits => ("kind", "invalid_limits", "文字数や数の範囲を確かめてください。".to_owned()),
            E::KindFixed(_) => {
                let message = "すでにある回答が合わなくなるため、種類や範囲をこのようには変えられません。";
                ("kind", "kind_fixed", message.to_owned())
            }
            E::NotAChoice(_) => {
                ("options", "no_options", "この種類の項目には選択肢がありません。".to_owned())
            }
            E::ShownIf(_) => {
                let message = "表示の条件には、いま使っている別の項目の選択肢を指定し、堂々めぐりにならないようにしてください。";
                ("shown_if", "invalid_rule", message.to_owned())
            }
            E::Prefix(_) => {
                let message = "郵便番号の先頭は数字1〜7桁で、ほかの選択肢と重ならないようにしてください。";
                ("postal_prefixes", "invalid_prefix", message.to_owned())
            }
            E::Order => {
                ("order", "incomplete", "並び順には、いまある項目をすべて1回ずつ入れてください。".to_owned())
            }
        };
        FieldError::new(path, code, message).into()
    }
}

impl From<PortError> for Problem {
    fn from(failed: PortError) -> Self {
        error!("a request could not be answered: {failed}");
        Self::unavailable()
    }
}

impl From<TransitionError> for Problem {
    fn from(refused: TransitionError) -> Self {
        let field = |code, message: &str| Self::invalid(vec![FieldError::new("at", code, message)]);
        match refused {
            // The routes that take a version show what stands; elsewhere it was a step of our own that came too late.
            TransitionError::Stale { .. } => Self::unavailable(),
            TransitionError::NotAllowed => Self::new(
                StatusCode::CONFLICT,
                "state",
                "この配信は、いまの状態ではこの操作ができません。状態を確認してください。",
            ),
            TransitionError::TooSoon => field(
                "too_soon",
                "予約は1分より先の時刻にしてください。すぐに送るときは「確認のあとすぐ」を選びます。",
            ),
            TransitionError::TooFar => field("too_far", "予約は1年先までです。"),
            TransitionError::LatestBeforeStart => {
                let message = "「この時刻を過ぎたら送らない」は、配信する日時より5分以上あとにしてください。";
                Self::invalid(vec![FieldError::new("not_later_than", "before_start", message)])
            }
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(failed: ChangeError) -> Self {
        match failed {
            ChangeError::NotFound => Self::not_found(),
            ChangeError::Refused(refused) => refused.into(),
            ChangeError::Port(failed) => failed.into(),
        }
    }
}

/// An address that is none of ours.
pub async fn no_such_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_such_route", "このアドレスはありません。")
}

/// An address of ours, asked in the wrong way.
pub async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "このアドレスではその操作はできません。",
    )
}
