//! Changes of the items: each is checked as a whole and refused as a whole.
use super::error::CatalogueError;
use super::item::{Item, ItemDraft, ItemKind, ShownIf};
use super::name::{ItemId, OptionId};
use super::plane::BitSlices;
use super::{Catalogue, MAX_LABEL_CHARS, MAX_TEXT_CHARS};
use crate::letters::unfit_for_a_name;

/// Longest free text that an item may ask for, in characters.
const LONGEST_TEXT: u32 = 2_000;
/// Numbers beyond this are not exact in a browser.
const LARGEST_NUMBER: i64 = 1 << 53;
/// A number's range fits into 32 planes.
const WIDEST_RANGE: u64 = u32::MAX as u64;

impl Catalogue {
    /// Adds an item without options at the end and gives it its planes.
    pub fn add_item(&mut self, id: ItemId, draft: ItemDraft) -> Result<(), CatalogueError> {
        if self.item(&id).is_some() {
            return Err(CatalogueError::ItemTaken(id));
        }
        self.check_draft(&id, &draft)?;
        let bits = match draft.kind {
            ItemKind::Month => 12,
            ItemKind::Number { min, max } => BitSlices::for_numbers(self.next_plane, min, max).count,
            _ => 0,
        };
        let answered_plane = self.take_planes(1 + u16::from(bits))?;
        let base = if let ItemKind::Number { min, .. } = draft.kind { min } else { 0 };
        let first = answered_plane.next();
        let slices = (bits > 0).then_some(BitSlices { first, count: bits, base });
        let ItemDraft { label, kind, explanation, purpose, required, shown_if } = draft;
        let (options, archived, deleted, revision) = (Vec::new(), false, false, 1);
        self.items.push(Item {
            id,
            label,
            kind,
            explanation,
            purpose,
            required,
            shown_if,
            options,
            answered_plane,
            slices,
            archived,
            deleted,
            revision,
        });
        Ok(())
    }

    /// Rewrites what an item says. Its kind may change only so far as every answer that exists still fits it.
    pub fn change_item(&mut self, id: &ItemId, draft: ItemDraft) -> Result<(), CatalogueError> {
        self.check_draft(id, &draft)?;
        let item = self.living(id)?;
        if !still_fits(item, draft.kind) {
            return Err(CatalogueError::KindFixed(id.clone()));
        }
        item.label = draft.label;
        item.kind = draft.kind;
        item.explanation = draft.explanation;
        item.purpose = draft.purpose;
        item.required = draft.required;
        item.shown_if = draft.shown_if;
        item.revision += 1;
        Ok(())
    }

    /// Puts the living items into this order; deleted ones keep to the end.
    pub fn reorder(&mut self, order: &[ItemId]) -> Result<(), CatalogueError> {
        let place = |item: &Item| order.iter().position(|id| *id == item.id);
        let living = self.items.iter().filter(|item| !item.deleted);
        if living.clone().count() != order.len()
            || !order.iter().all(|id| living.clone().any(|item| item.id == *id))
        {
            return Err(CatalogueError::Order);
        }
        if living.clone().any(|item| place(item).is_none()) {
            return Err(CatalogueError::Order);
        }
        self.items.sort_by_key(|item| place(item).unwrap_or(usize::MAX));
        Ok(())
    }

    /// Asks the item of nobody any more; its answers stay.
    pub fn archive_item(&mut self, id: &ItemId) -> Result<(), CatalogueError> {
        self.not_needed(id, None)?;
        let item = self.living(id)?;
        item.archived = true;
        item.revision += 1;
        Ok(())
    }

    /// Asks an archived item again.
    pub fn restore_item(&mut self, id: &ItemId) -> Result<(), CatalogueError> {
        let item = self.living(id)?;
        let draft = item.draft();
        item.archived = false;
        item.revision += 1;
        let checked = self.check_draft(id, &draft);
        if checked.is_err() {
            self.living(id)?.archived = true;
        }
        checked
    }

