//! What a device says about itself and its key: "authenticator data".
use sha2::{Digest, Sha256};

use super::cbor::Cbor;
use super::key::PasskeyKey;
use super::{MAX_ID_BYTES, Site};

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_COPIED: u8 = 1 << 3;
const IS_COPIED: u8 = 1 << 4;
const HAS_KEY: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// Authenticator data, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AuthenticatorData<'a> {
    site: &'a [u8],
    flags: u8,
    /// How often it has signed.
    pub(super) counter: u32,
    /// The new credential's id and key.
    pub(super) made: Option<(&'a [u8], PasskeyKey)>,
}

impl<'a> AuthenticatorData<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (site, rest) = bytes.split_at_checked(32)?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        let (made, rest) = if flags & HAS_KEY == 0 { (None, rest) } else { made(rest)? };
        let rest = if flags & HAS_EXTENSIONS == 0 { rest } else { Cbor::read(rest)?.1 };
        let is_possible = flags & IS_COPIED == 0 || flags & MAY_BE_COPIED != 0;
        (rest.is_empty() && is_possible).then_some(Self {
            site,
            flags,
            counter: u32::from_be_bytes(*counter),
            made,
        })
    }

    /// Whether it was made for this site.
    pub(super) fn is_for(&self, site: &Site) -> bool {
        self.site == Sha256::digest(site.host().as_bytes()).as_slice()
    }

    /// Whether the device asked for a finger, a face or a PIN.
    pub(super) fn is_verified(&self) -> bool {
        self.flags & PRESENT != 0 && self.flags & VERIFIED != 0
    }
}

type Made<'a> = (Option<(&'a [u8], PasskeyKey)>, &'a [u8]);

/// The model's number, the id behind its length, the key.
fn made(rest: &[u8]) -> Option<Made<'_>> {
    let (_, rest) = rest.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (key, rest) = Cbor::read(rest)?;
    let is_id = (1..=MAX_ID_BYTES).contains(&id.len());
    is_id.then_some(())?;
    Some((Some((id, PasskeyKey::read(&key)?)), rest))
}
