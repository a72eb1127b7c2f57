//! The two ceremonies: a new passkey, and one that proves somebody. Each check of W3C's procedures that says anything
//! here stands in its order; the first that fails names the fault.
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::authenticator::AuthenticatorData;
use super::cbor::Cbor;
use super::{Bytes, Challenge, Passkey, PasskeyKey, Site, client};

/// Why a passkey is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasskeyFault {
    /// Not what a browser sends, or a key of a kind that was not asked for.
    #[error("unreadable, or of another kind")]
    Unreadable,
    /// Made where it was to be shown, or the other way round.
    #[error("another ceremony")]
    OtherCeremony,
    /// For another challenge.
    #[error("another challenge")]
    OtherChallenge,
    /// A page of another origin asked, or one inside another page.
    #[error("another origin")]
    OtherOrigin,
    /// A key of another site.
    #[error("another site")]
    OtherSite,
    /// The device did not make sure who holds it.
    #[error("not verified")]
    NotVerified,
    /// Not one of this person's.
    #[error("not one of theirs")]
    Unknown,
    /// Signed with another key.
    #[error("wrong signature")]
    WrongSignature,
    /// Its count went back: there are two of them.
    #[error("its count went back")]
    CountWentBack,
}

/// What a browser sends about a new passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// What the browser calls it.
    pub id: Bytes,
    /// About the page.
    pub client_data: Bytes,
    /// About the device, with the key.
    pub attestation: Bytes,
}

/// What a browser sends to prove somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPasskey {
    /// Which passkey.
    pub id: Bytes,
    /// About the page.
    pub client_data: Bytes,
    /// About the device.
    pub authenticator_data: Bytes,
    /// Over both.
    pub signature: Bytes,
    /// Whose, where the device knows.
    pub user: Option<Bytes>,
}

/// Somebody's passkey after it has proved them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asserted {
    /// Where it stands among theirs.
    pub index: usize,
    /// With its new count.
    pub passkey: Passkey,
}

/// Takes a new passkey. What the device says about its maker is not asked for and not looked at.
pub fn register(
    site: &Site,
    challenge: &Challenge,
    given: &Registered,
    (name, now_ms): (String, u64),
) -> Result<Passkey, PasskeyFault> {
    client::check(&given.client_data, "webauthn.create", challenge, site)?;
    let (object, rest) = Cbor::read(&given.attestation.0).ok_or(PasskeyFault::Unreadable)?;
    let data = object.get(&Cbor::Text("authData")).and_then(Cbor::bytes).filter(|_| rest.is_empty());
    let data = AuthenticatorData::read(data.ok_or(PasskeyFault::Unreadable)?);
    let data = data.ok_or(PasskeyFault::Unreadable)?;
    check_device(&data, site)?;
    let Some((id, key)) = data.made else { return Err(PasskeyFault::Unreadable) };
    if id != given.id.0 {
        return Err(PasskeyFault::Unreadable);
    }
    let id = Bytes(id.to_vec());
    Ok(Passkey { id, key, name, version: 1, counter: data.counter, added_at_ms: now_ms, used_at_ms: None })
}

/// Finds out which of these passkeys was shown. `is_signed` computes whether a key has signed a message; `user` is what
/// was called the user's handle when the passkeys were made.
pub fn recognise(
    site: &Site,
    challenge: &Challenge,
    (passkeys, user): (&[Passkey], &[u8]),
    shown: &ShownPasskey,
    is_signed: impl FnOnce(&PasskeyKey, &[u8], &[u8]) -> bool,
    now_ms: u64,
) -> Result<Asserted, PasskeyFault> {
    let found = passkeys.iter().enumerate().find(|(_, passkey)| passkey.id == shown.id);
    let (index, passkey) = found.ok_or(PasskeyFault::Unknown)?;
    if shown.user.as_ref().is_some_and(|handle| handle.0 != user) {
        return Err(PasskeyFault::Unknown);
    }
    client::check(&shown.client_data, "webauthn.get", challenge, site)?;
    let bytes = &shown.authenticator_data.0;
    let data = AuthenticatorData::read(bytes).ok_or(PasskeyFault::Unreadable)?;
    check_device(&data, site)?;
    let message = [bytes.as_slice(), &Sha256::digest(&shown.client_data.0)].concat();
    if !is_signed(&passkey.key, &message, &shown.signature.0) {
        return Err(PasskeyFault::WrongSignature);
    }
    // Devices that do not count always say 0.
    if (data.counter, passkey.counter) != (0, 0) && data.counter <= passkey.counter {
        return Err(PasskeyFault::CountWentBack);
    }
    let passkey = Passkey { counter: data.counter, used_at_ms: Some(now_ms), ..passkey.clone() };
    Ok(Asserted { index, passkey })
}

