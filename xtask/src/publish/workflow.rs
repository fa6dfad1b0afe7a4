//! A GitHub Pages workflow for a published folder.

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::file::write;

const PATH: &str = ".github/workflows/pages.yml";

/// A workflow that may be written.
pub struct Workflow {
    path: PathBuf,
    text: String,
}

/// The workflow that puts `site` on GitHub Pages, for the repository in `root`.
///
/// # Errors
/// A folder outside of the repository, and another workflow of that name.
pub fn prepare(root: &Path, site: &Path) -> Result<Workflow> {
    let inside = site
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    ensure!(
        inside,
        "--workflow needs --out inside this folder, as a relative path: GitHub publishes what is in the repository, and {} is not",
        site.display()
    );
    let parts: Vec<_> = site
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    let folder = parts.join("/");
    ensure!(
        !folder.contains(['\'', '\n']),
        "--workflow cannot name the folder {folder}"
    );
    let text = text(&folder);
    let path = root.join(PATH);
    match fs::read_to_string(&path) {
        Ok(other) if other != text => bail!(
            "{PATH} is there already, and another one; move it away or publish without --workflow"
        ),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot read {PATH}"))
        }
        _ => Ok(Workflow { path, text }),
    }
}

impl Workflow {
    pub fn write(&self) -> Result<()> {
        let folder = self
            .path
            .parent()
            .context("the workflow lies in a folder")?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        write(&self.path, &self.text)
    }
}

fn text(folder: &str) -> String {
    format!(
        "\
# Puts {folder}/ on GitHub Pages; written by `cargo xtask publish --workflow`.
name: pages
on:
  push:
    paths: ['{folder}/**']
  workflow_dispatch:
permissions:
  contents: read
  pages: write
  id-token: write
concurrency:
  group: pages
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment:
      name: github-pages
      url: ${{{{ steps.deployment.outputs.page_url }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/configure-pages@v5
      - uses: actions/upload-pages-artifact@v3
        with:
          path: '{folder}'
      - id: deployment
        uses: actions/deploy-pages@v4
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workflow_publishes_the_folder_and_another_one_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let workflow = prepare(root.path(), Path::new("./docs/site")).unwrap();
        workflow.write().unwrap();
        let text = fs::read_to_string(root.path().join(PATH)).unwrap();
        assert!(text.contains("          path: 'docs/site'\n"), "{text}");
        assert!(
            text.contains("url: ${{ steps.deployment.outputs.page_url }}\n"),
            "{text}"
        );
        prepare(root.path(), Path::new("docs/site")).unwrap();
        assert!(prepare(root.path(), Path::new("elsewhere")).is_err());
    }

    #[test]
    fn a_folder_outside_of_the_repository_is_refused() {
        let root = tempfile::tempdir().unwrap();
        for outside in ["../site", "/srv/site"] {
            assert!(
                prepare(root.path(), Path::new(outside)).is_err(),
                "{outside}"
            );
        }
    }
}
