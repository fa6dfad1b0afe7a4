//! The names by which a binary and its script know each other, shortened in both.
//!
//! wasm-bindgen tells imports apart by digests in their names, which compress badly and stand in both files: 11 kB of the
//! page. wasm-opt's last pass gives each a letter or two and says which; the script follows here.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// What wasm-opt's `--minify-imports-and-exports-and-modules` prints.
#[derive(Debug, Deserialize)]
pub struct Renamed {
    /// Module, name before, name after.
    imports: Vec<[String; 3]>,
    /// Name before, name after.
    exports: Vec<[String; 2]>,
}

/// What every import's module is called then.
const MODULE: &str = "a";

impl Renamed {
    /// Reads what was printed.
    pub fn read(printed: &str) -> Result<Self> {
        serde_json::from_str(printed).context("wasm-opt did not say what it renamed")
    }

    /// The script of the binary, with the new names.
    ///
    /// # Errors
    /// Where a name is not used as wasm-bindgen uses it.
    pub fn follow(&self, script: &str) -> Result<String> {
        let modules = self.imports.iter().map(|[module, ..]| module.as_str());
        let imports = self.imports.iter().map(|[_, before, after]| {
            let after = after.as_str();
            (before.as_str(), after)
        });
        let exports = self.exports.iter();
        let exports: BTreeMap<&str, &str> = exports
            .map(|[before, after]| (before.as_str(), after.as_str()))
            .collect();
        let imports: BTreeMap<&str, &str> = imports.collect();
        let mut script = script.to_owned();
        for module in modules.collect::<std::collections::BTreeSet<_>>() {
            let key = format!("\"{module}\":");
            ensure!(script.contains(&key), "no {key} in the script");
            script = script.replace(&key, &format!("\"{MODULE}\":"));
        }
        let mut renamed = 0;
        let mut text = String::with_capacity(script.len());
        let mut rest = script.as_str();
        while let Some(start) = rest.find(is_of_name) {
            let (between, from) = rest.split_at(start);
            text.push_str(between);
            let end = from.find(|letter| !is_of_name(letter));
            let (word, after) = from.split_at(end.unwrap_or(from.len()));
            rest = after;
            // An import is a key of an object, an export a field of `wasm`.
            let new = match (imports.get(word), text.ends_with("wasm.")) {
                (Some(new), _) if after.starts_with(": ") => {
                    renamed += 1;
                    Some(new)
                }
                (_, true) => exports.get(word),
                _ => None,
            };
            text.push_str(new.unwrap_or(&word));
        }
        text.push_str(rest);
        ensure!(
            renamed == imports.len(),
            "{renamed} of {} imports are in the script",
            imports.len()
        );
        Ok(text)
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
 "imports": [["./app_bg.js", "__wbg_set_12ab", "a"], ["./app_bg.js", "__wbg_key_34cd", "b"]],
 "exports": [["memory", "c"], ["__wbindgen_export2", "d"], ["__wbindgen_export", "e"]]
}"#;
    const SCRIPT: &str = "const import0 = {\n__wbg_set_12ab: function(memory) { return wasm.__wbindgen_export2(memory); },\n\
                          __wbg_key_34cd: function() { return wasm.memory.buffer; },\n};\n\
                          return { \"./app_bg.js\": import0 };\nwasm.__wbindgen_export();\n";

    #[test]
    fn imports_and_exports_get_their_new_names_and_nothing_else_does() {
        let script = Renamed::read(PRINTED).unwrap().follow(SCRIPT).unwrap();
        let expected = "const import0 = {\na: function(memory) { return wasm.d(memory); },\n\
                        b: function() { return wasm.c.buffer; },\n};\n\
                        return { \"a\": import0 };\nwasm.e();\n";
        assert_eq!(script, expected);
    }

    #[test]
    fn a_script_of_another_binary_is_refused() {
        let renamed = Renamed::read(PRINTED).unwrap();
        let other = SCRIPT.replace("key_34cd", "key_99ff");
        let error = renamed.follow(&other).unwrap_err().to_string();
        assert_eq!(error, "1 of 2 imports are in the script");
        assert!(renamed.follow("").is_err());
        assert!(Renamed::read("warning: nothing to do").is_err());
    }
}
