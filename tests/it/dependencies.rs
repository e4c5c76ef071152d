//! What the program must never be built from.

use std::process::Command;

/// What `cargo tree` says of one package: its dependants. Other targets than this one may need packages that are not here.
fn dependants(name: &str) -> (String, String) {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--prefix", "none", "-i", name])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_owned();
    (text(tree.stdout), text(tree.stderr))
}

/// Client network code has no place in a program that runs on closed servers.
///
/// `Cargo.lock` may name such a package all the same: it also lists what optional features of others would need.
#[test]
fn no_crate_that_talks_to_a_network() {
    // The question is put rightly: a package that is there has dependants.
    let (listed, said) = dependants("typst");
    assert!(listed.starts_with("typst ") && listed.contains("utfall "), "cargo tree -i typst says {listed}{said}");
    for name in ["reqwest", "rustls", "hyper", "native-tls", "openssl", "ureq", "curl"] {
        let (listed, said) = dependants(name);
        assert!(listed.is_empty(), "{name} is in the tree:\n{listed}");
        // Known but not needed, or not known at all; anything else means that Cargo could not answer.
        let answered = said.contains("nothing to print") || said.contains("did not match any packages");
        assert!(answered, "cargo tree -i {name} says {said}");
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
