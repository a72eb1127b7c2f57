//! The record that goes with a change. The tables of [`App`] are sealed: a handler that changes something says first
//! what the trail will tell about it, and gets a table that writes both in one transaction.

use domain::audit::{Entry, Object};
use domain::delivery::DeliveryId;
use domain::draft::Draft;
use domain::job::JobId;
use domain::segment::SavedSegment;
use domain::staff::{Actor, Department, Member};
use domain::survey::ItemId;
use domain::template::Template;
use domain::tester::{Tester, TesterGroup};
use store::{ConsoleTable, DeliveryTable, SegmentTable, StaffTable, TesterTable};

use crate::App;
use crate::problem::Problem;

/// `actor` does this to something.
pub fn entry(actor: &Actor, action: &str, object: Object) -> Entry {
    Entry::operation(actor, action, object, runtime::clock::now_ms())
}

/// To a draft.
pub fn of_draft(actor: &Actor, action: &str, draft: &Draft) -> Entry {
    let object = Object::new("draft", draft.id, &draft.content.title);
    entry(actor, action, object).of_department(draft.content.department.as_deref())
}

/// To a delivery that stands.
pub async fn of_delivery(app: &App, actor: &Actor, action: &str, id: DeliveryId) -> Result<Entry, Problem> {
    let origin = app.deliveries.origin(id).await?;
    let title = origin.as_ref().map_or("", |origin| origin.title.as_str());
    let department = origin.as_ref().and_then(|origin| origin.department.as_deref());
    Ok(entry(actor, action, Object::new("delivery", id, title)).of_department(department))
}

/// To a member of staff.
pub fn of_member(actor: &Actor, action: &str, member: &Member) -> Entry {
    entry(actor, action, Object::new("staff", member.id, &member.name))
}

/// To a member's rights: which of them were given or taken.
pub fn of_rights(actor: &Actor, action: &str, before: Option<&Member>, next: &Member) -> Entry {
    let names = |member: &Member| member.permissions.names();
    let (had, has) = (before.map(names).unwrap_or_default(), names(next));
    let apart = |these: &[&str], those: &[&str]| -> Vec<String> {
        these.iter().filter(|name| !those.contains(name)).map(|name| (*name).to_owned()).collect()
    };
    let mut entry = of_member(actor, action, next)
        .with("login", next.login.as_str())
        .with("role", next.role.as_str())
        .with("departments", next.departments.iter().map(ToString::to_string).collect::<Vec<_>>())
        .with("sees_all_departments", next.scope == domain::staff::Scope::All)
        .with("permissions_given", apart(&has, &had))
        .with("permissions_taken", apart(&had, &has));
    if let Some(day) = next.expires_on {
        entry = entry.with("expires_on", day.to_string());
    }
    match before.filter(|before| before.login != next.login) {
        Some(before) => entry.with("login_before", before.login.as_str()),
        None => entry,
    }
}

/// To a template.
pub fn of_template(actor: &Actor, action: &str, template: &Template) -> Entry {
    let object = Object::new("template", template.id, &template.name);
    entry(actor, action, object).of_department(template.department.as_deref())
}

/// To a department.
pub fn of_department(actor: &Actor, action: &str, department: &Department) -> Entry {
    let id = department.id.to_string();
    entry(actor, action, Object::new("department", &id, &department.name)).of_department(Some(&id))
}

/// To a registration item.
pub fn of_item(actor: &Actor, action: &str, id: &ItemId, label: &str) -> Entry {
    entry(actor, action, Object::new("item", id, label))
}

/// To a saved segment.
pub fn of_segment(actor: &Actor, action: &str, segment: &SavedSegment) -> Entry {
    let object = Object::new("segment", segment.id, &segment.name);
    entry(actor, action, object).with("responsible", segment.department.as_str())
}

/// To a job, of a kind such as `export`.
pub fn of_job(actor: &Actor, action: &str, id: &JobId, kind: &str) -> Entry {
    entry(actor, action, Object::new("job", id, kind))
}

/// To a tester; whose phone it is stays out.
pub fn of_tester(actor: &Actor, action: &str, tester: &Tester) -> Entry {
    let object = Object::new("tester", tester.id(), &tester.name);
    entry(actor, action, object).of_department(tester.department.as_deref())
}

/// To a group of testers.
pub fn of_tester_group(actor: &Actor, action: &str, group: &TesterGroup) -> Entry {
    let object = Object::new("tester_group", group.id, &group.name);
    let entry = entry(actor, action, object).of_department(group.department.as_deref());
    entry.with("testers", group.testers.len() as u64)
}

impl App {
    /// With tables that write nothing by themselves.
    #[must_use]
    pub(crate) fn sealed(self) -> Self {
        Self {
            deliveries: self.deliveries.sealed(),
            console: self.console.sealed(),
            segments: self.segments.sealed(),
            staff: self.staff.sealed(),
            testers: self.testers.sealed(),
            ..self
        }
    }

    /// Drafts and templates, for one change.
    pub fn record_draft(&self, entry: Entry) -> ConsoleTable {
        self.console.recorded(&self.trail, entry)
    }

    /// Testers, their groups, codes and tests, for one change.
    pub fn record_tester(&self, entry: Entry) -> TesterTable {
        self.testers.recorded(&self.trail, entry)
    }

    /// Deliveries and jobs, for one change.
    pub fn record_delivery(&self, entry: Entry) -> DeliveryTable {
        self.deliveries.recorded(&self.trail, entry)
    }

    /// Items, segments and settings, for one change.
    pub fn record_segment(&self, entry: Entry) -> SegmentTable {
        self.segments.recorded(&self.trail, entry)
    }

    /// Staff and departments, for one change.
    pub fn record_staff(&self, entry: Entry) -> StaffTable {
        self.staff.recorded(&self.trail, entry)
    }
}
