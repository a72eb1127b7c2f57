//! Answers as citizens give them: read by the item's kind, checked against what is asked, the wrong ones named.
use super::Catalogue;
use super::item::{ChoiceOption, Item, ItemKind};
use super::name::{ItemId, OptionId};
use crate::calendar::YearMonth;
use crate::follower::{Answer, AnswerValue, Answers, PostalAnswer, PostalCode};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use thiserror::Error;

/// One answer that cannot be taken. The text is for citizens.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}", message = self.message_ja())]
pub struct WrongAnswer {
    /// The item's name as it was given.
    pub item: String,
    /// What is wrong.
    pub reason: Reason,
}

/// Why an answer cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nobody is asked this item (any more): the form has changed.
    NotAsked,
    /// It is not of the item's kind.
    WrongKind,
    /// The option is not offered (any more): the form has changed.
    NotOffered(String),
    /// Several options where one is asked.
    OneOnly,
    /// The item has to be answered.
    Required,
    /// Longer than the item allows, in characters.
    TooLong {
        /// The longest.
        max: u32,
    },
    /// Smaller or larger than the item allows.
    OutOfRange {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// No area has this postal code.
    NoArea,
}

impl WrongAnswer {
    fn new(item: &ItemId, reason: Reason) -> Self {
        Self { item: item.to_string(), reason }
    }

    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::NotAsked => "not_asked",
            Reason::WrongKind => "wrong_kind",
            Reason::NotOffered(_) => "not_offered",
            Reason::OneOnly => "one_only",
            Reason::Required => "required",
            Reason::TooLong { .. } => "too_long",
            Reason::OutOfRange { .. } => "out_of_range",
            Reason::NoArea => "no_area",
        }
    }

    /// Whether the reason is a form that has changed, and not what the citizen did.
    pub fn is_form_changed(&self) -> bool {
        matches!(self.reason, Reason::NotAsked | Reason::NotOffered(_))
    }

    /// A sentence for the citizen.
    pub fn message_ja(&self) -> String {
        match &self.reason {
            Reason::NotAsked => "この項目は、いまはお聞きしていません。".to_owned(),
            Reason::WrongKind => "回答の形式が正しくありません。".to_owned(),
            Reason::NotOffered(_) => "この選択肢は、いまは選べません。選び直してください。".to_owned(),
            Reason::OneOnly => "1つだけ選んでください。".to_owned(),
            Reason::Required => "この項目は必ず回答してください。".to_owned(),
            Reason::TooLong { max } => format!("{max}文字以内で入力してください。"),
            Reason::OutOfRange { min, max } => format!("{min}から{max}までの数を入力してください。"),
            Reason::NoArea => "この郵便番号の地域が見つかりません。地域を選んでください。".to_owned(),
        }
    }
}

impl Catalogue {
    /// Reads answers by the kinds of their items and checks them: [`Catalogue::check_answers`] of what was read.
    pub fn take_answers(&self, given: &Map<String, Value>) -> Result<Answers, Vec<WrongAnswer>> {
        let (mut answers, mut wrong) = (Answers::default(), Vec::new());
        for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
            let item = ItemId::parse(name.as_str()).ok().and_then(|id| self.item(&id));
            match item.filter(|item| item.is_asked()) {
                None => wrong.push(WrongAnswer { item: name.clone(), reason: Reason::NotAsked }),
                Some(item) => match read(item, value) {
                    Ok(value) => answers.put(item.id.clone(), Answer { value, version: self.version }),
                    Err(reason) => wrong.push(WrongAnswer::new(&item.id, reason)),
                },
            }
        }
        match self.check_answers(&answers) {
            Ok(answers) if wrong.is_empty() => Ok(answers),
            Ok(_) => Err(wrong),
            Err(more) => {
                let known: BTreeSet<String> = wrong.iter().map(|one| one.item.clone()).collect();
                wrong.extend(more.into_iter().filter(|one| !known.contains(&one.item)));
                Err(wrong)
            }
        }
    }

    /// Reads and checks one answer by itself, whatever else is asked: for tables, which need not hold everything. What
    /// was exported comes back: archived items and options are taken as well, deleted ones are not.
    pub fn take_answer(&self, id: &ItemId, value: &Value) -> Result<Answer, WrongAnswer> {
        let item = self.item(id).filter(|item| !item.deleted);
        let item = item.ok_or_else(|| WrongAnswer::new(id, Reason::NotAsked))?;
        let value = read(item, value).and_then(|value| check(item, &value, |option| !option.deleted));
        let value = value.map_err(|reason| WrongAnswer::new(id, reason))?;
        Ok(Answer { value, version: self.version })
    }

    /// The answers as they are to be stored: with this catalogue's version, areas found for postal codes, and
    /// without those to items that are not shown. Otherwise every wrong one with its reason.
    pub fn check_answers(&self, given: &Answers) -> Result<Answers, Vec<WrongAnswer>> {
        let mut answers = Answers::default();
        let mut wrong = Vec::new();
        for (id, answer) in given.iter() {
            let Some(item) = self.item(id).filter(|item| item.is_asked()) else {
                wrong.push(WrongAnswer::new(id, Reason::NotAsked));
                continue;
            };
            match check(item, &answer.value, ChoiceOption::is_offered) {
                Ok(value) => answers.put(id.clone(), Answer { value, version: self.version }),
                Err(reason) => wrong.push(WrongAnswer::new(id, reason)),
            }
        }
        let hidden: Vec<&Item> =
            self.items.iter().filter(|item| item.is_asked() && !self.is_shown(item, &answers)).collect();
        for item in &hidden {
            answers.remove(&item.id);
            wrong.retain(|one| one.item != item.id.as_str());
        }
        let missing = self.items.iter().filter(|item| {
            item.is_asked()
                && item.required
                && given.get(&item.id).is_none()
                && !hidden.iter().any(|h| h.id == item.id)
        });
        wrong.extend(missing.map(|item| WrongAnswer::new(&item.id, Reason::Required)));
        if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
    }

    /// `given` with what nobody was asked this time: former answers to archived items, and archived options that were
    /// chosen before (beside the new ones of a multiple choice, otherwise where nothing new was chosen).
    #[must_use]
    pub fn keep_archived(&self, former: &Answers, mut given: Answers) -> Answers {
        for item in self.items.iter().filter(|item| !item.deleted) {
            let Some(before) = former.get(&item.id) else { continue };
            if item.archived {
                given.put(item.id.clone(), before.clone());
                continue;
            }
            let new = given.get(&item.id);
            if (new.is_some() && item.kind != ItemKind::Multiple) || !self.is_shown(item, &given) {
                continue;
            }
            let archived = |id: &&OptionId| item.option(id).is_some_and(|it| it.archived && !it.deleted);
            let kept: Vec<OptionId> = before.value.options().filter(archived).cloned().collect();
            if kept.is_empty() {
                continue;
            }
            let version = new.map_or(before.version, |new| new.version);
            let chosen = new.into_iter().flat_map(|new| new.value.options().cloned()).chain(kept).collect();
            given.put(item.id.clone(), Answer { value: AnswerValue::Chosen(chosen), version });
        }
        given
    }

    /// Whether the item is shown to somebody with these answers: its rule holds, and so on for the item it names.
    pub fn is_shown(&self, item: &Item, answers: &Answers) -> bool {
        let mut at = item;
        for _ in 0..=self.items.len() {
            let Some(rule) = &at.shown_if else { return true };
            let Some(other) = self.item(&rule.item).filter(|other| other.is_asked()) else { return false };
            let chosen = answers
                .get(&other.id)
                .is_some_and(|answer| answer.value.options().any(|option| rule.any_of.contains(option)));
            if !chosen {
                return false;
            }
            at = other;
        }
        false
    }
}

