//! The list of models beside the bundles (`models.json`): the trainer writes it, the page chooses
//! from it, and a file that arrives is held against its entry.

use serde::{Deserialize, Serialize};

use crate::digest::sha256;

/// Name of the list's file, in the folder of the bundles.
pub const FILE_NAME: &str = "models.json";

/// `models.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelList {
    /// Name of the model that is loaded when the visitor asks for none.
    pub default: String,
    /// Name of a larger model, for those who draw with the default one: loaded behind it, for better pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refine: Option<String>,
    pub models: Vec<ListedModel>,
}

/// What a model is to those who draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The one that is loaded first, unless another is asked for.
    Default,
    /// The one that is loaded behind it.
    Refine,
}

/// One model of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedModel {
    pub name: String,
    /// Address of the bundle, relative to the list.
    pub file: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the whole file, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The discriminator that the model was trained against, where it is offered too.
    #[serde(default, rename = "critic", skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<ListedFile>,
}

/// A file beside the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFile {
    /// Address of the file, relative to the list.
    pub file: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the whole file, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// Why a file is not the one that the list names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongFile {
    #[error("it has {received_bytes} bytes instead of {expected_bytes}")]
    Length {
        received_bytes: u64,
        expected_bytes: u64,
    },
    #[error("its checksum is wrong")]
    Checksum,
}

impl ModelList {
    /// The model called `name`, or the default one; `None` where the list has none of that name.
    pub fn choose(&self, name: Option<&str>) -> Option<&ListedModel> {
        let name = name.unwrap_or(&self.default);
        self.models.iter().find(|model| model.name == name)
    }

    /// The model for better pictures than those of `model`, if it is the default one and the list has one.
    pub fn refinement_of(&self, model: &ListedModel) -> Option<&ListedModel> {
        let refine = self.refine.as_deref()?;
        let listed = self.models.iter().find(|listed| listed.name == refine)?;
        (model.name == self.default && refine != self.default).then_some(listed)
    }

    /// Gives a listed model a role, whoever had it before; a model has one role at most.
    pub fn give(&mut self, role: Role, name: &str) {
        match role {
            Role::Default => {
                self.default = name.to_owned();
                self.refine.take_if(|refine| *refine == name);
            }
            Role::Refine => self.refine = Some(name.to_owned()),
        }
    }

    /// The model whose discriminator judges pictures of the model called `name`, and that
    /// discriminator: the model's own, else the default model's, else the first there is.
    pub fn discriminator_for(&self, name: &str) -> Option<(&str, &ListedFile)> {
        let own = self.models.iter().find(|model| model.name == name);
        let others = self.choose(None).into_iter().chain(&self.models);
        own.into_iter()
            .chain(others)
            .find_map(|model| Some((&*model.name, model.discriminator.as_ref()?)))
    }

    /// Adds a model in the place of the one of the same name; the first of a list is its default.
    pub fn insert(&mut self, model: ListedModel) {
        if self.models.is_empty() {
            self.default.clone_from(&model.name);
        }
        self.models.retain(|listed| listed.name != model.name);
        self.models.push(model);
        self.models.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

impl ListedModel {
    /// The entry of a bundle that is stored as `file`.
    pub fn new(name: &str, file: &str, bundle: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            file: file.to_owned(),
            bytes: bundle.len() as u64,
            sha256: sha256(bundle),
            discriminator: None,
        }
    }

    /// The bundle alone.
    pub fn bundle(&self) -> ListedFile {
        ListedFile {
            file: self.file.clone(),
            bytes: self.bytes,
            sha256: self.sha256.clone(),
        }
    }
}

impl ListedFile {
    /// The entry of a file that is stored as `file`.
    pub fn new(file: &str, content: &[u8]) -> Self {
        Self {
            file: file.to_owned(),
            bytes: content.len() as u64,
            sha256: sha256(content),
        }
    }

