//! The page about the models: what their bundles say of themselves, in both languages, and what a person says in a card.

use anyhow::{Context, Result};
use facade_subjects::KnownSubject;
use facade_subjects::facades::FACADES;
use serde_json::Value;
use std::fs;
use std::path::Path;

use super::card::Card;
use super::feed::{self, Class, Color, Feed};
use super::models::Model;
use super::page::escaped;
use crate::file::write;

pub const PAGE: &str = "about.html";
const STYLE: &str = "about.css";

/// Writes the page into the site in `dist`.
pub fn write_page(
    dist: &Path,
    title: Option<&str>,
    models: &[Model],
    card: Option<&Card>,
) -> Result<()> {
    write(&dist.join(PAGE), html(title, models, card))?;
    write(&dist.join(STYLE), include_str!("about.css"))?;
    let cards = card.into_iter().flat_map(Card::pictures);
    let cards = cards.map(|(address, content)| (address.clone(), content));
    let sheets = models.iter().filter_map(|model| {
        let sheet = model.samples.as_ref()?;
        Some((sheet_address(model), sheet))
    });
    for (address, content) in cards.chain(sheets) {
        let path = dist.join(address);
        let folder = path.parent().context("a picture lies in a folder")?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        write(&path, content)?;
    }
    Ok(())
}

/// Where a model's sheet of pictures is on the site.
fn sheet_address(model: &Model) -> String {
    format!("samples/{}.png", model.name)
}

/// A sentence in both languages, each on a line of its own.
fn both(english: &str, chinese: &str) -> String {
    format!("{english} <span lang=\"zh-Hans\">{chinese}</span>")
}

fn html(title: Option<&str>, models: &[Model], card: Option<&Card>) -> String {
    let name = escaped(title.unwrap_or("Facade Studio"));
    let mut text = format!(
        "\
<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<title>{name}: about · 关于</title>
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\">
<link rel=\"icon\" href=\"icons/icon-192.png\">
<link rel=\"stylesheet\" href=\"{STYLE}\">
</head>
<body>
<main>
<h1>{name}</h1>
<p><a href=\"./\">Draw</a> · <a href=\"./\" lang=\"zh-Hans\">开始绘画</a></p>
<p>What you draw becomes a picture in your own browser; nothing is uploaded.</p>
<p lang=\"zh-Hans\">画面在你自己的浏览器里生成，不会上传任何内容。</p>
"
    );
    if let Some(card) = card {
        text += &format!("<article>\n{}</article>\n", card.html());
    }
    for model in models {
        text += &section(model);
    }
    text + "</main>\n</body>\n</html>\n"
}

/// What a model's bundle says of it.
fn section(model: &Model) -> String {
    let manifest = &model.manifest;
    let network = format!("U-Net, ngf {}, 256×256", manifest["architecture"]["ngf"]);
    let file = format!(
        "{:.2} MB, {}",
        model.bytes.len() as f64 / 1e6,
        words(&manifest["precision"])
    );
    let digest = format!("<code>{}</code>", words(&manifest["sha256"]));
    let rows: String = [
        ("Network 网络", network),
        ("Input 输入", input(manifest, &model.feed)),
        ("Trained 训练", training(&manifest["training"])),
        ("File 文件", file),
        ("SHA-256", digest),
    ]
    .iter()
    .map(|(name, value)| {
        format!(
            "<tr><th scope=\"row\">{}</th><td>{value}</td></tr>\n",
            heading(name)
        )
    })
    .collect();
    let name = escaped(&model.name);
    format!(
        "<section>\n<h2>{name}</h2>\n<table>\n{rows}</table>\n{}{}</section>\n",
        palette(&model.feed),
        samples(model)
    )
}

/// A row's name, in English and, after a space, in Chinese.
fn heading(name: &str) -> String {
    match name.split_once(' ') {
        Some((english, chinese)) => both(english, chinese),
        None => name.to_owned(),
    }
}

fn words(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| escaped(&value.to_string()), escaped)
}

fn input(manifest: &Value, feed: &Feed) -> String {
    match (feed, manifest["input"]["kind"].as_str()) {
        (Feed::Facades | Feed::Labels { .. }, Some("painted-labels")) => both(
            "label maps, and the colour of each class",
            "标注图，以及每个类别的颜色",
        ),
        (Feed::Facades | Feed::Labels { .. }, _) => both("label maps", "标注图"),
        (Feed::Inks(_), _) => both("drawings in a few colours", "用几种颜色绘制的图"),
        (Feed::Photographs, Some("grey")) => both("photographs, in grey", "照片（灰度）"),
        (Feed::Photographs, _) => both("photographs", "照片"),
    }
}

fn training(training: &Value) -> String {
    if training.is_null() {
        return both("by another program", "由其他程序训练");
    }
    let (pairs, epochs, seed) = (&training["pairs"], &training["epochs"], &training["seed"]);
    let mut english = format!("{pairs} pairs, {epochs} epochs, seed {seed}");
    let mut chinese = format!("{pairs} 对图片，{epochs} 轮，种子 {seed}");
    if let Some(l1) = training["validation_l1"].as_f64() {
        english += &format!("; validation L1 {l1:.3}, of pixels −1..1");
        chinese += &format!("；验证 L1 {l1:.3}（像素 −1..1）");
    }
    both(&english, &chinese)
}

