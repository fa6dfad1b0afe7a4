//! What a model is fed, as its bundle says: a drawing in classes or in inks, or photographs. The page must know before it
//! has a model, so the site says it in its first file.

use anyhow::{Context, Result, bail, ensure};
use facade_subjects::KnownSubject;
use facade_subjects::facades::FACADES;
use serde_json::{Value, json};

use super::models::Model;

pub type Color = [u8; 3];

/// A label class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: u8,
    pub name: String,
    pub color: Color,
}

/// What a model is fed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// Drawings in the twelve classes of facades, which the page knows.
    Facades,
    /// Drawings in other classes.
    Labels {
        classes: Vec<Class>,
        painted: bool,
    },
    /// Drawings in these colours, the paper's first.
    Inks(Vec<Color>),
    Photographs,
}

impl Feed {
    /// What the manifest of a bundle says.
    ///
    /// # Errors
    /// Inputs that this program does not know, and lists of classes or inks that make no sense.
    pub fn of(manifest: &Value) -> Result<Self> {
        let input = &manifest["input"];
        let kind = input["kind"].as_str().unwrap_or_default();
        let inks = manifest["inks"].as_array().map_or(&[][..], Vec::as_slice);
        ensure!(
            inks.is_empty() || kind == "rgb",
            "it has inks, but sees no colours"
        );
        match kind {
            "one-hot-labels" | "painted-labels" => {
                let classes = classes(input)?;
                let painted = kind == "painted-labels";
                match FACADES.is_of(listed(&classes)) {
                    true => Ok(Self::Facades),
                    false => Ok(Self::Labels { classes, painted }),
                }
            }
            "rgb" if !inks.is_empty() => {
                let inks = inks.iter().map(color).collect::<Option<Vec<_>>>();
                let inks = inks.filter(|inks| (2..=12).contains(&inks.len()));
                Ok(Self::Inks(inks.context("its inks make no sense")?))
            }
            "rgb" | "grey" => Ok(Self::Photographs),
            _ => bail!("this program does not know its input, {}", input["kind"]),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Facades => json!({ "feed": "facades" }),
            Self::Labels { classes, painted } => {
                let class = |class: &Class| json!({ "id": class.id, "name": class.name, "color": class.color });
                let classes: Vec<_> = classes.iter().map(class).collect();
                json!({ "feed": "labels", "classes": classes, "painted": painted })
            }
            Self::Inks(inks) => json!({ "feed": "inks", "inks": inks }),
            Self::Photographs => json!({ "feed": "photographs" }),
        }
    }
}

/// What the models of a site are fed, as JSON; the first is the default one.
pub fn subject(models: &[Model]) -> String {
    let feeds = models
        .iter()
        .map(|model| (model.name.clone(), model.feed.json()));
    let feeds = serde_json::Map::from_iter(feeds);
    json!({ "default": models[0].name, "models": feeds }).to_string()
}

fn classes(input: &Value) -> Result<Vec<Class>> {
    let class = |class: &Value| {
        Some(Class {
            id: byte(&class["id"])?,
            name: class["name"].as_str()?.to_owned(),
            color: color(&class["color"])?,
        })
    };
    let classes = input["classes"].as_array().map_or(&[][..], Vec::as_slice);
    let classes = classes.iter().map(class).collect::<Option<Vec<_>>>();
    let classes = classes.filter(|classes| (2..=256).contains(&classes.len()));
    classes.context("its list of label classes makes no sense")
}

fn byte(value: &Value) -> Option<u8> {
    u8::try_from(value.as_u64()?).ok()
}

fn color(value: &Value) -> Option<Color> {
    let channels: Vec<u8> = value.as_array()?.iter().map(byte).collect::<Option<_>>()?;
    channels.try_into().ok()
}

/// Id, name and colour of each, as subjects are known by them.
fn listed(classes: &[Class]) -> impl Iterator<Item = (u8, &str, Color)> + Clone {
    classes
        .iter()
        .map(|class| (class.id, &*class.name, class.color))
}

