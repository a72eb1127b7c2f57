//! What staff set and programs read: greeting, retention, consent, how many messages everybody gets, and notices.
use crate::draft::Guards;
use crate::guard::{self, Context, WarningCode};
use crate::message::{Messages, Violation};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the form's address is put into a greeting.
pub const FORM_URL_PLACEHOLDER: &str = "{form_url}";
/// Answers stay for a day at least: whoever blocks by mistake finds them again, and an emptied field deletes nothing.
pub const MIN_RETENTION_DAYS: u32 = 1;
/// A person who blocked the account keeps answers for at most this long: ten years.
pub const MAX_RETENTION_DAYS: u32 = 3_660;
/// A consent text is read on a phone.
pub const MAX_CONSENT_CHARS: usize = 20_000;
/// From so many people on the count is typed, whatever the city sets.
pub const MAX_TYPED_COUNT_FROM: u64 = 100_000;
/// From this share of all friends on as well.
pub const MAX_TYPED_COUNT_SHARE: f64 = 0.9;
/// A notice stands above every screen, so it is short.
pub const MAX_NOTICE_CHARS: usize = 300;

/// One of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingName {
    /// Messages that a new friend gets.
    Greeting,
    /// Days that answers stay after a person blocked the account.
    RetentionDays,
    /// The text that citizens agree to, with its version.
    Consent,
    /// Messages a month that go to everybody, as the form tells.
    EveryonePerMonth,
    /// What stands between a draft and its delivery.
    Guards,
    /// What is announced to staff and to citizens.
    Maintenance,
}

impl SettingName {
    /// Every setting.
    pub const ALL: [Self; 6] = [
        Self::Greeting,
        Self::RetentionDays,
        Self::Consent,
        Self::EveryonePerMonth,
        Self::Guards,
        Self::Maintenance,
    ];

    /// The name in keys and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::RetentionDays => "retention_days",
            Self::Consent => "consent",
            Self::EveryonePerMonth => "everyone_per_month",
            Self::Guards => "guards",
            Self::Maintenance => "maintenance",
        }
    }

    /// What staff call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Greeting => "あいさつ",
            Self::RetentionDays => "回答の保存期間",
            Self::Consent => "同意文",
            Self::EveryonePerMonth => "全員へのお知らせの通数",
            Self::Guards => "配信前の確認",
            Self::Maintenance => "お知らせ",
        }
    }

    /// The setting of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// What holds while nobody has set anything.
    pub fn default_value(self) -> Value {
        match self {
            Self::Greeting => default_greeting(),
            Self::RetentionDays => 365.into(),
            Self::Consent => serde_json::json!({ "version": 1, "text": CONSENT }),
            Self::EveryonePerMonth => 4.into(),
            Self::Guards => serde_json::to_value(Guards::default()).unwrap_or_default(),
            Self::Maintenance => serde_json::to_value(Notices::default()).unwrap_or_default(),
        }
    }
}

const CONSENT: &str =
    "お選びいただいた内容は、あなたに合ったお知らせを届けるためだけに使います。いつでも変更・削除できます。";
const GREETING: &str = "友だち追加ありがとうございます。\nこのアカウントから、市のお知らせをお届けします。\n\n受け取りたいお知らせは、こちらから選べます。\n{form_url}";

fn default_greeting() -> Value {
    serde_json::json!([{ "type": "text", "text": GREETING }])
}

/// A setting as it is stored; version 0 is the default, which nobody has stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// In the shape of its name.
    pub value: Value,
    /// Raised with each change.
    pub version: u64,
}

/// The consent text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Which text somebody agreed to.
    pub version: u32,
    /// What they read.
    pub text: String,
}

/// What is announced, such as maintenance; `None` announces nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Above every screen of the staff console.
    pub staff: Option<String>,
    /// Above the form.
    pub citizens: Option<String>,
}

/// Why a value does not fit its setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The messages break LINE's limits.
    Messages(Vec<Violation>),
    /// Something else, as a Japanese sentence for staff.
    Value(String),
}