    /// Marks a living item as deleted; its name and planes stay taken.
    pub fn delete_item(&mut self, id: &ItemId) -> Result<(), CatalogueError> {
        self.not_needed(id, None)?;
        let item = self.living(id)?;
        item.deleted = true;
        item.revision += 1;
        Ok(())
    }

    /// Another living item that is shown by this item, or by this option of it, keeps it where it is.
    pub(super) fn not_needed(&self, id: &ItemId, option: Option<&OptionId>) -> Result<(), CatalogueError> {
        let needs =
            |rule: &ShownIf| rule.item == *id && option.is_none_or(|option| rule.any_of.contains(option));
        let dependent = self.items.iter().filter(|item| item.is_asked() && item.id != *id);
        match dependent.into_iter().find(|item| item.shown_if.as_ref().is_some_and(needs)) {
            Some(item) => Err(CatalogueError::Needed(item.id.clone())),
            None => Ok(()),
        }
    }

    fn check_draft(&self, id: &ItemId, draft: &ItemDraft) -> Result<(), CatalogueError> {
        check_label(&draft.label)?;
        if [&draft.explanation, &draft.purpose].iter().any(|text| text.chars().count() > MAX_TEXT_CHARS) {
            return Err(CatalogueError::TextTooLong);
        }
        let makes_sense = match draft.kind {
            ItemKind::Text { max_length } => (1..=LONGEST_TEXT).contains(&max_length),
            ItemKind::Number { min, max } => {
                let exact = -LARGEST_NUMBER..=LARGEST_NUMBER;
                exact.contains(&min)
                    && exact.contains(&max)
                    && min <= max
                    && max.abs_diff(min) <= WIDEST_RANGE
            }
            _ => true,
        };
        if !makes_sense {
            return Err(CatalogueError::Limits);
        }
        draft.shown_if.as_ref().map_or(Ok(()), |rule| self.check_rule(id, rule))
    }

    /// The other item is asked and offers the options, and following the rules from there never leads back.
    fn check_rule(&self, id: &ItemId, rule: &ShownIf) -> Result<(), CatalogueError> {
        let refused = || CatalogueError::ShownIf(id.clone());
        let offered = |item: &Item, option: &OptionId| item.option(option).is_some_and(|o| !o.deleted);
        let other = self.item(&rule.item).filter(|item| item.is_asked()).ok_or_else(refused)?;
        if rule.any_of.is_empty() || !rule.any_of.iter().all(|option| offered(other, option)) {
            return Err(refused());
        }
        let mut at = Some(other);
        for _ in 0..=self.items.len() {
            match at {
                None => return Ok(()),
                Some(item) if item.id == *id => return Err(refused()),
                Some(item) => at = item.shown_if.as_ref().and_then(|rule| self.item(&rule.item)),
            }
        }
        Err(refused())
    }
}

impl Item {
    /// What staff wrote about it.
    pub fn draft(&self) -> ItemDraft {
        ItemDraft {
            label: self.label.clone(),
            kind: self.kind,
            explanation: self.explanation.clone(),
            purpose: self.purpose.clone(),
            required: self.required,
            shown_if: self.shown_if.clone(),
        }
    }
}

pub(super) fn check_label(label: &str) -> Result<(), CatalogueError> {
    let is_label = !label.trim().is_empty() && label.chars().count() <= MAX_LABEL_CHARS;
    if !is_label {
        return Err(CatalogueError::Label);
    }
    unfit_for_a_name(label).map_or(Ok(()), |letter| Err(CatalogueError::UnfitLabel(letter)))
}

/// Whether every answer to the item as it is fits the new kind too, and the planes can hold what may come.
fn still_fits(item: &Item, kind: ItemKind) -> bool {
    use ItemKind::{Area, Month, Multiple, Number, Select, Single, Text};
    match (item.kind, kind) {
        (Single | Select, Single | Select | Multiple)
        | (Multiple, Multiple)
        | (Month, Month)
        | (Area, Area)
        | (Text { .. }, Text { .. }) => true,
        (Number { .. }, Number { min, max }) => {
            item.slices.is_some_and(|slices| slices.holds(min) && slices.holds(max))
        }
        _ => false,
    }
}
