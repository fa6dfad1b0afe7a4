//! The bundle that the page loads, and the list of models beside it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use facade_model::bundle::{Bundle, Precision};
use facade_model::model_list::{self, ListedFile, ListedModel, ModelList, Role};

use super::{ExportedGenerator, Origin};
use crate::whole_file;

/// Encodes the bundle.
///
/// # Errors
/// Weights that are no numbers; else only what the container refuses.
pub fn encode(generator: &ExportedGenerator, precision: Precision) -> Result<Vec<u8>> {
    let training = match &generator.origin {
        Origin::Trained(training) => Some(training.clone()),
        Origin::Imported { .. } => None,
    };
    let bundle = Bundle::encode(
        &generator.network,
        &generator.name,
        generator.input.clone(),
        generator.colors.clone(),
        generator.dropout,
        training,
        precision,
    )?;
    Ok(bundle)
}

/// Lists a bundle, stored as `file`, in the folder's `models.json`. A discriminator that was listed
/// with the bundle of before is listed no more: it judged another generator.
///
/// # Errors
/// A list that cannot be read or written.
pub fn list(folder: &Path, name: &str, file: &str, bundle: &[u8]) -> Result<()> {
    change(folder, |list| {
        list.insert(ListedModel::new(name, file, bundle));
        Ok(())
    })
}

/// Says in the folder's `models.json` what a listed bundle is to the page's visitors.
///
/// # Errors
/// A list that cannot be read or written, and a larger model that is the default one, which would leave none to
/// draw with.
pub fn give_role(folder: &Path, role: Role, name: &str) -> Result<()> {
    change(folder, |list| {
        ensure!(
            role != Role::Refine || list.default != name,
            "`{name}` is the default model of {}, so it cannot refine itself; export the smaller one with --role default first",
            folder.display()
        );
        list.give(role, name);
        Ok(())
    })
}

/// Lists a discriminator, stored as `file`, with the model of this name.
///
/// # Errors
/// A list that cannot be read or written, or that has no such model.
pub fn list_discriminator(
    folder: &Path,
    name: &str,
    file: &str,
    discriminator: &[u8],
) -> Result<()> {
    change(folder, |list| {
        let model = list.models.iter_mut().find(|model| model.name == name);
        let model = model.with_context(|| format!("there is no model `{name}` to judge"))?;
        model.discriminator = Some(ListedFile::new(file, discriminator));
        Ok(())
    })
}

fn change(folder: &Path, change: impl FnOnce(&mut ModelList) -> Result<()>) -> Result<()> {
    let path = folder.join(model_list::FILE_NAME);
    let mut list: ModelList = match fs::read_to_string(&path) {
        Ok(text) => {
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ModelList::default(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    change(&mut list)?;
    let text = serde_json::to_string_pretty(&list)? + "\n";
    whole_file::write(&path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_s_list_keeps_the_roles_that_are_given() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in ["lite", "full"] {
            list(folder, name, &format!("{name}.safetensors"), b"abc").unwrap();
        }
        let refused = give_role(folder, Role::Refine, "lite").unwrap_err();
        assert!(refused.to_string().contains("default model"), "{refused}");
        give_role(folder, Role::Refine, "full").unwrap();
        list(folder, "full", "full.safetensors", b"abcd").unwrap();
        let text = fs::read_to_string(folder.join(model_list::FILE_NAME)).unwrap();
        let list: ModelList = serde_json::from_str(&text).unwrap();
        assert_eq!(list.default, "lite");
        let lite = list.choose(None).unwrap();
        assert_eq!(list.refinement_of(lite).unwrap().bytes, 4);
    }
}
