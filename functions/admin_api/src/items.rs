//! `/api/items`: read, create, rewrite, order, archive and restore; `/api/items/{id}/options` the same for options.
//! Each change names the version that the caller saw; deletions are in `removal.rs`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::{Entry, Object};
use domain::staff::Actor;
use domain::survey::{Catalogue, CatalogueError, Item, ItemId, OptionId};
use tracing::info;
use ulid::Ulid;
use usecases::items::change::{ChangeItemsError, change_items};

use crate::App;
use crate::answered::Created;
use crate::asked::{Key, Path};
use crate::gate::Who;
use crate::item_wire::{ChangedItem, ItemWish, ItemsAnswer, OptionWish, OrderWish, name_or_new};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::{entry, of_item};
use crate::wire::{Expected, expected};

type Changed = Result<Json<ChangedItem>, Problem>;

/// These are addresses of their own, in the API and in the console, so no item can have such a name.
const ADDRESSES: [&str; 2] = ["order", "new"];

/// `GET /api/items`.
pub async fn read(State(app): State<Arc<App>>) -> Result<Json<ItemsAnswer>, Problem> {
    Ok(Json(ItemsAnswer::from(&app.segments.read_catalogue().await?)))
}

/// `POST /api/items`: a new item, with its options if it has any.
pub async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<ItemWish>,
) -> Result<Created<ChangedItem>, Problem> {
    let version = expected(wish.version)?;
    let id = name_or_new(wish.id.as_deref(), key.id("item", &actor), ItemId::parse)?;
    if ADDRESSES.contains(&id.as_str()) {
        return Err(FieldError::new("id", "invalid_id", "このIDは使えません。別のIDにしてください。").into());
    }
    let draft = wish.draft(None)?;
    let option = |one: &OptionWish| {
        Ok((name_or_new(one.id.as_deref(), Ulid::generate(), OptionId::parse)?, one.draft()))
    };
    let options = wish.options.iter().map(option).collect::<Result<Vec<_>, FieldError>>()?;
    key.claim(&app, "item", &actor).await?;
    let stands = app.segments.read_catalogue().await?;
    if key.text().is_some() && living(&stands, &id).is_ok_and(|item| draft.is_of(item)) {
        return Ok(Created::Before(ChangedItem::of(&stands, &id)));
    }
    let entry = of_item(&actor, "item.created", &id, &draft.label);
    let changed = change(&app, entry, version, &id, |catalogue| {
        catalogue.add_item(id.clone(), draft)?;
        options.into_iter().try_for_each(|(option, draft)| catalogue.add_option(&id, option, draft))
    });
    Ok(Created::New(changed.await?.0))
}

/// `PUT /api/items/{id}`: what the item says.
pub async fn rewrite(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<ItemWish>,
) -> Changed {
    let (version, id) = (expected(wish.version)?, item_id(&id)?);
    let stands = living(&app.segments.read_catalogue().await?, &id)?.kind;
    let draft = wish.draft(Some(stands))?;
    let entry = of_item(&actor, "item.changed", &id, &draft.label);
    change(&app, entry, version, &id, |catalogue| catalogue.change_item(&id, draft)).await
}

/// `PUT /api/items/order`: all living items in their new order.
pub async fn reorder(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    JsonBody(wish): JsonBody<OrderWish>,
) -> Result<Json<ItemsAnswer>, Problem> {
    let version = expected(wish.version)?;
    let order: Vec<ItemId> = wish.order.into_iter().filter_map(|name| ItemId::parse(name).ok()).collect();
    let items = app.record_segment(entry(&actor, "item.ordered", Object::new("items", "", "")));
    match change_items(&items, version, |catalogue| catalogue.reorder(&order)).await {
        Ok(catalogue) => Ok(Json(ItemsAnswer::from(&catalogue))),
        Err(ChangeItemsError::Stale { .. }) => {
            let stands = app.segments.read_catalogue().await?;
            Err(Problem::stale(stands.version(), &ItemsAnswer::from(&stands)))
        }
        Err(failed) => Err(failed.into()),
    }
}

