//! Signatures of passkeys, computed by the same library as TLS.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use domain::staff::passkey::{PasskeyAlgorithm, PasskeyKey};
use usecases::staff::ports::Signatures;

/// AWS-LC.
pub struct AwsLc;

impl Signatures for AwsLc {
    fn is_signed(&self, key: &PasskeyKey, message: &[u8], signature: &[u8]) -> bool {
        let (bytes, exponent) = (key.key.0.as_slice(), key.exponent.0.as_slice());
        let checked = match key.algorithm {
            PasskeyAlgorithm::Es256 => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, bytes).verify(message, signature)
            }
            PasskeyAlgorithm::EdDsa => UnparsedPublicKey::new(&ED25519, bytes).verify(message, signature),
            PasskeyAlgorithm::Rs256 => RsaPublicKeyComponents { n: bytes, e: exponent }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        checked.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
    use domain::staff::passkey::Bytes;
    use sha2::{Digest, Sha256};

    fn bytes(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    /// W3C Web Authentication Level 3, 16.3: ES256 with self attestation.
    #[test]
    fn the_signature_of_w3cs_example_is_right_and_no_other_is() {
        let point = "04eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";
        let client_data = bytes(
            "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a225248696843784e534e493352594d45314f7731476d3132786e726b634a5f6666707637546e2d4a71386773222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a206754623533727a36456853576f6d58477a696d433151227d",
        );
        let data = bytes("bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50900000000");
        let signature = bytes(
            "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea3550251b66",
        );
        let key = PasskeyKey {
            algorithm: PasskeyAlgorithm::Es256,
            key: Bytes(bytes(point)),
            exponent: Bytes(Vec::new()),
        };
        let message = [&data[..], &Sha256::digest(&client_data)].concat();
        assert!(AwsLc.is_signed(&key, &message, &signature));
        for at in 0..message.len() {
            let mut other = message.clone();
            other[at] ^= 1;
            assert!(!AwsLc.is_signed(&key, &other, &signature), "{at}");
        }
        for algorithm in [PasskeyAlgorithm::EdDsa, PasskeyAlgorithm::Rs256] {
            assert!(!AwsLc.is_signed(&PasskeyKey { algorithm, ..key.clone() }, &message, &signature));
        }
        assert!(!AwsLc.is_signed(&key, &message, &[]));
    }

    #[test]
    fn rs256_is_right_with_a_real_key_and_wrong_with_one_bit_of_key_message_or_signature_turned() {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let parts: RsaPublicKeyComponents<Vec<u8>> = pair.public_key().into();
        let (message, mut signature) = (b"what a device signs".to_vec(), vec![0; pair.public_modulus_len()]);
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature).unwrap();
        let key = PasskeyKey {
            algorithm: PasskeyAlgorithm::Rs256,
            key: Bytes(parts.n.clone()),
            exponent: Bytes(parts.e.clone()),
        };
        assert!(AwsLc.is_signed(&key, &message, &signature));
        let turned = |bytes: &[u8], at: usize| {
            let mut other = bytes.to_vec();
            other[at] ^= 1;
            other
        };
        for at in 0..message.len() {
            assert!(!AwsLc.is_signed(&key, &turned(&message, at), &signature), "{at}");
        }
        for at in (0..signature.len()).step_by(17) {
            assert!(!AwsLc.is_signed(&key, &message, &turned(&signature, at)), "{at}");
            let other = PasskeyKey { key: Bytes(turned(&parts.n, at)), ..key.clone() };
            assert!(!AwsLc.is_signed(&other, &message, &signature), "{at}");
        }
        for algorithm in [PasskeyAlgorithm::EdDsa, PasskeyAlgorithm::Es256] {
            assert!(!AwsLc.is_signed(&PasskeyKey { algorithm, ..key.clone() }, &message, &signature));
        }
    }

    /// RFC 8032, 7.1, test 3.
    #[test]
    fn ed25519_is_rfc_8032s() {
        let key = PasskeyKey {
            algorithm: PasskeyAlgorithm::EdDsa,
            key: Bytes(bytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")),
            exponent: Bytes(Vec::new()),
        };
        let signature = bytes(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        );
        assert!(AwsLc.is_signed(&key, &[0xaf, 0x82], &signature));
        assert!(!AwsLc.is_signed(&key, &[0xaf, 0x83], &signature));
    }
}