    /// Checks that a file of so many bytes, with this SHA-256 in hexadecimal digits, is the one this entry names.
    ///
    /// # Errors
    /// [`WrongFile`].
    pub fn verify(&self, received_bytes: u64, sha256: &str) -> Result<(), WrongFile> {
        if received_bytes != self.bytes {
            return Err(WrongFile::Length {
                received_bytes,
                expected_bytes: self.bytes,
            });
        }
        if !sha256.eq_ignore_ascii_case(&self.sha256) {
            return Err(WrongFile::Checksum);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of `abc`, from FIPS 180-2, appendix B.1.
    const ABC_SHA256: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn list() -> ModelList {
        let mut list = ModelList::default();
        list.insert(ListedModel::new("lite", "lite.safetensors", b"abc"));
        list.insert(ListedModel::new("full", "full.safetensors", b"123456789"));
        list
    }

    #[test]
    fn without_a_name_the_first_model_is_chosen() {
        let list = list();
        assert_eq!(list.choose(None).unwrap().file, "lite.safetensors");
        assert_eq!(list.choose(Some("full")).unwrap().bytes, 9);
        assert_eq!(list.choose(Some("large")), None);
    }

    #[test]
    fn a_model_takes_the_place_of_its_namesake() {
        let mut list = list();
        list.insert(ListedModel::new("lite", "lite.safetensors", b"abcd"));
        let names: Vec<&str> = list.models.iter().map(|model| &*model.name).collect();
        assert_eq!(names, ["full", "lite"]);
        assert_eq!(list.choose(None).unwrap().bytes, 4);
    }

    #[test]
    fn only_the_default_model_is_refined_and_only_by_another_one_that_is_listed() {
        let mut list = list();
        let refinement = |list: &ModelList, name| {
            let model = list.choose(name).unwrap();
            list.refinement_of(model).map(|model| model.name.clone())
        };
        assert_eq!(refinement(&list, None), None);
        list.give(Role::Refine, "full");
        assert_eq!(refinement(&list, None).as_deref(), Some("full"));
        assert_eq!(refinement(&list, Some("full")), None);
        list.give(Role::Default, "full");
        assert_eq!((list.default.as_str(), &list.refine), ("full", &None));
        list.give(Role::Refine, "large");
        assert_eq!(refinement(&list, None), None);
    }

    #[test]
    fn a_list_without_roles_is_read_and_written_as_before() {
        let json = serde_json::to_string(&list()).unwrap();
        assert!(!json.contains("refine"), "{json}");
        assert_eq!(serde_json::from_str::<ModelList>(&json).unwrap(), list());
    }

    #[test]
    fn only_the_very_file_passes() {
        let list = list();
        let lite = list.choose(None).unwrap().bundle();
        assert_eq!(lite.sha256, ABC_SHA256);
        let verify = |bytes: &[u8]| lite.verify(bytes.len() as u64, &sha256(bytes));
        assert_eq!(verify(b"abc"), Ok(()));
        assert_eq!(verify(b"abd"), Err(WrongFile::Checksum));
        let short = WrongFile::Length {
            received_bytes: 2,
            expected_bytes: 3,
        };
        assert_eq!(verify(b"ab"), Err(short));
    }

    #[test]
    fn a_picture_is_judged_by_its_own_model_s_discriminator_or_else_by_the_default_s_or_any() {
        let mut list = list();
        assert_eq!(list.discriminator_for("lite"), None);
        let discriminator = |content: &[u8]| Some(ListedFile::new("c", content));
        let judge =
            |list: &ModelList, name: &str| list.discriminator_for(name).unwrap().0.to_owned();
        list.models[0].discriminator = discriminator(b"full's");
        assert_eq!(judge(&list, "lite"), "full");
        list.models[1].discriminator = discriminator(b"lite's");
        assert_eq!(judge(&list, "full"), "full");
        assert_eq!(judge(&list, "imported"), "lite");
    }

    #[test]
    fn lists_from_before_there_were_discriminators_are_read_and_written_as_they_were() {
        let old =
            r#"{"default":"a","models":[{"name":"a","file":"a.bin","bytes":1,"sha256":"00"}]}"#;
        let list: ModelList = serde_json::from_str(old).unwrap();
        assert_eq!(list.models[0].discriminator, None);
        assert_eq!(serde_json::to_string(&list).unwrap(), old);
    }
}
