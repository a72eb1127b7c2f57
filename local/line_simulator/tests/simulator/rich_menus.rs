//! Rich menus: objects, images, priority, tabs, bulk and batch.

use std::time::Duration;

use line_simulator::{Fault, FaultKind, Friend, Postback};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Bot, Reply, read};

fn menu(change: impl FnOnce(&mut Value)) -> Value {
    let mut menu = json!({
        "size": { "width": 2500, "height": 1686 }, "selected": true, "name": "通常", "chatBarText": "メニュー",
        "areas": [{
            "bounds": { "x": 0, "y": 0, "width": 2501, "height": 1686 },
            "action": { "type": "richmenuswitch", "richMenuAliasId": "tab-b", "data": "tab=b" },
        }],
    });
    change(&mut menu);
    menu
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_luma8(width, height);
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

impl Bot {
    async fn create_menu(&self) -> String {
        let reply = self.post("/v2/bot/richmenu", &menu(|_| ())).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        reply.body["richMenuId"].as_str().expect("an id").to_owned()
    }

    async fn upload(&self, id: &str, kind: &str, image: Vec<u8>) -> Reply {
        let request = self.api(Method::POST, &format!("/v2/bot/richmenu/{id}/content"));
        read(request.header("content-type", kind).body(image)).await
    }

    async fn menu_with_image(&self) -> String {
        let id = self.create_menu().await;
        assert_eq!(self.upload(&id, "image/png", png(800, 500)).await.status, 200);
        id
    }

    async fn act(&self, path: &str) -> u16 {
        self.post(path, &json!({})).await.status
    }
}

#[tokio::test]
async fn every_limit_of_a_menu_holds_at_its_edge() {
    let bot = Bot::start().await;
    let area = menu(|_| ())["areas"][0].clone();
    let cases: [(&str, Value, Value); 8] = [
        ("/name", json!("あ".repeat(300)), json!("あ".repeat(301))),
        ("/chatBarText", json!("👨‍👩‍👧".repeat(14)), json!("👨‍👩‍👧".repeat(15))),
        ("/size/width", json!(2500), json!(2501)),
        ("/size", json!({ "width": 800, "height": 250 }), json!({ "width": 799, "height": 250 })),
        ("/size", json!({ "width": 1450, "height": 1000 }), json!({ "width": 1449, "height": 1000 })),
        ("/areas", json!(vec![area.clone(); 20]), json!(vec![area.clone(); 21])),
        ("/areas/0/bounds/x", json!(0), json!(-1)),
        ("/selected", json!(false), json!("no")),
    ];
    for (pointer, fits, breaks) in cases {
        for (value, status) in [(fits, 200), (breaks, 400)] {
            let body = menu(|menu| *menu.pointer_mut(pointer).expect("a property") = value);
            let reply = bot.post("/v2/bot/richmenu/validate", &body).await;
            assert_eq!(reply.status, status, "{pointer}: {:?}", reply.body);
        }
    }
}

#[tokio::test]
async fn an_image_is_set_once_in_the_right_size_and_type() {
    let bot = Bot::start().await;
    let id = bot.create_menu().await;
    assert_eq!(bot.upload(&id, "image/gif", png(800, 500)).await.status, 415);
    assert_eq!(bot.upload(&id, "image/png", png(799, 500)).await.status, 400);
    assert_eq!(bot.upload(&id, "image/png", png(800, 249)).await.status, 400);
    assert_eq!(bot.upload(&id, "image/png", png(800, 600)).await.status, 400);
    assert_eq!(bot.upload(&id, "image/png", vec![0; 1024 * 1024 + 1]).await.status, 413);
    assert_eq!(bot.upload(&id, "image/png", png(2500, 1686)).await.status, 200);
    assert_eq!(bot.upload(&id, "image/png", png(2500, 1686)).await.status, 400);
    let download = bot.get(&format!("/v2/bot/richmenu/{id}/content")).await;
    assert_eq!(download.header("content-type"), Some("image/png"));
    let page =
        read(reqwest::Client::new().get(format!("{}/control/richmenus/{id}/image", bot.line.control_url())));
    assert_eq!(page.await.header("content-type"), Some("image/png"));
}

#[tokio::test]
async fn a_users_own_menu_comes_before_the_default() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    let (default, own) = (bot.menu_with_image().await, bot.menu_with_image().await);
    assert_eq!(bot.line.rich_menu(&user).unwrap(), None);
    assert_eq!(bot.act(&format!("/v2/bot/user/all/richmenu/{default}")).await, 200);
    assert_eq!(bot.line.rich_menu(&user).unwrap(), Some(default.clone()));
    assert_eq!(bot.act(&format!("/v2/bot/user/{user}/richmenu/{own}")).await, 200);
    assert_eq!(bot.line.rich_menu(&user).unwrap(), Some(own.clone()));
    let linked = format!("/v2/bot/user/{user}/richmenu");
    assert_eq!(bot.get(&linked).await.body, json!({ "richMenuId": own }));
    bot.delete(&linked).await;
    assert_eq!(bot.line.rich_menu(&user).unwrap(), Some(default.clone()));
    assert_eq!(bot.get(&linked).await.status, 404);
    assert_eq!(bot.get("/v2/bot/user/all/richmenu").await.body, json!({ "richMenuId": default }));
    bot.delete("/v2/bot/user/all/richmenu").await;
    assert_eq!(bot.line.rich_menu(&user).unwrap(), None);
}

