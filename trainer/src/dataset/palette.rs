//! Label classes of other data sets, from a small file.
//!
//! ```json
//! [{"id": 0, "name": "road", "color": [128, 64, 128]}, {"id": 1, "name": "car", "color": [0, 0, 142]}]
//! ```
//!
//! Ids are the values of exact label maps, colours those of the label halves of the pairs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use facade_model::input::{NamedClass, check_palette};

/// Reads a list of classes.
///
/// # Errors
/// A file that cannot be read, is no such list, or holds classes that cannot be told apart.
pub fn read(path: &Path) -> Result<Vec<NamedClass>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let classes: Vec<NamedClass> =
        serde_json::from_str(without_mark(&text)).with_context(|| {
            format!(
                "{} is no list of classes with id, name and color",
                path.display()
            )
        })?;
    check_palette(&classes).with_context(|| format!("cannot use {}", path.display()))?;
    Ok(classes)
}

/// A text without the mark of its encoding that Windows writes before it.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_palette_is_read() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("classes.json");
        fs::write(
            &path,
            r#"[{"id":0,"name":"road","color":[128,64,128]},{"id":7,"name":"car","color":[0,0,142]}]"#,
        )
        .unwrap();
        let classes = read(&path).unwrap();
        assert_eq!(classes[0].color, [128, 64, 128]);
        assert_eq!((classes[1].id, classes[1].name.as_str()), (7, "car"));
        // As Windows' editor saves it.
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("\u{feff}{text}")).unwrap();
        assert_eq!(read(&path).unwrap(), classes);
    }

    #[test]
    fn what_is_no_palette_is_refused_by_name() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("classes.json");
        for text in [
            "",
            "{}",
            r#"[{"id":0}]"#,
            r#"[{"id":0,"name":"road","color":[1,2,3]}]"#,
        ] {
            fs::write(&path, text).unwrap();
            let error = format!("{:#}", read(&path).unwrap_err());
            assert!(error.contains("classes.json"), "{error}");
        }
    }
}