/// Checks a value before it is stored. A greeting is checked with `form_url` put in, as LINE will see it.
pub fn check(name: SettingName, value: &Value, form_url: &str) -> Result<(), Unfit> {
    let whole = |least: u32, most: u32| {
        let fits =
            value.as_u64().is_some_and(|number| (u64::from(least)..=u64::from(most)).contains(&number));
        fits.then_some(()).ok_or_else(|| Unfit::Value(format!("{least}から{most}までの整数にしてください。")))
    };
    match name {
        SettingName::Greeting => check_greeting(&with_form_url(value, form_url)),
        SettingName::RetentionDays => whole(MIN_RETENTION_DAYS, MAX_RETENTION_DAYS),
        SettingName::EveryonePerMonth => whole(0, 1_000),
        SettingName::Guards => check_guards(value),
        SettingName::Maintenance => check_notices(value),
        SettingName::Consent => {
            let consent = serde_json::from_value::<Consent>(value.clone());
            let fits = consent.is_ok_and(|consent| {
                let length = consent.text.chars().count();
                consent.version > 0 && (1..=MAX_CONSENT_CHARS).contains(&length)
            });
            let message = "「version」は1以上の整数、「text」は1文字以上20,000文字以内にしてください。";
            fits.then_some(()).ok_or_else(|| Unfit::Value(message.to_owned()))
        }
    }
}

/// It goes to everybody who comes, for years: a place-holder that nothing replaces is a slip, `{form_ur1}`. What else looks
/// unfilled is left to its author, who has no screen here on which to say that it is meant.
fn check_greeting(filled: &Value) -> Result<(), Unfit> {
    let messages = Messages::parse(filled).map_err(Unfit::Messages)?;
    let context =
        Context { start_ms: 0, emergency: false, live: false, words: &[], aimed: None, media: "https://" };
    let mut found = guard::check_messages(&messages, &context).into_iter();
    let left = found.find(|warning| warning.code == WarningCode::Placeholder && warning.quote.contains('{'));
    left.map_or(Ok(()), |warning| {
        let quote = warning.quote;
        let message = format!(
            "「{quote}」は、置き換えられずにそのまま届きます。置き換わるのは{FORM_URL_PLACEHOLDER}だけです。直すか、消してください。"
        );
        Err(Unfit::Value(message))
    })
}

/// A guard that a number could switch off is none: the bounds are those within which each still stands in the way.
fn check_guards(value: &Value) -> Result<(), Unfit> {
    let guards = serde_json::from_value::<Guards>(value.clone());
    let guards =
        guards.map_err(|_| Unfit::Value("配信前の確認の項目が足りないか、読めません。".to_owned()))?;
    let bounds = [
        (
            (1..=MAX_TYPED_COUNT_FROM).contains(&guards.typed_count_from),
            "人数の入力を求める人数は、1〜100,000人にしてください。",
        ),
        (
            (0.0..=MAX_TYPED_COUNT_SHARE).contains(&guards.typed_count_share),
            "人数の入力を求める割合は、0〜90%にしてください。",
        ),
        ((1..=720).contains(&guards.approval_hours), "承認の期限は、1〜720時間にしてください。"),
        (guards.undo_minutes <= 10, "すぐに送る配信を取り消せる時間は、0〜10分にしてください。"),
    ];
    let wrong = bounds.into_iter().find(|(fits, _)| !fits);
    wrong.map_or(Ok(()), |(_, message)| Err(Unfit::Value(message.to_owned())))
}

fn check_notices(value: &Value) -> Result<(), Unfit> {
    let is_short = |notice: &Option<String>| {
        notice.as_ref().is_none_or(|text| !text.trim().is_empty() && text.chars().count() <= MAX_NOTICE_CHARS)
    };
    let notices = serde_json::from_value::<Notices>(value.clone());
    let fits = notices.is_ok_and(|notices| is_short(&notices.staff) && is_short(&notices.citizens));
    let message = format!("お知らせは、それぞれ{MAX_NOTICE_CHARS}文字までにしてください。");
    fits.then_some(()).ok_or(Unfit::Value(message))
}

/// Checks a value against the one that stands: another consent text is another version, so that everybody's consent
/// names the text they read.
pub fn check_change(name: SettingName, stands: &Value, next: &Value) -> Result<(), Unfit> {
    let read = |value: &Value| serde_json::from_value::<Consent>(value.clone()).ok();
    let (Some(stands), Some(next)) = (read(stands), read(next)) else { return Ok(()) };
    let newer = next.text == stands.text || next.version > stands.version;
    let message = format!("本文を変えるときは、「version」を{}より大きくしてください。", stands.version);
    if newer || name != SettingName::Consent { Ok(()) } else { Err(Unfit::Value(message)) }
}

