//! The page under another name, and its way to the page about its model.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;

use super::about;
use crate::file::{read, read_text, write};

const PAGE: &str = "index.html";
/// A picture that our model made; another model makes others.
pub const EXAMPLE: &str = "example.webp";
const MANIFEST: &str = "manifest.webmanifest";
/// Our own name in both languages.
const NAMES: [&str; 2] = ["Facade Studio", "立面画室"];

/// Gives the site in `dist` a name and an address, where there is one, and leads from its own name to the page about its
/// model.
///
/// # Errors
/// A page without the places where these stand.
pub fn rename(dist: &Path, title: Option<&str>, base: Option<&str>) -> Result<()> {
    let path = dist.join(PAGE);
    write(&path, renamed(&read_text(&path)?, title, base)?)?;
    let Some(title) = title else {
        return Ok(());
    };
    let path = dist.join(MANIFEST);
    let mut manifest: Value = serde_json::from_slice(&read(&path)?)
        .with_context(|| format!("{} is not JSON", path.display()))?;
    for name in ["name", "short_name"] {
        manifest[name] = title.into();
    }
    write(&path, serde_json::to_string_pretty(&manifest)? + "\n")
}

fn renamed(html: &str, title: Option<&str>, base: Option<&str>) -> Result<String> {
    let name = escaped(title.unwrap_or(NAMES[0]));
    let mut head = String::new();
    let mut html = html.to_owned();
    if title.is_some() {
        // The program takes it from here, in both languages (src/ui/language.rs).
        head += &format!("<meta name=\"application-name\" content=\"{name}\">");
        html = between(&html, "<title>", "</title>", &name)?;
        let (body, noscript) = html
            .split_once("<noscript>")
            .context("the page has no <noscript>")?;
        let noscript = NAMES
            .iter()
            .fold(noscript.to_owned(), |text, ours| text.replace(ours, &name));
        html = format!("{body}<noscript>{noscript}");
    }
    if let Some(base) = base {
        head += &format!(
            "<link rel=\"canonical\" href=\"{base}\"><meta property=\"og:url\" content=\"{base}\">"
        );
    }
    html = once(&html, "</title>", &format!("</title>{head}"))?;
    html = between(
        &html,
        "<figure id=\"example\"",
        "</figure>",
        " class=\"example\" aria-hidden=\"true\"><figcaption><span data-text=\"placeholder\">The picture appears here</span><span id=\"picture-in\"></span></figcaption>",
    )?;
    // Where the heading says the name, it leads there; and from the settings, which phones have as well.
    let about = about::PAGE;
    html = between(
        &html,
        "<h1",
        "</h1>",
        &format!(
            "><a href=\"{about}\" title=\"About this model\" data-text-title=\"about\" data-text=\"name\">{name}</a>"
        ),
    )?;
    let (before, settings) = html
        .split_once("<div id=\"settings\"")
        .context("the page has no settings")?;
    let (items, after) = settings
        .split_once("</div>")
        .context("the page's settings have no end")?;
    Ok(format!(
        "{before}<div id=\"settings\"{items}{}</div>{after}",
        ITEM.replace("ABOUT", about)
    ))
}

/// The settings' last item.
const ITEM: &str = "<a class=\"action\" role=\"menuitem\" tabindex=\"-1\" href=\"ABOUT\"><svg class=\"icon\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"10\" r=\"7.25\"/><path d=\"M10 9.25v4.5\"/><circle class=\"solid\" cx=\"10\" cy=\"6.6\" r=\".95\"/></svg><span class=\"name\" data-text=\"about\">About this model</span></a>";

/// The page with `new` between the first `opening` and what ends it.
fn between(html: &str, opening: &str, end: &str, new: &str) -> Result<String> {
    let (before, rest) = html
        .split_once(opening)
        .with_context(|| format!("the page has no {opening}"))?;
    let (_, after) = rest
        .split_once(end)
        .with_context(|| format!("the page has no {end}"))?;
    Ok(format!("{before}{opening}{new}{end}{after}"))
}

fn once(html: &str, old: &str, new: &str) -> Result<String> {
    ensure!(html.matches(old).count() == 1, "the page has not one {old}");
    Ok(html.replacen(old, new, 1))
}

/// As text and in attributes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn index() -> String {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        fs::read_to_string(Path::new(&package).join("../index.html")).unwrap()
    }

    #[test]
    fn the_example_is_of_our_model_and_stays_with_us() {
        let html = renamed(&index(), None, None).unwrap();
        assert!(index().contains(EXAMPLE) && !html.contains("<img"));
        assert!(html.contains("id=\"picture-in\""));
    }

    #[test]
    fn a_title_takes_the_place_of_our_name_everywhere() {
        let html = renamed(&index(), Some("Houses & <Homes>"), None).unwrap();
        let name = "Houses &amp; &lt;Homes&gt;";
        assert!(html.contains(&format!("<title>{name}</title>")));
        assert!(
            html.contains(&format!("data-text=\"name\">{name}</a></h1>")),
            "{html}"
        );
        assert!(html.contains(&format!("application-name\" content=\"{name}\"")));
        for ours in NAMES {
            assert!(!html.contains(ours), "{ours}");
        }
    }

    #[test]
    fn without_a_title_the_page_keeps_its_name_and_leads_to_the_model_s_page() {
        let html = renamed(&index(), None, Some("https://example.org/a/")).unwrap();
        assert!(html.contains("<title>Facade Studio: "));
        assert!(!html.contains("application-name"));
        assert!(html.contains("<link rel=\"canonical\" href=\"https://example.org/a/\">"));
        assert_eq!(html.matches(about::PAGE).count(), 2);
        let (_, settings) = html.split_once("<div id=\"settings\"").unwrap();
        let (items, _) = settings.split_once("</div>").unwrap();
        assert!(items.ends_with("About this model</span></a>"), "{items}");
        assert!(renamed("<title></title>", None, None).is_err());
    }
}