fn read(item: &Item, value: &Value) -> Result<AnswerValue, Reason> {
    let text = || value.as_str().ok_or(Reason::WrongKind);
    match item.kind {
        ItemKind::Single | ItemKind::Multiple | ItemKind::Select => read_options(value),
        ItemKind::Month => YearMonth::parse(text()?).map(AnswerValue::Month).map_err(|_| Reason::WrongKind),
        ItemKind::Text { .. } => Ok(AnswerValue::Text(text()?.trim().to_owned())),
        ItemKind::Number { .. } => value.as_i64().map(AnswerValue::Number).ok_or(Reason::WrongKind),
        ItemKind::Area if value.is_array() => read_options(value),
        ItemKind::Area => {
            let code = PostalCode::parse(text()?).map_err(|_| Reason::WrongKind)?;
            Ok(AnswerValue::Postal(PostalAnswer { code, area: None }))
        }
    }
}

fn read_options(value: &Value) -> Result<AnswerValue, Reason> {
    let names = value.as_array().ok_or(Reason::WrongKind)?;
    let option = |name: &Value| {
        let name = name.as_str().ok_or(Reason::WrongKind)?;
        OptionId::parse(name).map_err(|_| Reason::NotOffered(name.chars().take(40).collect()))
    };
    names.iter().map(option).collect::<Result<_, _>>().map(AnswerValue::Chosen)
}

/// Whether a value fits its item; an option has to be one that `takes` lets through.
fn check(item: &Item, value: &AnswerValue, takes: fn(&ChoiceOption) -> bool) -> Result<AnswerValue, Reason> {
    match (item.kind, value) {
        (kind, AnswerValue::Chosen(chosen)) if kind.has_options() => {
            if kind != ItemKind::Multiple && chosen.len() > 1 {
                return Err(Reason::OneOnly);
            }
            let missing = chosen.iter().find(|name| !item.option(name).is_some_and(takes));
            missing.map_or(Ok(value.clone()), |name| Err(Reason::NotOffered(name.to_string())))
        }
        (ItemKind::Area, AnswerValue::Postal(postal)) => {
            let offered = item.area_of(postal.code.as_str(), ChoiceOption::is_offered);
            let area = offered.or_else(|| item.area_of(postal.code.as_str(), takes)).ok_or(Reason::NoArea)?;
            Ok(AnswerValue::Postal(PostalAnswer { code: postal.code.clone(), area: Some(area.id.clone()) }))
        }
        (ItemKind::Text { max_length }, AnswerValue::Text(text)) => {
            let fits = text.chars().count() <= max_length as usize;
            if fits { Ok(value.clone()) } else { Err(Reason::TooLong { max: max_length }) }
        }
        (ItemKind::Number { min, max }, AnswerValue::Number(number)) => {
            let fits = (min..=max).contains(number);
            if fits { Ok(value.clone()) } else { Err(Reason::OutOfRange { min, max }) }
        }
        (ItemKind::Month, AnswerValue::Month(_)) => Ok(value.clone()),
        _ => Err(Reason::WrongKind),
    }
}