fn check_device(data: &AuthenticatorData<'_>, site: &Site) -> Result<(), PasskeyFault> {
    if !data.is_for(site) {
        return Err(PasskeyFault::OtherSite);
    }
    if data.is_verified() { Ok(()) } else { Err(PasskeyFault::NotVerified) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Bytes {
        let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        Bytes((0..text.len()).step_by(2).map(digit).collect())
    }

    /// W3C Web Authentication Level 3, 16.3: ES256, self attestation, verified.
    const CHALLENGE: &str = "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5";
    const ID: &str = "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c";
    const CLIENT_DATA: &str = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b453255526b4d6e625f307859485667227d";
    const ATTESTATION: &str = "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";

    fn made() -> (Site, Challenge, Registered) {
        let challenge: [u8; 32] = hex(CHALLENGE).0.try_into().unwrap();
        let challenge = Challenge::new(challenge, super::super::Purpose::Register, 0);
        let given = Registered { id: hex(ID), client_data: hex(CLIENT_DATA), attestation: hex(ATTESTATION) };
        (Site::parse("https://example.org").unwrap(), challenge, given)
    }

    #[test]
    fn w3cs_own_example_is_taken_and_reads_back() {
        let (site, challenge, given) = made();
        let passkey = register(&site, &challenge, &given, ("鍵".to_owned(), 5)).unwrap();
        assert_eq!((passkey.counter, passkey.added_at_ms, passkey.used_at_ms), (0, 5, None));
        assert_eq!(passkey.key.key.0[..5], [4, 0xeb, 0x15, 0x1c, 0x81]);
        let text = serde_json::to_string(&passkey).unwrap();
        assert_eq!(serde_json::from_str::<Passkey>(&text).unwrap(), passkey);
    }

    #[test]
    fn w3cs_example_of_a_sign_in_is_refused_because_nobody_was_asked_and_by_nothing_before() {
        let (site, challenge, given) = made();
        let passkeys = [register(&site, &challenge, &given, (String::new(), 5)).unwrap()];
        let shown = ShownPasskey {
            id: hex(ID),
            client_data: hex(
                "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a225248696843784e534e493352594d45314f7731476d3132786e726b634a5f6666707637546e2d4a71386773222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a206754623533727a36456853576f6d58477a696d433151227d",
            ),
            authenticator_data: hex(
                "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50900000000",
            ),
            signature: hex(
                "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea3550251b66",
            ),
            user: None,
        };
        let challenge: [u8; 32] =
            hex("4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b").0.try_into().unwrap();
        let challenge = Challenge::new(challenge, super::super::Purpose::Prove, 0);
        let refused = recognise(&site, &challenge, (&passkeys, b""), &shown, |_, _, _| true, 9);
        assert_eq!(refused, Err(PasskeyFault::NotVerified));
    }

    #[test]
    fn bytes_cut_off_or_changed_are_no_passkey() {
        let (site, challenge, given) = made();
        for length in 0..given.attestation.0.len() {
            let cut = Bytes(given.attestation.0[..length].to_vec());
            let cut = Registered { attestation: cut, ..given.clone() };
            let refused = register(&site, &challenge, &cut, (String::new(), 5));
            assert_eq!(refused, Err(PasskeyFault::Unreadable), "{length}");
        }
        let more = Bytes([&given.attestation.0[..], &[0]].concat());
        let more = Registered { attestation: more, ..given.clone() };
        assert_eq!(register(&site, &challenge, &more, (String::new(), 5)), Err(PasskeyFault::Unreadable));
        let other = Registered { id: hex(CHALLENGE), ..given.clone() };
        assert_eq!(register(&site, &challenge, &other, (String::new(), 5)), Err(PasskeyFault::Unreadable));
        let shown = Registered { client_data: Bytes(b"{}".to_vec()), ..given };
        assert_eq!(register(&site, &challenge, &shown, (String::new(), 5)), Err(PasskeyFault::Unreadable));
    }
}
