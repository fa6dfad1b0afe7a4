//! What a person says of a model: a Markdown file, and the pictures in its folder that it shows.

use anyhow::{Context, Result, ensure};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use std::collections::BTreeMap;
use std::path::{Component, Path};

use crate::file::read;

/// Where its pictures are on the site.
const PICTURES: &str = "about";

pub struct Card {
    html: String,
    /// Contents by addresses on the site.
    pictures: BTreeMap<String, Vec<u8>>,
}

impl Card {
    /// Reads a file. HTML in it is shown as text, and links into the author's folders lose their address.
    ///
    /// # Errors
    /// Files that cannot be read, and pictures from elsewhere: the site asks no other server for anything.
    pub fn read(path: &Path) -> Result<Self> {
        let text = String::from_utf8(read(path)?)
            .with_context(|| format!("{} is no text", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::of(&text, folder).with_context(|| format!("{} cannot be published", path.display()))
    }

    fn of(text: &str, folder: &Path) -> Result<Self> {
        let mut pictures = BTreeMap::new();
        let mut failure = None;
        let mut links = Vec::new();
        let events =
            Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
                Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
                Event::Start(Tag::Link { ref dest_url, .. }) => {
                    let stays = is_elsewhere(dest_url);
                    links.push(stays);
                    stays.then_some(event)
                }
                Event::End(TagEnd::Link) => (links.pop() == Some(true)).then_some(event),
                Event::Start(Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    id,
                }) => match taken(folder, &dest_url, &mut pictures) {
                    Ok(address) => Some(Event::Start(Tag::Image {
                        link_type,
                        dest_url: address.into(),
                        title,
                        id,
                    })),
                    Err(error) => {
                        failure.get_or_insert(error);
                        None
                    }
                },
                event => Some(event),
            });
        let mut html = String::new();
        html::push_html(&mut html, events);
        match failure {
            Some(error) => Err(error),
            None => Ok(Self { html, pictures }),
        }
    }

    pub fn html(&self) -> &str {
        &self.html
    }

    pub fn pictures(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.pictures
    }
}

fn is_elsewhere(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// Takes a picture into the site, and gives its address there.
fn taken(folder: &Path, address: &str, pictures: &mut BTreeMap<String, Vec<u8>>) -> Result<String> {
    let path = Path::new(address);
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    ensure!(
        !is_elsewhere(address) && inside,
        "its picture {address} is not in its own folder"
    );
    let name = path.file_name().context("a picture has a name")?;
    let content = read(&folder.join(path))?;
    let address = format!("{PICTURES}/{}", name.to_string_lossy());
    let other = pictures.insert(address.clone(), content);
    ensure!(
        other.is_none_or(|other| pictures[&address] == other),
        "two of its pictures have the name of {address}"
    );
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_card_becomes_html_with_its_pictures_and_nothing_that_runs() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(folder.path().join("sub/a.jpg"), "jpeg").unwrap();
        let text = "# Mine\n\n![houses](sub/a.jpg) <script>x()</script> [here](other.md) [*there*](https://example.org/)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let card = Card::of(text, folder.path()).unwrap();
        let html = card.html();
        assert!(html.contains("<h1>Mine</h1>"), "{html}");
        assert!(
            html.contains("<img src=\"about/a.jpg\" alt=\"houses\""),
            "{html}"
        );
        assert!(html.contains("&lt;script&gt;x()"), "{html}");
        assert!(
            html.contains(" here <a href=\"https://example.org/\"><em>there</em></a>"),
            "{html}"
        );
        assert!(html.contains("<td>1</td>"), "{html}");
        assert_eq!(card.pictures()["about/a.jpg"], b"jpeg");
    }

    #[test]
    fn pictures_from_elsewhere_and_missing_ones_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for text in [
            "![a](https://example.org/a.png)",
            "![a](../a.png)",
            "![a](a.png)",
        ] {
            assert!(Card::of(text, folder.path()).is_err(), "{text}");
        }
    }
}