/// What may be drawn: the classes in the colours of their data, or the inks. Presentation attributes of SVG are no inline
/// styles.
fn palette(feed: &Feed) -> String {
    let in_classes = || {
        both(
            "Classes, in the colours of label maps",
            "类别及其在标注图中的颜色",
        )
    };
    let (caption, chips): (String, String) = match feed {
        Feed::Facades => (in_classes(), known_chips(&FACADES)),
        Feed::Labels { classes, .. } => {
            let chips = || {
                let class = |class: &Class| chip(class.color, &escaped(&class.name));
                classes.iter().map(class).collect()
            };
            let known = feed::known(classes);
            (in_classes(), known.map_or_else(chips, known_chips))
        }
        Feed::Inks(inks) => {
            let chips = inks.iter().enumerate().map(|(index, &ink)| match index {
                0 => chip(ink, &both("paper", "底色")),
                _ => chip(ink, &hex(ink)),
            });
            (
                both("Colours of its drawings", "绘图所用的颜色"),
                chips.collect(),
            )
        }
        Feed::Photographs => return String::new(),
    };
    format!("<h3>{caption}</h3>\n<ul class=\"palette\">\n{chips}</ul>\n")
}

/// Each class by its name and what the page calls it in Chinese.
fn known_chips(subject: &KnownSubject) -> String {
    let classes = subject.classes.iter().zip(subject.class_words);
    let chips =
        classes.map(|(class, words)| chip(class.color, &both(class.name, words.label.chinese)));
    chips.collect()
}

fn chip([red, green, blue]: Color, name: &str) -> String {
    format!(
        "<li><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect width=\"16\" height=\"16\" rx=\"4\" fill=\"rgb({red},{green},{blue})\"/></svg>{name}</li>\n"
    )
}

fn hex([red, green, blue]: Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn samples(model: &Model) -> String {
    if model.samples.is_none() {
        return String::new();
    }
    let caption = both(
        "Validation pairs: input, generated, real",
        "验证集：输入、生成、真实照片",
    );
    format!(
        "<figure>\n<figcaption>{caption}</figcaption>\n<img src=\"{}\" alt=\"Input, generated and real picture of each pair, row by row\" loading=\"lazy\">\n</figure>\n",
        escaped(&sheet_address(model))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::bundle;
    use crate::publish::bundle::tests::{bundle as encoded, facades};
    use serde_json::json;

    fn model(name: &str) -> Model {
        model_of(name, &facades(), None)
    }

    fn model_of(name: &str, input: &Value, inks: Option<Value>) -> Model {
        let bytes = encoded(name, input);
        let mut manifest = bundle::manifest(&bytes).unwrap();
        if let Some(inks) = inks {
            manifest["inks"] = inks;
        }
        Model::of(name, manifest, bytes)
    }

    #[test]
    fn the_page_says_what_the_bundle_says_in_both_languages() {
        let html = html(Some("A & B"), &[model("mine"), model("other")], None);
        for part in [
            "<h1>A &amp; B</h1>",
            "<h2>mine</h2>",
            "<h2>other</h2>",
            "U-Net, ngf 16",
            "400 pairs, 30 epochs, seed 1; validation L1 0.355, of pixels −1..1 <span lang=\"zh-Hans\">400 对图片，30 轮",
            "fill=\"rgb(174,0,0)\"/></svg>shop <span lang=\"zh-Hans\">店铺</span></li>",
        ] {
            assert!(html.contains(part), "{part} is missing from {html}");
        }
        assert_eq!(html.matches("<li>").count(), 24);
    }

    #[test]
    fn other_classes_inks_and_photographs_are_named_as_the_bundle_has_them() {
        let class = |id: u8, name: &str| json!({ "id": id, "name": name, "color": [id, 0, 0] });
        let roads =
            json!({ "kind": "painted-labels", "classes": [class(0, "road"), class(9, "<car>")] });
        let text = section(&model_of("roads", &roads, None));
        assert!(text.contains("the colour of each class"), "{text}");
        assert!(text.contains("fill=\"rgb(9,0,0)\"/></svg>&lt;car&gt;</li>"));
        assert!(!text.contains("window"), "{text}");
        let rgb = json!({ "kind": "rgb" });
        let text = section(&model_of(
            "edges",
            &rgb,
            Some(json!([[255, 255, 255], [0, 0, 0]])),
        ));
        assert!(text.contains("drawings in a few colours"), "{text}");
        assert!(text.contains("</svg>paper <span") && text.contains("</svg>#000000</li>"));
        let text = section(&model_of("photos", &rgb, None));
        assert!(
            text.contains("photographs") && !text.contains("palette"),
            "{text}"
        );
    }

    #[test]
    fn the_page_needs_neither_script_nor_inline_style() {
        let html = html(None, &[model("mine")], None);
        for forbidden in ["<script", "<style", " style=", "://"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn a_sheet_of_pictures_is_shown_where_there_is_one() {
        let mut model = model("mine");
        assert!(!section(&model).contains("<img"));
        model.samples = Some(b"png".to_vec());
        assert!(section(&model).contains("<img src=\"samples/mine.png\""));
        let site = tempfile::tempdir().unwrap();
        write_page(site.path(), None, &[model], None).unwrap();
        assert_eq!(
            fs::read(site.path().join("samples/mine.png")).unwrap(),
            b"png"
        );
    }

    #[test]
    fn weights_of_other_programs_are_called_that() {
        assert!(training(&Value::Null).starts_with("by another program"));
    }
}
