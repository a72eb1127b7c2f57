//! Argon2id, away from the thread that answers.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use usecases::port_error::PortError;
use usecases::staff::ports::Passwords;

/// OWASP's smallest advice for Argon2id: 19 MiB, two rounds, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
/// So many at once; more would take memory that counting needs.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// A hash that belongs to nobody, so that an unknown login takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a2FpcmFua2FpcmFua2FpcmE$7xqiS1vTJBuvuB4HCmRXFsLSvTTZ3+o1bWyAmlYZHOc";

/// Argon2id with random salts.
pub struct Argon2id;

fn broken(reason: &str) -> PortError {
    PortError::Refused { what: "the password hash", reason: reason.to_owned() }
}

fn hasher() -> Result<Argon2<'static>, PortError> {
    let params = Params::new(MEMORY_KIB, ROUNDS, 1, None).map_err(|_| broken("parameters"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PortError> + Send + 'static,
) -> Result<T, PortError> {
    let _slot = AT_ONCE.acquire().await.map_err(|_| broken("closed"))?;
    tokio::task::spawn_blocking(work).await.map_err(|_| broken("stopped"))?
}

impl Passwords for Argon2id {
    async fn hash(&self, password: String) -> Result<String, PortError> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| broken("no random bytes"))?;
        apart(move || {
            let salt = SaltString::encode_b64(&salt).map_err(|_| broken("salt"))?;
            let hash = hasher()?.hash_password(password.as_bytes(), &salt).map_err(|_| broken("hash"))?;
            Ok(hash.to_string())
        })
        .await
    }

    async fn is(&self, phc: Option<String>, password: String) -> Result<bool, PortError> {
        apart(move || {
            let (text, exists) = phc.as_deref().map_or((NOBODY, false), |phc| (phc, true));
            let hash = PasswordHash::new(text).map_err(|_| broken("a stored hash"))?;
            Ok(hasher()?.verify_password(password.as_bytes(), &hash).is_ok() && exists)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_password_and_no_other_and_nobody_has_one() {
        let phc = Argon2id.hash("umbrella tractor violet nine".to_owned()).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(Argon2id.is(Some(phc.clone()), "umbrella tractor violet nine".to_owned()).await.unwrap());
        assert!(!Argon2id.is(Some(phc.clone()), "umbrella tractor violet nin".to_owned()).await.unwrap());
        assert!(!Argon2id.is(None, "umbrella tractor violet nine".to_owned()).await.unwrap());
        let again = Argon2id.hash("umbrella tractor violet nine".to_owned()).await.unwrap();
        assert_ne!(phc, again, "salts differ");
    }
}