/// The subject that the page knows by these classes.
pub fn known(classes: &[Class]) -> Option<&'static KnownSubject> {
    facade_subjects::among(facade_subjects::ALL, listed(classes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::bundle::tests::{bundle, facades};
    use crate::publish::bundle::{self};

    fn fed(input: Value) -> Result<Feed> {
        Feed::of(&json!({ "input": input }))
    }

    fn roads() -> Value {
        let class = |id: u8, name: &str| json!({ "id": id, "name": name, "color": [id, 0, 0] });
        json!({ "kind": "painted-labels", "classes": [class(0, "road"), class(255, "a \"car\"")] })
    }

    #[test]
    fn the_twelve_facade_classes_are_told_from_any_others() {
        assert_eq!(fed(facades()).unwrap(), Feed::Facades);
        let mut painted = facades();
        painted["kind"] = "painted-labels".into();
        assert_eq!(fed(painted).unwrap(), Feed::Facades);
        let mut shifted = facades();
        shifted["classes"][3]["id"] = 0.into();
        assert!(
            matches!(fed(shifted).unwrap(), Feed::Labels { classes, painted: false } if classes.len() == 12)
        );
        let Feed::Labels { classes, painted } = fed(roads()).unwrap() else {
            panic!("labels");
        };
        assert!(painted);
        assert_eq!((classes[1].id, &*classes[1].name), (255, "a \"car\""));
    }

    #[test]
    fn a_model_of_colours_is_drawn_for_in_its_inks_and_fed_photographs_without() {
        let inks = |inks: Value| Feed::of(&json!({ "input": { "kind": "rgb" }, "inks": inks }));
        let paper_and_black = inks(json!([[255, 255, 255], [0, 0, 0]])).unwrap();
        assert_eq!(paper_and_black, Feed::Inks(vec![[255; 3], [0; 3]]));
        assert_eq!(inks(Value::Null).unwrap(), Feed::Photographs);
        assert_eq!(fed(json!({ "kind": "grey" })).unwrap(), Feed::Photographs);
        assert!(inks(json!([[255, 255, 256], [0, 0, 0]])).is_err());
        assert!(inks(json!([[255, 255, 255]])).is_err());
    }

    #[test]
    fn what_is_no_input_or_contradicts_itself_is_refused_with_the_reason() {
        let refusal = |manifest: Value| Feed::of(&manifest).unwrap_err().to_string();
        let depth = json!({ "input": { "kind": "depth" } });
        assert!(refusal(depth).contains("depth"));
        let inked = json!({ "input": facades(), "inks": [[0, 0, 0], [9, 9, 9]] });
        assert!(refusal(inked).contains("sees no colours"));
        let mut alone = roads();
        alone["classes"].as_array_mut().unwrap().pop();
        assert!(refusal(json!({ "input": alone })).contains("label classes makes no sense"));
    }

    #[test]
    fn the_subject_names_every_model_and_what_it_is_fed() {
        let model = |name: &str, input: Value| {
            let bytes = bundle(name, &input);
            let manifest = bundle::manifest(&bytes).unwrap();
            Model::of(name, manifest, bytes)
        };
        let models = [
            model("roads", roads()),
            model("houses", facades()),
            model("photos", json!({ "kind": "grey" })),
        ];
        let subject: Value = serde_json::from_str(&subject(&models)).unwrap();
        assert_eq!(
            subject,
            json!({ "default": "roads", "models": {
                "roads": { "feed": "labels", "painted": true, "classes": [
                    { "id": 0, "name": "road", "color": [0, 0, 0] },
                    { "id": 255, "name": "a \"car\"", "color": [255, 0, 0] },
                ] },
                "houses": { "feed": "facades" },
                "photos": { "feed": "photographs" },
            } })
        );
    }
}
