//! A checkpoint's files of tensors, looked at before Burn believes them.
//!
//! Burn takes what a file says of itself: moments of another shape would stop the run in its first step, missing ones
//! would begin anew without a word, and of a tensor without a parameter it panics.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{DType, Tensor};
use burn_pack::{HEADER_SIZE, Header, Reader, Scalar};

/// What Adam keeps of a parameter, behind its number and a dot.
const MOMENTS: [&str; 2] = ["momentum.moment_1", "momentum.moment_2"];
/// How many steps the moments are of.
const TIME: &str = "momentum.time";
/// The parameter's number of axes.
const RANK: &str = "__rank";

/// A file's tensors and numbers.
struct Pack {
    tensors: Vec<burn_pack::Tensor>,
    scalars: BTreeMap<String, Scalar>,
}

/// Makes sure that a file holds tensors in f32, and is as long as it says.
///
/// # Errors
/// Any other file.
pub fn check_weights(path: &Path) -> Result<()> {
    open(path).map(drop)
}

/// Makes sure that an optimiser's file holds both moments of each parameter of a network, or none at all: of a network
/// that has not learned yet.
///
/// # Errors
/// Moments that are missing, of another shape, or of another network's parameters.
pub fn check_moments<M: Module>(network: &M, path: &Path) -> Result<()> {
    let parameters = Parameters::of(network)?;
    let Pack { tensors, scalars } = open(path)?;
    let count = tensors.len();
    for tensor in tensors {
        let name = &tensor.name;
        let (id, field) = parts(name).with_context(|| format!("`{name}` is no moment"))?;
        ensure!(
            MOMENTS.contains(&field) && tensor.param_id == Some(id),
            "`{name}` is no moment"
        );
        let expected = parameters.shape(id)?;
        ensure!(
            tensor.shape.to_vec() == *expected,
            "`{name}` has shape {:?}, its parameter {expected:?}",
            tensor.shape.to_vec()
        );
        // Step 2³¹ is further than any run gets.
        let time = number(&scalars, id, TIME)?;
        ensure!(
            i32::try_from(time).is_ok() && number(&scalars, id, RANK)? == expected.len(),
            "the numbers beside `{name}` are damaged"
        );
    }
    for name in scalars.keys() {
        if let Some((id, RANK)) = parts(name) {
            parameters.shape(id)?;
        }
    }
    let needed = MOMENTS.len() * parameters.0.len();
    ensure!(
        count == 0 && scalars.is_empty() || count == needed,
        "it holds {count} moments, the network needs {needed}"
    );
    Ok(())
}

fn open(path: &Path) -> Result<Pack> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut head = [0; HEADER_SIZE];
    file.read_exact(&mut head).context("it is cut off")?;
    let damaged = |error| anyhow!("it is no file of tensors: {error}");
    let header = Header::from_bytes(&head).map_err(damaged)?;
    // The reader takes memory for it first.
    ensure!(
        u64::from(header.metadata_size) <= bytes,
        "it is cut off: its description alone is longer"
    );
    let reader = Reader::from_file_exact(path).map_err(damaged)?;
    let scalars = reader.scalars().clone();
    let tensors = reader.into_tensors().map_err(damaged)?;
    for tensor in &tensors {
        ensure!(
            tensor.dtype == DType::F32,
            "`{}` is stored as {:?}, not as F32",
            tensor.name,
            tensor.dtype
        );
    }
    Ok(Pack { tensors, scalars })
}

/// A parameter's number, and what of it is meant.
fn parts(name: &str) -> Option<(u64, &str)> {
    let (id, field) = name.split_once('.')?;
    Some((id.parse().ok()?, field))
}

fn number(scalars: &BTreeMap<String, Scalar>, id: u64, field: &str) -> Result<usize> {
    let scalar = scalars.get(&format!("{id}.{field}"));
    let number = scalar.and_then(|&scalar| usize::try_from(scalar).ok());
    number.with_context(|| format!("it lacks `{id}.{field}`"))
}

/// The shapes of a network's parameters by their numbers.
#[derive(Default)]
struct Parameters(BTreeMap<u64, Vec<usize>>);

impl Parameters {
    fn of<M: Module>(network: &M) -> Result<Self> {
        let mut visitor = Visitor::default();
        network.visit(&mut visitor);
        ensure!(
            visitor.found.0.len() == visitor.count,
            "two parameters of its network have the same number"
        );
        Ok(visitor.found)
    }

    fn shape(&self, id: u64) -> Result<&Vec<usize>> {
        let shape = self.0.get(&id);
        shape.with_context(|| format!("it is of another network: this one has no parameter {id}"))
    }
}

#[derive(Default)]
struct Visitor {
    found: Parameters,
    count: usize,
}

impl ModuleVisitor for Visitor {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.lazy_shape().to_vec();
        self.found.0.insert(param.id.val(), shape);
        self.count += 1;
    }
}
