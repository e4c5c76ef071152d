//! What the program must never be built from.

use std::process::Command;

/// Client network code has no place in a program that runs on closed servers.
#[test]
fn no_crate_that_talks_to_a_network() {
    for name in ["reqwest", "rustls", "hyper", "native-tls", "openssl", "ureq", "curl"] {
        let tree = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--target", "all", "--prefix", "none", "-i", name])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let listed = String::from_utf8_lossy(&tree.stdout);
        // Cargo says on standard error that nothing is to print, or that no such package is known.
        assert!(listed.trim().is_empty(), "{name} is in the tree:\n{listed}");
    }
}

/// Typst's crates fit each other in exactly one version.
#[test]
fn typst_is_pinned_exactly() {
    let manifest = include_str!("../../Cargo.toml");
    for line in manifest.lines().filter(|line| line.starts_with("typst")) {
        assert!(line.contains("\"=") || line.contains("opt-level"), "{line}");
    }
}
