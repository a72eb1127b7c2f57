//! What the matrix asks about: something of each kind that belongs to one department.

use domain::delivery::DeliveryId;
use domain::draft::{Person, Review};
use domain::staff::{Department, DepartmentId, Permissions};
use serde_json::{Value, json};
use ulid::Ulid;
use usecases::delivery::ports::Swap;

use crate::admin::{Answer, ward};
use crate::town::Town;

/// Something of each kind; every title holds the department's name.
pub struct Things {
    pub department: DepartmentId,
    pub name: String,
    pub draft: String,
    pub delivery: String,
    pub segment: String,
    pub member: String,
    pub tester: String,
    pub group: String,
    pub template: String,
    pub review: DeliveryId,
}

impl Things {
    /// Made by a program, which may do everything.
    pub async fn of(town: &Town, name: &str) -> Self {
        let department = DepartmentId::from_ulid(Ulid::generate());
        let row = Department {
            id: department,
            version: 1,
            name: name.to_owned(),
            prefix: String::new(),
            footer: String::new(),
            words: Vec::new(),
        };
        assert!(matches!(town.stores.staff.keep_department(&row).await.unwrap(), Swap::Done));
        let id = department.to_string();
        let segment = json!({ "name": name, "department": id, "condition": ward("tama")["condition"] });
        let segment = town.call("POST", "/api/segments", &segment).await;
        let member =
            town.hire(&format!("member.{}", id.to_lowercase()), Permissions::NONE, &[department]).await;
        let group = json!({ "name": name, "department": id, "testers": [] });
        let request = town.request("POST", "/api/tester-groups").header("idempotency-key", &id).json(&group);
        let group = Answer::read(request.send().await.unwrap()).await.body;
        Self {
            tester: tester(town, name, &id).await,
            template: template(town, name, &id).await,
            review: review(town, name, &id).await,
            group: group["id"].as_str().unwrap().to_owned(),
            draft: written(town, name, &id).await["id"].as_str().unwrap().to_owned(),
            delivery: sent(town, name, &id).await,
            segment: segment["id"].as_str().unwrap().to_owned(),
            member: member.id.to_string(),
            name: name.to_owned(),
            department,
        }
    }

    /// The address of the thing that a path is about.
    pub fn address(&self, path: &str) -> String {
        let id = match path.split('/').nth(2).unwrap() {
            "drafts" => self.draft.clone(),
            "deliveries" => self.delivery.clone(),
            "segments" => self.segment.clone(),
            "staff" => self.member.clone(),
            "testers" => self.tester.clone(),
            "tester-groups" => self.group.clone(),
            "templates" => self.template.clone(),
            "reviews" => self.review.to_string(),
            "departments" => self.department.to_string(),
            _ => "ward".to_owned(),
        };
        path.replace("{id}", &id)
            .replace("{option}", "takatsu")
            .replace("{page}", "a-page")
            .replace("{name}", "guards")
    }

    /// The ids by which lists would name them.
    pub fn ids(&self) -> [String; 8] {
        [
            self.draft.clone(),
            self.delivery.clone(),
            self.segment.clone(),
            self.member.clone(),
            self.tester.clone(),
            self.group.clone(),
            self.template.clone(),
            self.review.to_string(),
        ]
    }

    /// How all of it stands, and whatever else the department has.
    pub async fn state(&self, town: &Town) -> Vec<Value> {
        let mut all = Vec::new();
        for path in ["/api/drafts/{id}", "/api/deliveries/{id}", "/api/segments/{id}", "/api/staff/{id}"] {
            all.push(town.call("GET", &self.address(path), &Value::Null).await);
        }
        let id = self.department.to_string();
        for list in [
            "drafts",
            "deliveries",
            "segments",
            "staff",
            "testers",
            "tester-groups",
            "templates",
            "departments",
        ] {
            let answer = town.call("GET", &format!("/api/{list}"), &Value::Null).await;
            let rows = answer.as_object().unwrap().values().find_map(Value::as_array).expect(list);
            let theirs: Vec<Value> =
                rows.iter().filter(|row| row.to_string().contains(&id)).cloned().collect();
            assert!(!theirs.is_empty(), "{list} names no department: {answer}");
            all.extend(theirs);
        }
        all
    }
}

/// Somebody who sent the code that this department showed them.
async fn tester(town: &Town, name: &str, department: &str) -> String {
    let phone = town.settle(&["kawasaki"]).await.remove(0);
    let wish = json!({ "name": name, "department": department });
    let code = town.call("POST", "/api/testers/codes", &wish).await["code"].as_str().unwrap().to_owned();
    town.city.line.say(&phone, &code).unwrap();
    town.rest().await;
    let list = town.call("GET", "/api/testers", &Value::Null).await;
    let mut testers = list["testers"].as_array().unwrap().iter();
    let tester = testers.find(|tester| tester["name"] == name).expect("the code was taken");
    tester["id"].as_str().unwrap().to_owned()
}

async fn template(town: &Town, name: &str, department: &str) -> String {
    let wish = json!({ "name": name, "department": department, "messages": ["{}"] });
    let request = town.request("POST", "/api/templates").header("idempotency-key", department).json(&wish);
    let template = Answer::read(request.send().await.unwrap()).await.body;
    template["id"].as_str().unwrap().to_owned()
}

/// A delivery that went without approval.
async fn review(town: &Town, name: &str, department: &str) -> DeliveryId {
    let review = Review {
        delivery: DeliveryId::from_ulid(Ulid::generate()),
        version: 1,
        title: name.to_owned(),
        department: Some(department.to_owned()),
        sender: Person { id: "somebody".to_owned(), name: "高津 花子".to_owned() },
        hands: Vec::new(),
        reason: "夜間のため".to_owned(),
        sent_at_ms: 1,
        found: None,
    };
    assert!(matches!(town.stores.console.keep_review(&review).await.unwrap(), Swap::Done));
    review.delivery
}

async fn written(town: &Town, name: &str, department: &str) -> Value {
    let draft = town.call("POST", "/api/drafts", &json!({ "title": name, "department": department })).await;
    let bubble = json!({ "type": "text", "text": "工事をします。" }).to_string();
    let wish = json!({
        "version": draft["version"], "title": name, "department": department, "target": ward("takatsu"),
        "messages": [bubble], "start": { "kind": "now" },
    });
    town.call("PUT", &format!("/api/drafts/{}", draft["id"].as_str().unwrap()), &wish).await
}

async fn sent(town: &Town, name: &str, department: &str) -> String {
    let draft = written(town, name, department).await;
    let path = format!("/api/drafts/{}", draft["id"].as_str().unwrap());
    let seen =
        town.call("POST", &format!("{path}/confirmation"), &json!({ "version": draft["version"] })).await;
    let wish = json!({
        "version": draft["version"], "content_hash": seen["content_hash"], "expected_count": seen["count"],
        "typed_count": seen["count"].to_string(),
    });
    let request =
        town.request("POST", &format!("{path}/send")).header("idempotency-key", department).json(&wish);
    let answer = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["id"].as_str().unwrap().to_owned()
}
