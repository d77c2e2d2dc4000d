//! What bytes are told by, in the forms that browsers read: digests for policies and for `integrity`, and base64.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256, Sha384};

/// As a content security policy names a script or a style that stands in the page.
pub fn sha256(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text)))
}

/// As the attribute `integrity` names a script of another host.
pub fn sha384(bytes: &[u8]) -> String {
    format!("sha384-{}", base64(&Sha384::digest(bytes)))
}

/// Bytes as text.
pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the W3C's recommendation "Subresource Integrity", and an empty text.
    #[test]
    fn digests_are_those_that_browsers_compute() {
        let example = "alert('Hello, world.');";
        assert_eq!(
            sha384(example.as_bytes()),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
        assert_eq!(sha256(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
