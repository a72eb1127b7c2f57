//! How the domain's types look over the wire, for the description only: `lib/domain` knows no OpenAPI. A run over the
//! description (`tests/it`) compares these with what is really answered.
#![allow(dead_code, reason = "read by the description through their derives, never made")]

use utoipa::ToSchema;

/// Somebody at the time when they did something.
#[derive(ToSchema)]
pub struct Person {
    id: String,
    name: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum DeliveryStatus {
    Draft,
    Scheduled,
    Dispatching,
    Sending,
    Paused,
    Held,
    Cancelled,
    Sent,
}

/// What becomes of those of whom nobody knows whether they got it.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Choice {
    Close,
    SendAgain,
}

/// What can lie in the bin.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum BinKind {
    Draft,
    Template,
    Segment,
    TesterGroup,
}

/// What somebody who goes leaves behind.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum BelongingKind {
    Draft,
    Delivery,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum DraftState {
    Editing,
    ApprovalRequested,
    Approved,
    Returned,
    SentOff,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ApprovalState {
    None,
    Requested,
    Approved,
    Expired,
}

/// What stands in the way of a send.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Block {
    Errors,
    Warnings,
    Nobody,
    Approval,
    Permission,
    StepUp,
}

/// A finding of the text check.
#[derive(ToSchema)]
pub struct Warning {
    key: String,
    code: WarningCode,
    path: String,
    quote: String,
    message: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum WarningCode {
    Placeholder,
    WeekdayMismatch,
    ImpossibleDate,
    PastDate,
    HttpLink,
    BareLink,
    LinkMissing,
    DrillWord,
    EmergencyWord,
    EverydayEmergency,
    PlaceBeyondTarget,
    DepartmentWord,
    PoorAltText,
    PictureOnly,
    LowContrast,
    RepeatedMessage,
    QuickReplyUnseen,
    ForeignMedia,
    DisguisedLink,
    InvisibleLetter,
}

#[derive(ToSchema)]
pub struct Department {
    id: String,
    version: u64,
    name: String,
    prefix: String,
    footer: String,
    words: Vec<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Scope {
    All,
    Own,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    Approver,
    Writer,
    Viewer,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Permission {
    DeliveriesWrite,
    DeliveriesApprove,
    DeliveriesSend,
    DeliveriesEmergency,
    Groups,
    Items,
    Testers,
    Menus,
    MailRules,
    Statistics,
    Exports,
    Users,
    Settings,
    Trails,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Factor {
    Totp,
    Passkey,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum StaffState {
    Invited,
    Active,
    Locked,
    Suspended,
    Expired,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Environment {
    Local,
    Test,
    Prod,
}

/// The form of an item's answer.
#[derive(ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemKind {
    Single,
    Multiple,
    Select,
    Month,
    Text { max_length: u32 },
    Number { min: i64, max: i64 },
    Area,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum MediaState {
    Preparing,
    Ready,
    Refused,
}

/// Whether a tester got a test.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TestStanding {
    Waiting,
    Accepted,
    Removed,
    Blocked,
    GivenUp,
    Refused,
}

/// How far a draft is tested.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TestState {
    Never,
    Current,
    Outdated,
}

/// Testers who are chosen together.
#[derive(ToSchema)]
pub struct TesterGroup {
    id: String,
    name: String,
    department: Option<String>,
    testers: Vec<String>,
    version: u64,
}

/// Whom an item is shown to.
#[derive(ToSchema)]
pub struct ShownIf {
    item: String,
    any_of: Vec<String>,
}

/// Where a job stands.
#[derive(ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobState {
    Open,
    Done,
    Failed { code: String, reason: String },
}

#[derive(ToSchema)]
pub struct Progress {
    done: u64,
    total: Option<u64>,
    changed: u64,
    problems: u64,
}

/// One row that could not be taken over.
#[derive(ToSchema)]
pub struct RowProblem {
    row: u64,
    code: String,
    message: String,
}

/// Whether somebody has looked at a delivery that went without approval.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ReviewState {
    Open,
    Done,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum LoginResult {
    SignedIn,
    PasswordAccepted,
    WrongPassword,
    WrongCode,
    CopiedPasskey,
    Locked,
    Suspended,
    Expired,
    SteppedUp,
    SignedOut,
}

/// By what somebody came in or tried to.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum LoginMethod {
    Password,
    Totp,
    Passkey,
    Invitation,
    First,
    Session,
}

/// What something was done to.
#[derive(ToSchema)]
pub struct TrailObject {
    kind: String,
    id: String,
    name: String,
}