#[tokio::test]
async fn a_menu_without_image_or_deleted_is_shown_to_nobody() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    let bare = bot.create_menu().await;
    assert_eq!(bot.act(&format!("/v2/bot/user/all/richmenu/{bare}")).await, 400);
    assert_eq!(bot.act(&format!("/v2/bot/user/{user}/richmenu/{bare}")).await, 400);
    let menu = bot.menu_with_image().await;
    assert_eq!(bot.act(&format!("/v2/bot/user/{user}/richmenu/{menu}")).await, 200);
    assert_eq!(bot.delete(&format!("/v2/bot/richmenu/{menu}")).await.status, 200);
    assert_eq!(bot.line.rich_menu(&user).unwrap(), None);
    assert_eq!(bot.act(&format!("/v2/bot/user/{user}/richmenu/{menu}")).await, 404);
    let list = bot.get("/v2/bot/richmenu/list").await;
    assert_eq!(list.body["richmenus"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_tab_switches_the_users_menu_by_its_alias() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    let (a, b) = (bot.menu_with_image().await, bot.menu_with_image().await);
    let alias = |id: &str, menu: &str| json!({ "richMenuAliasId": id, "richMenuId": menu });
    let path = "/v2/bot/richmenu/alias";
    assert_eq!(bot.post(path, &alias("tab-b", &a)).await.status, 200);
    assert_eq!(bot.post(path, &alias("tab-b", &b)).await.status, 400);
    assert_eq!(bot.post(path, &alias("Tab", &b)).await.status, 400);
    let moved = bot.post(&format!("{path}/tab-b"), &json!({ "richMenuId": b })).await;
    assert_eq!(moved.status, 200);
    let tap = |alias: &str| {
        let params = json!({ "newRichMenuAliasId": alias }).as_object().cloned();
        bot.line.tap(&user, Postback { data: "tab=b".to_owned(), params, ..Postback::default() }).unwrap();
    };
    tap("tab-b");
    assert_eq!(bot.line.rich_menu(&user).unwrap(), Some(b.clone()));
    assert_eq!(bot.get(&format!("{path}/list")).await.body["aliases"], json!([alias("tab-b", &b)]));
    bot.delete(&format!("{path}/tab-b")).await;
    assert_eq!(bot.get(&format!("{path}/tab-b")).await.status, 404);
    tap("tab-b");
    assert_eq!(bot.line.rich_menu(&user).unwrap(), Some(b));
}

#[tokio::test]
async fn bulk_links_500_friends_later_and_refuses_all_for_one_bad_id() {
    let bot = Bot::start_with(|config| config.async_delay = Duration::from_secs(2)).await;
    let mut users = bot.line.add_users(499, Friend::Following, "citizen");
    let blocker = bot.line.add_user("太郎", Friend::Blocked);
    users.push(blocker.clone());
    let id = bot.menu_with_image().await;
    let body = json!({ "richMenuId": id, "userIds": users });
    assert_eq!(bot.post("/v2/bot/richmenu/bulk/link", &body).await.status, 202);
    assert_eq!(bot.line.rich_menu(&users[0]).unwrap(), None);
    for _ in 0..1_000 {
        if bot.line.rich_menu(&users[498]).unwrap().is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(bot.line.rich_menu(&users[498]).unwrap(), Some(id.clone()));
    assert_eq!(bot.line.rich_menu(&blocker).unwrap(), None);

    users[0] = "nobody".to_owned();
    let body = json!({ "userIds": users });
    let refused = bot.post("/v2/bot/richmenu/bulk/unlink", &body).await;
    assert!(refused.status == 400 && refused.body["message"].as_str().unwrap().contains("'userIds[0]'"));
    users.push(users[1].clone());
    let body = json!({ "userIds": users });
    assert_eq!(bot.post("/v2/bot/richmenu/bulk/unlink", &body).await.property(), "userIds");
}

#[tokio::test]
async fn a_batch_moves_everyone_at_once_against_the_state_before() {
    let bot = Bot::start().await;
    let users = bot.line.add_users(4, Friend::Following, "citizen");
    let (a, b) = (bot.menu_with_image().await, bot.menu_with_image().await);
    for (place, user) in users.iter().enumerate() {
        let menu = if place < 2 { &a } else { &b };
        bot.act(&format!("/v2/bot/user/{user}/richmenu/{menu}")).await;
    }
    let swap = json!({ "operations": [
        { "type": "link", "from": a, "to": b }, { "type": "link", "from": b, "to": a },
    ] });
    let reply = bot.post("/v2/bot/richmenu/batch", &swap).await;
    assert_eq!(reply.status, 202);
    assert_eq!(bot.line.rich_menu(&users[0]).unwrap(), Some(b.clone()));
    assert_eq!(bot.line.rich_menu(&users[3]).unwrap(), Some(a.clone()));
    let request = reply.header("x-line-request-id").unwrap();
    let progress = bot.get(&format!("/v2/bot/richmenu/progress/batch?requestId={request}")).await;
    assert_eq!(progress.body["phase"], "succeeded");
    assert!(progress.body["acceptedTime"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn a_batch_that_fails_half_way_is_completed_with_its_resume_key() {
    let bot = Bot::start().await;
    let users = bot.line.add_users(10, Friend::Following, "citizen");
    let (a, b) = (bot.menu_with_image().await, bot.menu_with_image().await);
    for user in &users {
        bot.act(&format!("/v2/bot/user/{user}/richmenu/{a}")).await;
    }
    let body = json!({
        "operations": [{ "type": "link", "from": a, "to": b }], "resumeRequestKey": "emergency-1",
    });
    bot.line.add_fault(Fault::new("richmenu/batch", FaultKind::AcceptedThenFail).times(1));
    let on_b = || users.iter().filter(|user| bot.line.rich_menu(user).unwrap().as_ref() == Some(&b)).count();
    let first = bot.post("/v2/bot/richmenu/batch", &body).await;
    let request = first.header("x-line-request-id").unwrap().to_owned();
    let progress = bot.get(&format!("/v2/bot/richmenu/progress/batch?requestId={request}")).await;
    assert_eq!((first.status, &progress.body["phase"], on_b()), (202, &json!("failed"), 5));
    assert_eq!(bot.post("/v2/bot/richmenu/batch", &body).await.status, 202);
    assert_eq!(on_b(), 10);
    assert_eq!(bot.post("/v2/bot/richmenu/batch", &body).await.status, 202);
    assert_eq!(bot.post("/v2/bot/richmenu/batch", &body).await.status, 429, "three an hour");
}

#[tokio::test]
async fn a_batch_is_checked_before_it_is_accepted() {
    let bot = Bot::start().await;
    let (a, b) = (bot.menu_with_image().await, bot.menu_with_image().await);
    let check = async |operations: Value| {
        let body = json!({ "operations": operations });
        bot.post("/v2/bot/richmenu/validate/batch", &body).await.status
    };
    let link = json!({ "type": "link", "from": a, "to": b });
    assert_eq!(check(json!([link])).await, 200);
    assert_eq!(check(json!([{ "type": "unlinkAll" }])).await, 200);
    assert_eq!(check(json!([])).await, 400);
    assert_eq!(check(json!([link, link])).await, 400);
    assert_eq!(check(json!([link, { "type": "unlinkAll" }])).await, 400);
    assert_eq!(check(json!([{ "type": "link", "from": a, "to": "richmenu-0" }])).await, 400);
    assert_eq!(check(json!([{ "type": "move", "from": a }])).await, 400);
}
