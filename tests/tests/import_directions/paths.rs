//! All paths in a Rust source, in full: groups of `use` unfolded, `self` and `super` resolved.

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// A path of two or more segments. Inside the crate it begins with `crate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
}

/// The paths in `source`, which is the text of the module `module`.
///
/// # Errors
/// The text does not consist of Rust tokens.
pub fn paths(source: &str, module: &[String]) -> Result<Vec<Path>, LexError> {
    let mut found = Vec::new();
    walk(source.parse()?, &[], module, &mut found);
    Ok(found)
}

/// Collects the paths of `stream`, all of which continue `prefix`.
fn walk(stream: TokenStream, prefix: &[String], module: &[String], found: &mut Vec<Path>) {
    // The path being read, whether `::` came last, and how many `:` of it have been seen.
    let mut current: Vec<String> = Vec::new();
    let mut joined = false;
    let mut colons = 0;
    // `mod name` seen last: the brace that follows is a module of that name.
    let mut last_two: [Option<String>; 2] = [None, None];
    for token in stream {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if !joined {
                    finish(&mut current, prefix, module, found);
                    current = prefix.to_vec();
                }
                current.push(name.trim_start_matches("r#").to_owned());
                (joined, colons) = (false, 0);
                last_two = [last_two[1].take(), Some(name)];
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                colons += 1;
                joined = colons == 2;
            }
            TokenTree::Group(group) => {
                let brace = group.delimiter() == Delimiter::Brace;
                if brace && joined {
                    walk(group.stream(), &current, module, found);
                    current.clear();
                } else if let (true, [Some(keyword), Some(name)]) = (brace, &last_two)
                    && keyword == "mod"
                {
                    let inner: Vec<String> = module.iter().chain([name]).cloned().collect();
                    finish(&mut current, prefix, module, found);
                    walk(group.stream(), &[], &inner, found);
                } else {
                    finish(&mut current, prefix, module, found);
                    // The outer braces of `use {a::b, c::d};` start afresh, like any other group.
                    walk(group.stream(), &[], module, found);
                }
                (joined, colons) = (false, 0);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {
                finish(&mut current, prefix, module, found);
                (joined, colons) = (false, 0);
            }
        }
        last_two = [None, None];
    }
    finish(&mut current, prefix, module, found);
}

/// Ends the path being read and records it unless it is a single name.
fn finish(current: &mut Vec<String>, prefix: &[String], module: &[String], found: &mut Vec<Path>) {
    let path = std::mem::take(current);
    if path.len() > prefix.len().max(1) {
        found.push(Path {
            segments: resolve(path, module),
        });
    }
}

/// Puts `crate::…` for what `self` and `super` mean in `module`.
fn resolve(path: Vec<String>, module: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let here = usize::from(path[0] == "self");
    let from_root = |base: &[String], rest: &[String]| -> Vec<String> {
        let root = ["crate".to_owned()];
        root.iter().chain(base).chain(rest).cloned().collect()
    };
    if ups > 0 {
        from_root(&module[..module.len().saturating_sub(ups)], &path[ups..])
    } else if here > 0 {
        from_root(module, &path[1..])
    } else {
        path
    }
}

#[test]
fn groups_and_relative_paths_resolve_to_what_they_mean() {
    let module: Vec<String> = ["editor".to_owned(), "history".to_owned()].to_vec();
    let source = "use std::{fs, io::{self, Read}}; use super::shape::Shape; use self::inner::X;
        mod tests { use super::*; use super::super::tool::Tool; } fn f() -> u8 { a::b(c) }";
    let found: Vec<String> = paths(source, &module)
        .unwrap()
        .iter()
        .map(|path| path.segments.join("::"))
        .collect();
    let expected = [
        "std::fs",
        "std::io::self",
        "std::io::Read",
        "crate::editor::shape::Shape",
        "crate::editor::history::inner::X",
        "crate::editor::tool::Tool",
        "a::b",
    ];
    assert_eq!(found, expected);
}
