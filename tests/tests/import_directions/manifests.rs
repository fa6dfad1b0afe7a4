//! The directions as the manifests state them.

use std::collections::BTreeSet;
use std::process::Command;

use crate::workspace;

/// One entry of a package's dependency tables.
struct Dependency {
    package: String,
    on: String,
    features: BTreeSet<String>,
    /// Only tests and examples see it.
    development: bool,
}

/// All dependencies of the workspace's own packages.
fn dependencies() -> Vec<Dependency> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut all = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            all.push(Dependency {
                package: text(&package["name"]),
                on: text(&dependency["name"]),
                features: dependency["features"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(text)
                    .collect(),
                development: dependency["kind"] == "dev",
            });
        }
    }
    all
}

#[test]
fn no_package_depends_against_the_directions() {
    const BROWSER: [&str; 4] = ["js-sys", "wasm-bindgen", "wasm-bindgen-futures", "web-sys"];
    const OUTSIDE_THE_PAGE: [&str; 4] = ["clap", "facade-tests", "trainer", "burn"];
    let never: [(&str, &[&[&str]]); 9] = [
        (
            "facade-subjects",
            &[
                &BROWSER,
                &OUTSIDE_THE_PAGE,
                &[
                    "facade",
                    "facade-editor",
                    "facade-engine",
                    "facade-exchange",
                    "facade-model",
                    "facade-protocol",
                ],
            ],
        ),
        (
            "facade-model",
            &[
                &BROWSER,
                &[
                    "clap",
                    "facade",
                    "facade-editor",
                    "facade-engine",
                    "facade-exchange",
                    "facade-protocol",
                    "trainer",
                ],
            ],
        ),
        (
            "facade-editor",
            &[
                &BROWSER,
                &OUTSIDE_THE_PAGE,
                &[
                    "facade",
                    "facade-engine",
                    "facade-exchange",
                    "facade-protocol",
                ],
            ],
        ),
        (
            "facade-exchange",
            &[
                &BROWSER,
                &OUTSIDE_THE_PAGE,
                &["facade", "facade-engine", "facade-protocol"],
            ],
        ),
        (
            "facade-protocol",
            &[
                &BROWSER,
                &OUTSIDE_THE_PAGE,
                &[
                    "facade",
                    "facade-editor",
                    "facade-engine",
                    "facade-exchange",
                ],
            ],
        ),
        (
            "facade-engine",
            &[&[
                "clap",
                "facade",
                "facade-editor",
                "facade-exchange",
                "facade-tests",
                "trainer",
            ]],
        ),
        ("facade", &[&OUTSIDE_THE_PAGE, &["facade-engine"]]),
        (
            "trainer",
            &[
                &BROWSER,
                &[
                    "facade",
                    "facade-editor",
                    "facade-engine",
                    "facade-exchange",
                    "facade-tests",
                ],
            ],
        ),
        (
            "xtask",
            &[&[
                "burn",
                "facade",
                "facade-engine",
                "facade-model",
                "facade-tests",
                "trainer",
            ]],
        ),
    ];
    let all = dependencies();
    for (package, forbidden) in never {
        assert!(
            all.iter().any(|entry| entry.package == package),
            "{package} is gone"
        );
        for entry in all.iter().filter(|entry| entry.package == package) {
            assert!(
                !forbidden.concat().contains(&entry.on.as_str()),
                "{package} depends on {}",
                entry.on
            );
        }
    }
    for entry in &all {
        assert_ne!(entry.on, "xtask", "{} depends on xtask", entry.package);
    }
}

/// The page's thread links no Burn: it sees of the model crate what holds no tensor.
#[test]
fn the_page_sees_the_model_without_networks() {
    let mut seen = 0;
    for entry in dependencies() {
        let page = [
            "facade",
            "facade-editor",
            "facade-exchange",
            "facade-protocol",
        ];
        if entry.on == "facade-model" && page.contains(&entry.package.as_str()) {
            assert!(
                entry.features.is_empty(),
                "{} sees {:?}",
                entry.package,
                entry.features
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 4);
}

#[test]
fn the_model_crate_enables_no_burn_backend() {
    let neutral: BTreeSet<String> = ["std".to_owned()].into();
    let all = dependencies();
    let mut of_model = all
        .iter()
        .filter(|entry| entry.package == "facade-model" && entry.on == "burn" && !entry.development)
        .peekable();
    assert!(
        of_model.peek().is_some(),
        "facade-model no longer depends on burn"
    );
    for entry in of_model {
        assert!(
            entry.features.is_subset(&neutral),
            "facade-model enables {:?}",
            entry.features
        );
    }
}
