//! Page and scripts as visitors get them: without what is for those who read the sources.
//!
//! Only comments that fill their lines, empty lines and indentation go, so that nothing of a script needs to be
//! understood. Done again, it changes nothing.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

use crate::file::{read_text, write};

const PAGE: &str = "index.html";

/// Takes the comments out of the page in `dist` and of the scripts beside it; the engine's module in its folder is for
/// readers too.
///
/// # Errors
/// Where the folder, the page or a script cannot be read or written.
pub fn site(dist: &Path) -> Result<()> {
    let html = dist.join(PAGE);
    write(&html, page(&read_text(&html)?))?;
    let entries = fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))?;
    for entry in entries {
        let path = entry.context("cannot list the site")?.path();
        if path.extension().is_some_and(|ending| ending == "js") {
            write(&path, script(&read_text(&path)?))?;
        }
    }
    Ok(())
}

/// The page without comments and indentation, neither of which shows.
fn page(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        text.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |all, line| all + line + "\n")
}

fn script(script: &str) -> String {
    // Whoever looks for a line looks for it behind the end of another.
    let mut text = String::from("\n");
    let (mut in_comment, mut in_template) = (false, false);
    for line in script.lines() {
        if in_template {
            text.push_str(line);
        } else {
            let mut code = line.trim();
            if in_comment || code.starts_with("/*") {
                let end = code.split_once("*/");
                in_comment = end.is_none();
                code = end.map_or("", |(_, after)| after.trim_start());
            }
            if code.is_empty() || code.starts_with("//") {
                continue;
            }
            text.push_str(code);
        }
        text.push('\n');
        // Lines of a template are text.
        in_template ^= line.matches('`').count() % 2 == 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "// Head.\nconst a = 1; // stays\n\n/**\n * Says a.\n * `b`\n */\nfunction say() {\n  /* One. */\n  /* Two. */ \
                          return `\n  // text\n  ${a}`;\n}\n";
    const SHORTER: &str =
        "\nconst a = 1; // stays\nfunction say() {\nreturn `\n  // text\n  ${a}`;\n}\n";

    #[test]
    fn comments_and_indentation_go_and_templates_stay() {
        assert_eq!(script(SCRIPT), SHORTER);
        assert_eq!(script(SHORTER), SHORTER);
        let html = "<body>\n  <!-- One\n  and two. -->\n  <p>a <b>b</b>\n    c</p>\n\n</body>\n";
        let shorter = "<body>\n<p>a <b>b</b>\nc</p>\n</body>\n";
        assert_eq!(
            (page(html), page(shorter)),
            (shorter.into(), shorter.into())
        );
    }

    #[test]
    fn the_site_s_own_scripts_are_shortened_and_those_in_folders_are_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("engine")).unwrap();
        for name in ["a.js", "engine/index.js", "b.css", PAGE] {
            fs::write(folder.path().join(name), SCRIPT).unwrap();
        }
        site(folder.path()).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("a.js"), SHORTER);
        assert_eq!(read("engine/index.js"), SCRIPT);
        assert_eq!(read("b.css"), SCRIPT);
    }
}
