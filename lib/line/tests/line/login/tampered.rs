//! Sixty ways to tamper with an ID token.

use aws_lc_rs::signature::KeyPair;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::forge::{CHANNEL, Forge, NOW_MS, USER, encode};

type Tampered = Vec<(&'static str, String)>;

/// All of them, each with what was done to it; `stranger` signs under the id of LINE's key.
pub fn tokens(forge: &Forge, stranger: &Forge) -> Tampered {
    let parts = [signatures(forge, stranger), headers(forge, stranger), claims(forge), shapes(forge)];
    parts.into_iter().flatten().collect()
}

fn signatures(forge: &Forge, stranger: &Forge) -> Tampered {
    let token = forge.token();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let other = Forge::claims_at(NOW_MS + 1_000).to_string();
    let mut swapped = Forge::claims_at(NOW_MS);
    swapped["sub"] = json!("Uffffffffffffffffffffffffffffffff");
    let (r, s) = signature.split_at(signature.len() / 2);
    vec![
        ("no signature", signed.to_owned()),
        ("an empty signature", format!("{signed}.")),
        ("the first bits changed", format!("{signed}.{}", flip(signature, 0))),
        ("bits in the middle changed", format!("{signed}.{}", flip(signature, 42))),
        ("the last bits changed", format!("{signed}.{}", flip(signature, signature.len() - 2))),
        ("the unused last bits set", format!("{signed}.{}", unused_bits(signature))),
        ("a byte cut off", format!("{signed}.{}", &signature[..signature.len() - 2])),
        ("a byte too many", format!("{signed}.{signature}AA")),
        ("both halves exchanged", format!("{signed}.{s}{r}")),
        ("a signature of zeroes", format!("{signed}.{}", encode(&[0; 64]))),
        ("a signature of ones", format!("{signed}.{}", encode(&[255; 64]))),
        ("a stranger's signature", stranger.token()),
        ("claims of a second later", format!("{header}.{}.{signature}", encode(other.as_bytes()))),
        ("another user", format!("{header}.{}.{signature}", encode(swapped.to_string().as_bytes()))),
        ("two signatures", format!("{token}.{signature}")),
    ]
}

fn headers(forge: &Forge, stranger: &Forge) -> Tampered {
    let public = stranger.jwk();
    let claims = Forge::claims_at(NOW_MS);
    let (body, key) = (encode(claims.to_string().as_bytes()), forge.pair.public_key().as_ref());
    let unsigned = |alg: &str| {
        let header = json!({ "typ": "JWT", "alg": alg, "kid": "k1" });
        format!("{}.{body}.", encode(header.to_string().as_bytes()))
    };
    let hmac = |algorithm, key: &[u8]| {
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(algorithm) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key)).unwrap()
    };
    let set = |name: &'static str, value: Value| forge.with_header(|header| header[name] = value);
    vec![
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg NONE", unsigned("NONE")),
        ("HS256 with the public point", hmac(Algorithm::HS256, key)),
        ("HS256 with the published key set", hmac(Algorithm::HS256, forge.key_set().as_bytes())),
        ("HS256 with the channel id", hmac(Algorithm::HS256, CHANNEL.as_bytes())),
        ("HS256 with an empty key", hmac(Algorithm::HS256, b"")),
        ("HS512 with the public point", hmac(Algorithm::HS512, key)),
        ("alg HS256 over an ES256 signature", set("alg", json!("HS256"))),
        ("alg ES384", set("alg", json!("ES384"))),
        ("alg RS256", set("alg", json!("RS256"))),
        ("alg in small letters", set("alg", json!("es256"))),
        ("no alg", set("alg", Value::Null)),
        ("an unknown kid", set("kid", json!("k9"))),
        ("an empty kid", set("kid", json!(""))),
        ("no kid", set("kid", Value::Null)),
        ("the kid of an RSA key", set("kid", json!("r1"))),
        ("a key of its own", stranger.with_header(|header| header["jwk"] = public)),
        ("an address for keys", stranger.with_header(|header| header["jku"] = json!("https://example.jp/k"))),
        ("LINE's signature, but an address for keys", set("jku", json!("https://example.jp/k"))),
        ("a certificate of its own", set("x5c", json!(["MIIB"]))),
        ("an address for a certificate", set("x5u", json!("https://example.jp/c"))),
        ("something critical that nobody knows", set("crit", json!(["b64"]))),
    ]
}

fn claims(forge: &Forge) -> Tampered {
    let now_s = NOW_MS / 1_000;
    let set = |name: &'static str, value: Value| forge.with_claims(|claims| claims[name] = value);
    vec![
        ("another channel", set("aud", json!("2000000009"))),
        ("two channels", set("aud", json!([CHANNEL, "2000000009"]))),
        ("the channel as a number", set("aud", json!(2_000_000_002))),
        ("no channel", set("aud", Value::Null)),
        ("another issuer", set("iss", json!("https://access.line.me.example.jp"))),
        ("the issuer with a slash", set("iss", json!("https://access.line.me/"))),
        ("no issuer", set("iss", Value::Null)),
        ("past its end", forge.with_claims(|claims| claims["exp"] = json!(now_s - 1))),
        ("no end", set("exp", Value::Null)),
        ("the end as text", set("exp", json!((now_s + 3_600).to_string()))),
        ("an end before its beginning", set("iat", json!(now_s + 3_601))),
        ("from the future", set("iat", json!(now_s + 61))),
        ("no beginning", set("iat", Value::Null)),
        ("no user", set("sub", Value::Null)),
        ("a user in capitals", set("sub", json!(USER.to_uppercase()))),
        ("a group for a user", set("sub", json!(USER.replace('U', "C")))),
    ]
}

fn shapes(forge: &Forge) -> Tampered {
    let token = forge.token();
    let (header, claims) = (forge.header().to_string(), Forge::claims_at(NOW_MS).to_string());
    vec![
        ("a space before", format!(" {token}")),
        ("a line break behind", format!("{token}\n")),
        ("a space between", token.replacen('.', ". ", 1)),
        ("padding", format!("{token}==")),
        ("no JSON in it", forge.sign(header.as_bytes(), b"not json")),
        ("a list for claims", forge.sign(header.as_bytes(), format!("[{claims}]").as_bytes())),
    ]
}

/// Another letter at this place.
fn flip(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}

/// 64 bytes end in a letter of which only two bits count; the four others must be zero.
fn unused_bits(signature: &str) -> String {
    let (rest, last) = signature.split_at(signature.len() - 1);
    let next = char::from(last.as_bytes()[0] + 1); // A, Q, g, w: the next letter differs in unused bits
    format!("{rest}{next}")
}
