//! The page about the models: what their bundles say of themselves, in both languages, and what a person says in a card.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

use super::card::Card;
use super::models::Model;
use super::page::escaped;
use super::{bundle, write};

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
    for (address, content) in card.into_iter().flat_map(Card::pictures) {
        let path = dist.join(address);
        let folder = path.parent().context("a picture lies in a folder")?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        write(&path, content)?;
    }
    Ok(())
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
    let network = &manifest["architecture"];
    let mut rows = vec![
        (
            "network",
            "网络",
            format!(
                "U-Net, ngf {}, 256×256 pixels <span lang=\"zh-Hans\">像素</span>",
                network["ngf"]
            ),
        ),
        ("input", "输入", input(&manifest["input"])),
        (
            "file",
            "文件",
            format!(
                "{:.2} MB, {}",
                model.bytes.len() as f64 / 1e6,
                words(&manifest["precision"])
            ),
        ),
    ];
    rows.push(("trained", "训练", training(&manifest["training"])));
    rows.push((
        "SHA-256",
        "SHA-256",
        format!("<code>{}</code>", words(&manifest["sha256"])),
    ));
    let rows: String = rows
        .iter()
        .map(|(english, chinese, value)| {
            let chinese = match english == chinese {
                true => String::new(),
                false => format!(" <span lang=\"zh-Hans\">{chinese}</span>"),
            };
            format!("<tr><th scope=\"row\">{english}{chinese}</th><td>{value}</td></tr>\n")
        })
        .collect();
    let name = escaped(&model.name);
    format!(
        "<section>\n<h2>{name}</h2>\n<table>\n{rows}</table>\n{}</section>\n",
        palette(&manifest["input"])
    )
}

fn words(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| escaped(&value.to_string()), escaped)
}

fn input(input: &Value) -> String {
    match input["kind"].as_str() {
        Some("painted-labels") => "classes and their colours <span lang=\"zh-Hans\">类别及其颜色</span>".into(),
        Some("one-hot-labels") => "classes <span lang=\"zh-Hans\">类别</span>".into(),
        _ => "label maps in the colours of their classes <span lang=\"zh-Hans\">以类别颜色绘制的标注图</span>".into(),
    }
}

fn training(training: &Value) -> String {
    if training.is_null() {
        return "by another program <span lang=\"zh-Hans\">由其他程序训练</span>".into();
    }
    let (pairs, epochs, seed) = (&training["pairs"], &training["epochs"], &training["seed"]);
    let mut text = format!(
        "{pairs} pairs, {epochs} epochs, seed {seed} <span lang=\"zh-Hans\">{pairs} 对图片，{epochs} 轮，种子 {seed}</span>"
    );
    if let Some(l1) = training["validation_l1"].as_f64() {
        text += &format!(
            "; validation L1 {l1:.3} of −1..1 <span lang=\"zh-Hans\">验证 L1 {l1:.3}</span>"
        );
    }
    text
}

/// The classes in their colours. Presentation attributes of SVG are no inline styles.
fn palette(input: &Value) -> String {
    let own: Vec<(String, [u64; 3])> = input["classes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|class| {
            let channel = |index: usize| class["color"][index].as_u64().unwrap_or(0);
            (words(&class["name"]), [channel(0), channel(1), channel(2)])
        })
        .collect();
    let classes = match own.is_empty() {
        false => own,
        true => bundle::FACADE_CLASSES
            .map(|(name, color)| (name.to_owned(), color.map(u64::from)))
            .to_vec(),
    };
    let chips: String = classes
        .iter()
        .map(|(name, [red, green, blue])| {
            format!("<li><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect width=\"16\" height=\"16\" rx=\"4\" fill=\"rgb({red},{green},{blue})\"/></svg>{name}</li>\n")
        })
        .collect();
    format!("<ul class=\"palette\">\n{chips}</ul>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::bundle::tests::{bundle as encoded, facades};

    fn model(name: &str) -> Model {
        let bytes = encoded(name, &facades());
        Model {
            name: name.to_owned(),
            manifest: bundle::manifest(&bytes).unwrap(),
            bytes,
            critic: None,
        }
    }

    #[test]
    fn the_page_says_what_the_bundle_says_in_both_languages() {
        let html = html(Some("A & B"), &[model("mine"), model("other")], None);
        for part in [
            "<h1>A &amp; B</h1>",
            "<h2>mine</h2>",
            "<h2>other</h2>",
            "U-Net, ngf 16",
            "400 pairs, 30 epochs, seed 1 <span lang=\"zh-Hans\">400 对图片，30 轮",
            "validation L1 0.355",
            "fill=\"rgb(174,0,0)\"/></svg>shop</li>",
        ] {
            assert!(html.contains(part), "{part} is missing from {html}");
        }
        assert_eq!(html.matches("<li>").count(), 24);
    }

    #[test]
    fn the_page_needs_neither_script_nor_inline_style() {
        let html = html(None, &[model("mine")], None);
        for forbidden in ["<script", "<style", " style=", "://"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn weights_of_other_programs_are_called_that() {
        assert!(training(&Value::Null).starts_with("by another program"));
    }
}
