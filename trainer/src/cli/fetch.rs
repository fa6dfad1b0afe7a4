//! `trainer fetch`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::dataset::listing::list;
use crate::fetch::{Client, DataSet, Order, Source, fetch};

#[derive(Debug, Args)]
pub struct FetchArgs {
    /// The set
    #[arg(value_enum, value_name = "NAME")]
    pub set: DataSet,
    /// Folder for the set's folder
    #[arg(long, value_name = "DIR", default_value = "datasets")]
    pub to: PathBuf,
    /// Another address of the archive, such as a mirror's; http or https [default: the authors']
    #[arg(long, value_name = "URL")]
    pub from: Option<String>,
    /// Keep NAME.tar.gz after it has been unpacked
    #[arg(long)]
    pub keep_archive: bool,
}

impl FetchArgs {
    pub(super) fn run(&self) -> Result<()> {
        let source = match &self.from {
            // A mirror may have packed the set anew, so it need not have the published length.
            Some(url) => Source {
                url: url.clone(),
                bytes: None,
            },
            None => Source {
                url: self.set.address()?,
                bytes: self.set.bytes(),
            },
        };
        let order = Order {
            name: self.set.name().to_owned(),
            source,
            to: self.to.clone(),
            keep_archive: self.keep_archive,
        };
        let folder = fetch(&order, &Client::default())?;
        println!("{} is complete: {}", folder.display(), contents(&folder)?);
        Ok(())
    }
}

/// The number of pairs in each part of a set, in words.
fn contents(folder: &Path) -> Result<String> {
    let mut parts = Vec::new();
    for name in ["train", "val", "test"] {
        let part = folder.join(name);
        if part.is_dir() {
            let pairs = list(&part)?.images.len();
            parts.push(format!("{pairs} pairs in {name}"));
        }
    }
    Ok(parts.join(", "))
}