/// The greeting with the form's address in every text that has the placeholder.
pub fn with_form_url(messages: &Value, form_url: &str) -> Value {
    match messages {
        Value::String(text) => Value::String(text.replace(FORM_URL_PLACEHOLDER, form_url)),
        Value::Array(list) => list.iter().map(|value| with_form_url(value, form_url)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), with_form_url(value, form_url))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const URL: &str = "https://liff.line.me/1234567890-abcdefgh";

    #[test]
    fn every_default_fits_its_setting_and_names_read_back() {
        for name in SettingName::ALL {
            assert_eq!(check(name, &name.default_value(), URL), Ok(()), "{name:?}");
            assert_eq!(SettingName::parse(name.as_str()), Some(name));
        }
        assert_eq!(SettingName::parse("colour"), None);
    }

    #[test]
    fn the_forms_address_stands_in_texts_and_in_buttons() {
        let greeting =
            json!([{ "type": "text", "text": "a {form_url} b" }, { "action": { "uri": "{form_url}" } }]);
        let filled = with_form_url(&greeting, URL);
        assert_eq!(filled[0]["text"], format!("a {URL} b"));
        assert_eq!(filled[1]["action"]["uri"], URL);
    }

    #[test]
    fn a_greeting_with_something_left_to_fill_in_is_refused() {
        let checked =
            |text: &str| check(SettingName::Greeting, &json!([{ "type": "text", "text": text }]), URL);
        assert_eq!(checked("ようこそ。{form_url}"), Ok(()));
        for text in ["●月1回の広報", "＊＊＊川崎市＊＊＊", "「○○区 ごみ」と送ってください"]
        {
            assert_eq!(checked(text), Ok(()), "{text}");
        }
        for text in ["ようこそ。{form_ur1}", "{{氏名}}様", "${name}さん"] {
            assert!(matches!(checked(text), Err(Unfit::Value(_))), "{text}");
        }
    }

    #[test]
    fn another_consent_text_is_another_version() {
        let change = |next| check_change(SettingName::Consent, &json!({ "version": 2, "text": "あ" }), &next);
        assert_eq!(change(json!({ "version": 3, "text": "い" })), Ok(()));
        assert_eq!(change(json!({ "version": 2, "text": "あ" })), Ok(()));
        for version in [1, 2] {
            assert!(change(json!({ "version": version, "text": "い" })).is_err());
        }
        assert_eq!(check_change(SettingName::RetentionDays, &json!(3), &json!(2)), Ok(()));
    }

    #[test]
    fn a_guard_cannot_be_switched_off_by_a_number() {
        let guards = |name: &str, value: Value| {
            let mut guards = SettingName::Guards.default_value();
            guards[name] = value;
            check(SettingName::Guards, &guards, URL)
        };
        for (name, most, too_much) in [
            ("typed_count_from", json!(100_000), json!(100_001)),
            ("typed_count_share", json!(0.9), json!(0.91)),
            ("approval_hours", json!(720), json!(721)),
            ("undo_minutes", json!(10), json!(11)),
        ] {
            assert_eq!(guards(name, most), Ok(()), "{name}");
            let Err(Unfit::Value(message)) = guards(name, too_much) else { panic!("{name}") };
            assert!(message.ends_with("にしてください。"), "{message}");
        }
        assert!(guards("typed_count_from", json!(0)).is_err() && guards("more", json!(0)).is_err());
    }

    #[test]
    fn answers_stay_for_a_day_at_least() {
        assert_eq!(check(SettingName::RetentionDays, &json!(1), URL), Ok(()));
        let none = Unfit::Value("1から3660までの整数にしてください。".to_owned());
        assert_eq!(check(SettingName::RetentionDays, &json!(0), URL), Err(none));
    }

    #[test]
    fn a_notice_of_300_characters_is_announced() {
        let notices = json!({ "staff": "あ".repeat(300), "citizens": "今夜止まります" });
        assert_eq!(check(SettingName::Maintenance, &notices, URL), Ok(()));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let long = json!([{ "type": "text", "text": "あ".repeat(5_001) }]);
        assert!(matches!(check(SettingName::Greeting, &long, URL), Err(Unfit::Messages(_))));
        for (name, value) in [
            (SettingName::RetentionDays, json!(-1)),
            (SettingName::RetentionDays, json!(0)),
            (SettingName::RetentionDays, json!(null)),
            (SettingName::EveryonePerMonth, json!(null)),
            (SettingName::RetentionDays, json!(4_000)),
            (SettingName::EveryonePerMonth, json!("3")),
            (SettingName::Consent, json!({ "version": 0, "text": "x" })),
            (SettingName::Consent, json!({ "version": 1, "text": "" })),
            (SettingName::Consent, json!({ "version": 1, "text": "x", "more": 1 })),
            (SettingName::Maintenance, json!({ "staff": "あ".repeat(301), "citizens": null })),
            (SettingName::Maintenance, json!({ "staff": null, "citizens": " " })),
            (SettingName::Maintenance, json!("今夜止まります")),
        ] {
            assert!(matches!(check(name, &value, URL), Err(Unfit::Value(_))), "{name:?} {value}");
        }
    }
}
