//! A device that makes and shows passkeys, in software: what it says about itself can be made wrong, piece by piece.

use domain::staff::passkey::{Bytes, Registered, ShownPasskey};
use serde_json::json;
use sha2::{Digest, Sha256};

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// One device with one key, in a browser.
pub struct Device {
    /// What it calls its key.
    pub id: Vec<u8>,
    /// The name that its key belongs to.
    pub host: String,
    /// Where the page that asks comes from, as the browser says.
    pub origin: String,
    /// Whether it asks for a finger, a face or a PIN.
    pub is_verified: bool,
    /// Whether the page stands inside another one.
    pub is_framed: bool,
    /// How often it has signed.
    pub counter: u32,
    /// What it says about the user when it shows its key.
    pub user: Option<Vec<u8>>,
    /// In COSE's words.
    key: Vec<u8>,
    sign: Sign,
}

impl Device {
    /// A device whose key has this public point (65 bytes) and signs like this, at a page of this origin.
    pub fn new(id: &[u8], point: &[u8], sign: Sign, origin: &str) -> Self {
        let (x, y) = point[1..].split_at(32);
        let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], x, &[0x22, 0x58, 32], y].concat();
        Self::of(id, key, sign, origin)
    }

    /// The same with an RSA key: its modulus of 256 bytes, its exponent of three.
    pub fn rsa(id: &[u8], (modulus, exponent): (&[u8], &[u8]), sign: Sign, origin: &str) -> Self {
        let head = [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0];
        Self::of(id, [&head, modulus, &[0x21, 0x43], exponent].concat(), sign, origin)
    }

    fn of(id: &[u8], key: Vec<u8>, sign: Sign, origin: &str) -> Self {
        let host = origin.split("://").last().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default().to_owned();
        Self {
            id: id.to_vec(),
            host,
            origin: origin.to_owned(),
            is_verified: true,
            is_framed: false,
            counter: 0,
            user: None,
            key,
            sign,
        }
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Bytes {
        let (origin, framed) = (&self.origin, self.is_framed);
        let said = json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": framed });
        Bytes(said.to_string().into_bytes())
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let flags = 1 | if self.is_verified { 4 } else { 0 } | more;
        [&Sha256::digest(&self.host)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// Makes its key known.
    pub fn make(&self, challenge: &str) -> Registered {
        let length = u16::try_from(self.id.len()).unwrap_or(u16::MAX).to_be_bytes();
        let data = [&self.data(0x40)[..], &[0; 16], &length, &self.id, &self.key].concat();
        let data_length = u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes();
        let head = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(), &data_length].concat();
        Registered {
            id: Bytes(self.id.clone()),
            client_data: self.client_data("webauthn.create", challenge),
            attestation: Bytes([head, data].concat()),
        }
    }

    /// Signs, and counts where it has counted before.
    pub fn show(&mut self, challenge: &str) -> ShownPasskey {
        self.counter += u32::from(self.counter > 0);
        let (client_data, data) = (self.client_data("webauthn.get", challenge), self.data(0));
        let message = [&data[..], &Sha256::digest(&client_data.0)].concat();
        ShownPasskey {
            id: Bytes(self.id.clone()),
            client_data,
            authenticator_data: Bytes(data),
            signature: Bytes((self.sign)(&message)),
            user: self.user.clone().map(Bytes),
        }
    }
}