/// `POST /api/items/{id}/archive`: asked of nobody any more.
pub async fn archive(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Changed {
    let (version, id) = (seen.version()?, item_id(&id)?);
    let entry = of_known(&app, &actor, "item.archived", &id).await?;
    change(&app, entry, version, &id, |catalogue| catalogue.archive_item(&id)).await
}

/// `POST /api/items/{id}/restore`: asked again.
pub async fn restore(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Changed {
    let (version, id) = (seen.version()?, item_id(&id)?);
    let entry = of_known(&app, &actor, "item.restored", &id).await?;
    change(&app, entry, version, &id, |catalogue| catalogue.restore_item(&id)).await
}

/// `POST /api/items/{id}/options`: a new option at the end.
pub async fn add_option(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<OptionWish>,
) -> Result<Created<ChangedItem>, Problem> {
    let (version, id) = (expected(wish.version)?, item_id(&id)?);
    let what = format!("option of {}", id.as_str());
    let new = key.id(&what, &actor);
    let (option, draft) = (name_or_new(wish.id.as_deref(), new, OptionId::parse)?, wish.draft());
    let stands = app.segments.read_catalogue().await?;
    let before = living(&stands, &id)?.option(&option).filter(|option| !option.deleted);
    key.claim(&app, &what, &actor).await?;
    if key.text().is_some() && before.is_some_and(|option| draft.is_of(option)) {
        return Ok(Created::Before(ChangedItem::of(&stands, &id)));
    }
    let entry = of_known(&app, &actor, "item.option_added", &id).await?.with("option", option.as_str());
    let work = |catalogue: &mut Catalogue| catalogue.add_option(&id, option, draft);
    let changed = change(&app, entry, version, &id, work);
    Ok(Created::New(changed.await?.0))
}

/// `PUT /api/items/{id}/options`: all living options in their new order.
pub async fn reorder_options(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<OrderWish>,
) -> Changed {
    let (version, id) = (expected(wish.version)?, item_id(&id)?);
    let order: Vec<OptionId> = wish.order.into_iter().filter_map(|name| OptionId::parse(name).ok()).collect();
    let entry = of_known(&app, &actor, "item.options_ordered", &id).await?;
    change(&app, entry, version, &id, |catalogue| catalogue.reorder_options(&id, &order)).await
}

/// `PUT /api/items/{id}/options/{option}`: what the option says, and whether it is archived.
pub async fn rewrite_option(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path((id, option)): Path<(String, String)>,
    JsonBody(wish): JsonBody<OptionWish>,
) -> Changed {
    let (version, id, option) = (expected(wish.version)?, item_id(&id)?, option_id(&option)?);
    let entry = of_known(&app, &actor, "item.option_changed", &id).await?.with("option", option.as_str());
    change(&app, entry, version, &id, |catalogue| {
        catalogue.change_option(&id, &option, wish.draft())?;
        wish.archived.map_or(Ok(()), |archived| catalogue.set_option_archived(&id, &option, archived))
    })
    .await
}

/// The record of an item that stands.
pub async fn of_known(app: &App, actor: &Actor, action: &str, id: &ItemId) -> Result<Entry, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    Ok(of_item(actor, action, id, catalogue.item(id).map_or("", |item| item.label.as_str())))
}

async fn change(
    app: &App,
    entry: Entry,
    version: u64,
    id: &ItemId,
    work: impl FnOnce(&mut Catalogue) -> Result<(), CatalogueError>,
) -> Changed {
    let catalogue = match change_items(&app.record_segment(entry), version, work).await {
        Ok(catalogue) => catalogue,
        Err(ChangeItemsError::Stale { .. }) => {
            return Err(stale(app, id).await?);
        }
        Err(failed) => return Err(failed.into()),
    };
    info!(item = %id, catalogue.version = catalogue.version(), "changed item {id}");
    Ok(Json(ChangedItem::of(&catalogue, id)))
}

/// Somebody else changed the items meanwhile: how this one stands now.
pub async fn stale(app: &App, id: &ItemId) -> Result<Problem, Problem> {
    let stands = app.segments.read_catalogue().await?;
    Ok(Problem::stale(stands.version(), &ChangedItem::of(&stands, id)))
}

/// The item, or 404.
pub fn living<'a>(catalogue: &'a Catalogue, id: &ItemId) -> Result<&'a Item, Problem> {
    catalogue.item(id).filter(|item| !item.deleted).ok_or_else(Problem::no_item)
}

/// An item's name in an address; one that cannot be a name is no item's.
pub fn item_id(text: &str) -> Result<ItemId, Problem> {
    ItemId::parse(text).map_err(|_| Problem::no_item())
}

/// The same for an option.
pub fn option_id(text: &str) -> Result<OptionId, Problem> {
    OptionId::parse(text).map_err(|_| Problem::no_item())
}
