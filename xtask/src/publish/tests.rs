use super::bundle::tests::{bundle, facades};
use std::fs;

use super::*;
use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

/// A workplace: a finished site to begin with, a project whose target folder is in it, and a bundle.
struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let dist = place.path("dist");
        for folder in ["models", "engine", "icons"] {
            fs::create_dir_all(dist.join(folder)).unwrap();
        }
        let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        let root = Path::new(&package).parent().unwrap();
        for (from, to) in [
            ("index.html", "index.html"),
            ("web/service_worker.js", "service_worker.js"),
            ("web/manifest.webmanifest", "manifest.webmanifest"),
            ("web/engine/index.js", "engine/index.js"),
        ] {
            fs::copy(root.join(from), dist.join(to)).unwrap();
        }
        for file in [
            "engine_cpu_bg.wasm",
            "engine_critic_bg.wasm",
            "models/lite.safetensors",
            "models/models.json",
        ] {
            fs::write(
                dist.join(file),
                "{\"default\":\"a\",\"models\":[{\"name\":\"a\",\"file\":\"a.bin\"}]}",
            )
            .unwrap();
        }
        finish::site(&dist, "0123").unwrap();
        fs::write(place.path("mine.safetensors"), bundle("mine", &facades())).unwrap();
        fs::write(place.path("other.safetensors"), bundle("other", &facades())).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `cargo xtask publish` with these arguments, in which `@` is the workplace.
    fn publish(&self, arguments: &str) -> Result<()> {
        let here = self.0.path().to_string_lossy();
        let arguments = format!("publish --dist @/dist {arguments}").replace('@', &here);
        let cli = Cli::try_parse_from(arguments.split(' '))?;
        run(&Project::in_folder(self.0.path()), &cli.options)
    }

    fn refusal(&self, arguments: &str) -> String {
        let error = format!("{:#}", self.publish(arguments).unwrap_err());
        assert!(
            !self.path("site").exists(),
            "{arguments} left a site: {error}"
        );
        assert!(
            !self.path("site.unfinished").exists(),
            "{arguments}: {error}"
        );
        error
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

const MINE: &str = "--model @/mine.safetensors --out @/site";

#[test]
fn a_site_has_our_model_alone_its_name_and_a_page_about_it() {
    let place = Workplace::new();
    place
        .publish(&format!(
            "{MINE} --title Terraces --base https://example.org/t/"
        ))
        .unwrap();
    let list: serde_json::Value =
        serde_json::from_str(&place.text("site/models/models.json")).unwrap();
    assert_eq!(list["default"], "mine");
    assert_eq!(list["models"].as_array().unwrap().len(), 1);
    assert_eq!(list["models"][0]["file"], "mine.safetensors");
    assert!(!place.path("site/models/lite.safetensors").exists());
    assert!(
        !place.path("site/engine_critic_bg.wasm").exists(),
        "nobody can ask a critic"
    );
    assert!(
        place
            .text("site/index.html")
            .contains("<title>Terraces</title>")
    );
    assert!(place.text("site/about.html").contains("<h2>mine</h2>"));
    let manifest: serde_json::Value =
        serde_json::from_str(&place.text("site/manifest.webmanifest")).unwrap();
    assert_eq!(
        (&manifest["name"], &manifest["short_name"]),
        (&"Terraces".into(), &"Terraces".into())
    );
    let known = finish::files_before(&place.path("site")).unwrap();
    for file in [
        "about.html",
        "about.css",
        "models/mine.safetensors",
        "engine/index.js",
    ] {
        assert!(
            known.iter().any(|known| known == file),
            "{file} is not in {known:?}"
        );
    }
    assert!(
        place
            .text("site/engine/index.js")
            .contains("const BUILD = \"0123\";")
    );
    assert!(!place.path("site.unfinished").exists());
}

#[test]
fn a_site_of_other_classes_says_so_and_nothing_of_facades() {
    let place = Workplace::new();
    let classes = serde_json::json!([{ "id": 0, "name": "road", "color": [1, 2, 3] }, { "id": 7, "name": "car", "color": [4, 5, 6] }]);
    let roads = serde_json::json!({ "kind": "one-hot-labels", "classes": classes });
    fs::write(place.path("roads.safetensors"), bundle("roads", &roads)).unwrap();
    place
        .publish("--model @/roads.safetensors --model @/mine.safetensors --out @/site")
        .unwrap();
    let index = place.text("site/index.html");
    let (head, _) = index.split_once("<body").unwrap();
    for part in [
        "<title>roads</title>",
        "content=\"{&quot;default&quot;:&quot;roads&quot;",
        "&quot;id&quot;:7,",
        "&quot;mine&quot;:{&quot;feed&quot;:&quot;facades&quot;}",
    ] {
        assert!(head.contains(part), "{part} is missing from {head}");
    }
    assert!(!head.contains("Facade Studio") && !head.contains("building"));
    let manifest = place.text("site/manifest.webmanifest");
    assert!(!manifest.contains("building") && !manifest.contains("Facade"));
    let about = place.text("site/about.html");
    assert!(about.contains("<h1>roads</h1>") && about.contains("</svg>car</li>"));
    place.publish(MINE).unwrap();
    let facades = place.text("site/index.html");
    assert!(facades.contains("{&quot;feed&quot;:&quot;facades&quot;}"));
    assert!(facades.contains("<title>Facade Studio"));
}

#[test]
fn publishing_again_replaces_the_site_and_leaves_other_files_alone() {
    let place = Workplace::new();
    place.publish(MINE).unwrap();
    fs::write(place.path("site/CNAME"), "example.org").unwrap();
    place
        .publish("--model @/other.safetensors --model @/mine.safetensors --refine --out @/site")
        .unwrap();
    let list: serde_json::Value =
        serde_json::from_str(&place.text("site/models/models.json")).unwrap();
    assert_eq!(
        (&list["default"], &list["refine"]),
        (&"other".into(), &"mine".into())
    );
    assert_eq!(place.text("site/CNAME"), "example.org");
    place
        .publish("--model @/other.safetensors --out @/site")
        .unwrap();
    assert!(!place.path("site/models/mine.safetensors").exists());
}

#[test]
fn what_cannot_be_published_is_said_in_a_sentence_and_leaves_nothing_behind() {
    let place = Workplace::new();
    let depth = serde_json::json!({ "kind": "depth" });
    fs::write(place.path("depth.safetensors"), bundle("depth", &depth)).unwrap();
    fs::create_dir_all(place.path("full")).unwrap();
    fs::write(place.path("full/thesis.tex"), "").unwrap();
    for (arguments, part) in [
        ("--model @/depth.safetensors --out @/site", "its input"),
        (
            "--model @/none.safetensors --out @/site",
            "none.safetensors",
        ),
        ("--run @/runs/mine --out @/site", "no checkpoint"),
        (
            "--model @/mine.safetensors --model @/mine.safetensors --out @/site",
            "two of the models",
        ),
        (&format!("{MINE} --refine"), "--refine needs two"),
        (&format!("{MINE} --critic"), "mine.critic.safetensors"),
        (&format!("{MINE} --base example.org"), "no address"),
        (
            &format!("{MINE} --workflow"),
            "--workflow needs --out inside",
        ),
        (&format!("{MINE} --card @/none.md"), "none.md"),
        ("--model @/mine.safetensors --out @/full", "other things"),
        (
            "--model @/mine.safetensors --out @/dist",
            "built site itself",
        ),
        ("--out @/site", "--run"),
    ] {
        let refusal = place.refusal(arguments);
        assert!(refusal.contains(part), "{arguments}: {refusal}");
    }
}
