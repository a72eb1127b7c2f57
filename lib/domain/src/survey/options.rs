//! Changes of an item's options.
use super::Catalogue;
use super::change::check_label;
use super::error::CatalogueError;
use super::item::{ChoiceOption, Item, ItemKind, OptionDraft};
use super::name::{ItemId, OptionId};

impl Catalogue {
    /// Adds an option at the end of a living item and gives it its plane.
    pub fn add_option(
        &mut self,
        item: &ItemId,
        id: OptionId,
        draft: OptionDraft,
    ) -> Result<(), CatalogueError> {
        let living = self.living(item)?;
        if !living.kind.has_options() {
            return Err(CatalogueError::NotAChoice(item.clone()));
        }
        if living.option(&id).is_some() {
            return Err(CatalogueError::OptionTaken(item.clone(), id));
        }
        check_draft(living, &id, &draft)?;
        let plane = self.take_planes(1)?;
        let OptionDraft { label, messages_per_month, postal_prefixes } = draft;
        let (archived, deleted) = (false, false);
        let item = self.living(item)?;
        item.options.push(ChoiceOption {
            id,
            label,
            plane,
            archived,
            deleted,
            messages_per_month,
            postal_prefixes,
        });
        item.revision += 1;
        Ok(())
    }

    /// Rewrites what an option says.
    pub fn change_option(
        &mut self,
        item: &ItemId,
        id: &OptionId,
        draft: OptionDraft,
    ) -> Result<(), CatalogueError> {
        let living = self.living(item)?;
        check_draft(living, id, &draft)?;
        let option = living_option(living, id)?;
        option.label = draft.label;
        option.messages_per_month = draft.messages_per_month;
        option.postal_prefixes = draft.postal_prefixes;
        living.revision += 1;
        Ok(())
    }

    /// Offers an option to nobody new, or to everybody again; whoever chose it keeps it.
    pub fn set_option_archived(
        &mut self,
        item: &ItemId,
        id: &OptionId,
        archived: bool,
    ) -> Result<(), CatalogueError> {
        let living = self.living(item)?;
        living_option(living, id)?.archived = archived;
        living.revision += 1;
        Ok(())
    }

    /// Puts the living options of an item into this order; deleted ones keep to the end.
    pub fn reorder_options(&mut self, item: &ItemId, order: &[OptionId]) -> Result<(), CatalogueError> {
        let item = self.living(item)?;
        let place = |option: &ChoiceOption| order.iter().position(|id| *id == option.id);
        let living = || item.options.iter().filter(|option| !option.deleted);
        let named = |id: &OptionId| living().filter(|option| option.id == *id).count() == 1;
        if living().count() != order.len() || !order.iter().all(named) || living().any(|o| place(o).is_none())
        {
            return Err(CatalogueError::Order);
        }
        item.options.sort_by_key(|option| place(option).unwrap_or(usize::MAX));
        item.revision += 1;
        Ok(())
    }

    /// Marks a living option as deleted; its name and plane stay taken.
    pub fn delete_option(&mut self, item: &ItemId, id: &OptionId) -> Result<(), CatalogueError> {
        self.not_needed(item, Some(id))?;
        let living = self.living(item)?;
        living_option(living, id)?.deleted = true;
        living.revision += 1;
        Ok(())
    }
}

fn living_option<'a>(item: &'a mut Item, id: &OptionId) -> Result<&'a mut ChoiceOption, CatalogueError> {
    let no_option = CatalogueError::NoOption(item.id.clone(), id.clone());
    item.options.iter_mut().find(|option| option.id == *id && !option.deleted).ok_or(no_option)
}

fn check_draft(item: &Item, id: &OptionId, draft: &OptionDraft) -> Result<(), CatalogueError> {
    check_label(&draft.label)?;
    let others = || item.options.iter().filter(|option| option.id != *id && !option.deleted);
    for (index, prefix) in draft.postal_prefixes.iter().enumerate() {
        let is_prefix = (1..=7).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_digit());
        let twice = draft.postal_prefixes[..index].contains(prefix)
            || others().any(|option| option.postal_prefixes.contains(prefix));
        if item.kind != ItemKind::Area || !is_prefix || twice {
            return Err(CatalogueError::Prefix(prefix.clone()));
        }
    }
    Ok(())
}
