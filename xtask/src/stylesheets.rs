//! One stylesheet in place of many: fewer requests before the first paint, and a dictionary that all rules share when
//! the host compresses them.
//!
//! In the sources each sheet has one subject; their order in the page is the order of the cascade, and stays.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

use crate::build_id::hex;
use crate::file::{read_text, write};

const PAGE: &str = "index.html";
const LINK: &str = "<link rel=\"stylesheet\" href=\"./";
const END: &str = "\"/>";

/// Packs the sheets that the page in `dist` links into one, without comments and indentation.
///
/// # Errors
/// A page that links none, which Trunk does not write, or a sheet that is missing.
pub fn pack(dist: &Path) -> Result<()> {
    let page = dist.join(PAGE);
    let html = read_text(&page)?;
    let mut sheets = Vec::new();
    let mut rest = html.as_str();
    let mut without = String::new();
    while let Some((before, after)) = rest.split_once(LINK) {
        let Some((name, behind)) = after.split_once(END) else {
            bail!("{} links a stylesheet in another way", page.display());
        };
        without.push_str(before);
        if sheets.is_empty() {
            without.push('\0');
        }
        sheets.push(name);
        rest = behind;
    }
    without.push_str(rest);
    if sheets.is_empty() {
        bail!("{} links no stylesheet", page.display());
    }
    let mut all = String::new();
    for name in &sheets {
        all.push_str(&smaller(&read_text(&dist.join(name))?));
    }
    let name = format!("style-{}.css", hex(&Sha256::digest(&all)[..8]));
    write(&dist.join(&name), &all)?;
    for sheet in sheets.iter().filter(|sheet| **sheet != name) {
        fs::remove_file(dist.join(sheet)).with_context(|| format!("cannot remove {sheet}"))?;
    }
    write(&page, without.replace('\0', &format!("{LINK}{name}{END}")))
}

/// The same rules without comments, indentation and ends of lines that mean nothing.
fn smaller(css: &str) -> String {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        text.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |all, line| {
        // Elsewhere the end of a line is a space: in selectors, and between the rows of a grid.
        let end = if line.ends_with(['{', '}', ';']) {
            ""
        } else {
            "\n"
        };
        all + line + end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_become_one_in_the_order_of_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            PAGE,
            "<head><link rel=\"stylesheet\" href=\"./b-1.css\"/>\n<link rel=\"stylesheet\" href=\"./a-2.css\"/>\n</head>",
        );
        write("b-1.css", "/* First. */\nbody {\n  color: red;\n}\n");
        write("a-2.css", "p { content: \"a  b\" }");
        pack(folder.path()).unwrap();
        let html = fs::read_to_string(folder.path().join(PAGE)).unwrap();
        let name = html.split("./").nth(1).unwrap().split('"').next().unwrap();
        let css = fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(css, "body {color: red;}p { content: \"a  b\" }");
        assert_eq!(html.matches("stylesheet").count(), 1);
        assert!(!folder.path().join("b-1.css").exists());
        // Once more: what is packed stays as it is.
        pack(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(PAGE)).unwrap(), html);
    }

    #[test]
    fn a_page_without_sheets_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(PAGE), "<head></head>").unwrap();
        assert!(pack(folder.path()).is_err());
    }
}
