//! Passkeys, for the requests that change them.

use std::sync::atomic::Ordering;

use domain::staff::passkey::{Bytes, Passkey, PasskeyAlgorithm, PasskeyKey};
use domain::staff::{Member, StaffId, Totp, TotpSecret};
use serde_json::json;
use usecases::staff::ports::{Kept, StaffRoom as _};

use super::desk::{By, Desk, SITE, hanako, now_ms};
use super::prepared::{Asked, NEXT, asked, name};
use crate::staff::passkeys::{device, made};
use crate::staff::{PASSWORD, from_base32};

/// Hanako with an app and one passkey.
async fn with_a_passkey(desk: &Desk) -> Passkey {
    let (table, mine) = (desk.staff(), StaffId::parse(&hanako()).unwrap());
    let key = PasskeyKey {
        algorithm: PasskeyAlgorithm::EdDsa,
        key: Bytes(vec![7; 32]),
        exponent: Bytes(Vec::new()),
    };
    let id = Bytes(vec![200; 32]);
    let passkey =
        Passkey { id, key, name: name(), version: 1, counter: 0, added_at_ms: 1_000, used_at_ms: None };
    let stands = table.member(mine).await.unwrap().unwrap();
    let totp = Some(Totp { secret: TotpSecret::new([7; 20]), used_step: 0 });
    let next = Member { totp, passkeys: vec![passkey.clone()], ..stands.next() };
    assert_eq!(table.keep(Some(&stands), &next).await.unwrap(), Kept::Done);
    passkey
}

/// What Hanako changes about her own way in.
pub async fn of_own(desk: &Desk, route: &str) -> Asked {
    match route {
        "session/authenticator" => of_authenticator(desk).await,
        "session/password" => of_password(desk).await,
        _ => asked(By::Hanako, "/api/session/others", json!({})),
    }
}

/// The first code of an app, for Hanako with a passkey alone.
async fn of_authenticator(desk: &Desk) -> Asked {
    with_a_passkey(desk).await;
    let (table, mine) = (desk.staff(), StaffId::parse(&hanako()).unwrap());
    let stands = table.member(mine).await.unwrap().unwrap();
    let next = Member { totp: None, ..stands.next() };
    assert_eq!(table.keep(Some(&stands), &next).await.unwrap(), Kept::Done);
    let path = "/api/session/authenticator";
    let offered = desk.call(By::Hanako, "POST", path, &json!({})).await;
    let secret = TotpSecret::new(from_base32(offered["secret"].as_str().unwrap()));
    asked(By::Hanako, path, json!({ "code": secret.code(now_ms()) }))
}

/// Argon2id of `PASSWORD`, with so little work that a test can wait for it.
const PHC: &str =
    "$argon2id$v=19$m=8,t=1,p=1$llUtEYeMg5Pbbl7EYpdymA$ihrw7xw/OPK6PunPcuAuqwkVp/HaUWqQ3wkhyrRI86c";

/// Another password for Hanako.
async fn of_password(desk: &Desk) -> Asked {
    let (table, mine) = (desk.staff(), StaffId::parse(&hanako()).unwrap());
    let stands = table.member(mine).await.unwrap().unwrap();
    let next = Member { password: Some(PHC.to_owned()), ..stands.next() };
    assert_eq!(table.keep(Some(&stands), &next).await.unwrap(), Kept::Done);
    let wish = json!({ "current": PASSWORD, "password": "lantern gravel mosquito eleven" });
    asked(By::Hanako, "/api/session/password", wish)
}

/// The request that adds a passkey to Hanako's, renames one, or takes one away.
pub async fn of_passkeys(desk: &Desk, method: &str) -> Asked {
    let passkey = with_a_passkey(desk).await;
    if method == "PUT" {
        let path = format!("/api/session/passkeys/{}", passkey.id.text());
        return asked(By::Hanako, &path, json!({ "name": name(), "version": 1 }));
    }
    if method == "DELETE" {
        let path = format!("/api/session/passkeys/{}", passkey.id.text());
        return asked(By::Hanako, &path, json!({ "version": 1 }));
    }
    let options = desk.call(By::Hanako, "POST", "/api/session/passkeys/options", &json!({})).await;
    let phone = device(u8::try_from(NEXT.fetch_add(1, Ordering::Relaxed) % 100).unwrap(), SITE);
    let made = made(&phone.make(options["publicKey"]["challenge"].as_str().unwrap()));
    asked(By::Hanako, "/api/session/passkeys", json!({ "credential": made, "name": name() }))
}
