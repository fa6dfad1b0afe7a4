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

/// What our own page says of itself to those who have not opened it.
const DESCRIPTION: &str = "name=\"description\" content=\"";
/// The same of a page for anything else than facades.
const OTHER_DESCRIPTION: &str = "A pix2pix network turns what it is shown into a picture, in your own browser; nothing is uploaded.";

/// What a site is called, and what it is for.
pub struct Identity<'a> {
    /// Its name; our own where there is none.
    pub title: Option<&'a str>,
    /// Its address, where it is known.
    pub base: Option<&'a str>,
    /// Whether its default model is one of facades.
    pub of_facades: bool,
    /// What its models are fed, see [`super::feed::subject`].
    pub subject: String,
}

/// Gives the site in `dist` a name and an address, where there is one, says what its models are fed, and leads from its
/// own name to the page about its model.
///
/// # Errors
/// A page without the places where these stand.
pub fn identify(dist: &Path, identity: &Identity<'_>) -> Result<()> {
    let path = dist.join(PAGE);
    write(&path, identified(&read_text(&path)?, identity)?)?;
    let Some(title) = identity.title else {
        return Ok(());
    };
    let path = dist.join(MANIFEST);
    let mut manifest: Value = serde_json::from_slice(&read(&path)?)
        .with_context(|| format!("{} is not JSON", path.display()))?;
    for name in ["name", "short_name"] {
        manifest[name] = title.into();
    }
    if !identity.of_facades {
        manifest["description"] = OTHER_DESCRIPTION.into();
    }
    write(&path, serde_json::to_string_pretty(&manifest)? + "\n")
}

fn identified(html: &str, identity: &Identity<'_>) -> Result<String> {
    let name = escaped(identity.title.unwrap_or(NAMES[0]));
    let subject = escaped(&identity.subject);
    let mut head = format!("<meta name=\"subject\" content=\"{subject}\">");
    let mut html = without_subject(html)?;
    if identity.title.is_some() {
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
    if !identity.of_facades {
        html = between(&html, DESCRIPTION, "\"", OTHER_DESCRIPTION)?;
    }
    if let Some(base) = identity.base {
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

/// The page without what an earlier site said of its models.
fn without_subject(html: &str) -> Result<String> {
    const SUBJECT: &str = "<meta name=\"subject\"";
    let Some((before, rest)) = html.split_once(SUBJECT) else {
        return Ok(html.to_owned());
    };
    // What it says is escaped, so the first `>` is its end.
    let (_, after) = rest
        .split_once('>')
        .context("the page's <meta name=\"subject\"> does not end")?;
    Ok(format!("{before}{after}"))
}

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

    fn of_facades<'a>(title: Option<&'a str>, base: Option<&'a str>) -> Identity<'a> {
        Identity {
            title,
            base,
            of_facades: true,
            subject: "{}".to_owned(),
        }
    }

    #[test]
    fn the_example_is_of_our_model_and_stays_with_us() {
        let html = identified(&index(), &of_facades(None, None)).unwrap();
        assert!(index().contains(EXAMPLE) && !html.contains("<img"));
        assert!(html.contains("id=\"picture-in\""));
    }

    #[test]
    fn a_title_takes_the_place_of_our_name_everywhere() {
        let html = identified(&index(), &of_facades(Some("Houses & <Homes>"), None)).unwrap();
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
        let html = identified(&index(), &of_facades(None, Some("https://example.org/a/"))).unwrap();
        assert!(html.contains("<title>Facade Studio: "));
        assert!(!html.contains("application-name"));
        assert!(html.contains("<link rel=\"canonical\" href=\"https://example.org/a/\">"));
        assert_eq!(html.matches(about::PAGE).count(), 2);
        let (_, settings) = html.split_once("<div id=\"settings\"").unwrap();
        let (items, _) = settings.split_once("</div>").unwrap();
        assert!(items.ends_with("About this model</span></a>"), "{items}");
        assert!(identified("<title></title>", &of_facades(None, None)).is_err());
    }

    #[test]
    fn what_the_models_are_fed_stands_in_the_head_once_and_as_one_attribute() {
        let subject = |subject: &str| Identity {
            subject: subject.to_owned(),
            ..of_facades(None, None)
        };
        let first = identified(&index(), &subject("{\"name\":\"a > b & 'c'\"}")).unwrap();
        let content =
            "<meta name=\"subject\" content=\"{&quot;name&quot;:&quot;a &gt; b &amp; 'c'&quot;}\">";
        let (head, _) = first.split_once("</head>").unwrap();
        assert!(head.contains(content), "{head}");
        assert!(!index().contains("name=\"subject\""), "ours has none");
        let replaced = without_subject(&first).unwrap();
        assert!(!replaced.contains("name=\"subject\""));
        assert_eq!(replaced.len(), first.len() - content.len());
    }

    #[test]
    fn a_site_of_something_else_does_not_speak_of_buildings_in_its_head() {
        let identity = Identity {
            of_facades: false,
            ..of_facades(Some("streets"), None)
        };
        let html = identified(&index(), &identity).unwrap();
        let (head, _) = html.split_once("<body").unwrap();
        let said: Vec<_> = head
            .lines()
            .filter(|line| line.contains("content="))
            .collect();
        assert!(said.iter().any(|line| line.contains(OTHER_DESCRIPTION)));
        for ours in ["building", "Facade Studio"] {
            assert!(!head.contains(ours), "{ours}: {said:?}");
        }
    }
}
