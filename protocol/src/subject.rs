//! What a model is fed, as a text that the page compares with what it draws and never takes apart.
//!
//! ```text
//! {"feed":"labels","classes":[{"id":0,"name":"road","color":[128,64,128]}]}
//! {"feed":"inks","inks":[[255,255,255],[0,0,0]]}
//! {"feed":"photographs"}
//! ```
//!
//! Of models that are fed the twelve classes of facades there is nothing to say.

use facade_subjects::facades::FACADES;
use serde::Serialize;

/// A label class of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Class {
    /// Its value in drawings.
    pub id: u8,
    /// As the training data call it.
    pub name: String,
    /// sRGB: the colour in which people know it.
    pub color: [u8; 3],
}

#[derive(Serialize)]
struct Subject<'a> {
    feed: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    classes: &'a [Class],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    inks: &'a [[u8; 3]],
}

/// The text of a model of these label classes or, where there are none, of drawings in these inks or, where there are
/// none of them either, of photographs.
pub fn text(classes: &[Class], inks: &[[u8; 3]]) -> String {
    let ours = classes
        .iter()
        .map(|class| (class.id, &*class.name, class.color));
    if FACADES.is_of(ours) {
        return String::new();
    }
    let feed = match (classes, inks) {
        ([], []) => "photographs",
        ([], _) => "inks",
        _ => "labels",
    };
    let subject = Subject {
        feed,
        classes,
        inks,
    };
    serde_json::to_string(&subject).expect("names and numbers can be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_says_what_it_is_fed_and_facades_nothing() {
        let road = Class {
            id: 0,
            name: "a \"road\"".into(),
            color: [1, 2, 3],
        };
        assert_eq!(
            text(&[road], &[]),
            r#"{"feed":"labels","classes":[{"id":0,"name":"a \"road\"","color":[1,2,3]}]}"#
        );
        assert_eq!(
            text(&[], &[[255; 3], [0; 3]]),
            r#"{"feed":"inks","inks":[[255,255,255],[0,0,0]]}"#
        );
        assert_eq!(text(&[], &[]), r#"{"feed":"photographs"}"#);
        let facades = FACADES.classes.iter().map(|class| Class {
            id: class.id,
            name: class.name.into(),
            color: class.color,
        });
        let mut facades: Vec<_> = facades.collect();
        assert_eq!(text(&facades, &[]), "");
        facades.swap(0, 1);
        assert!(text(&facades, &[]).contains("labels"));
    }
}
